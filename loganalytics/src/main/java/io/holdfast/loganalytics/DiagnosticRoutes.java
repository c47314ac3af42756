package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.Insights/diagnosticSettings` of vaults and of the subscription: PUT, GET, list, DELETE.
/// Source: Azure Monitor REST API,
/// version 2021-05-01-preview.
///
/// Whoever sets one also needs to be allowed to write to the workspace.
final class DiagnosticRoutes {

    static final List<String> VERSIONS = List.of("2021-05-01-preview", "2017-05-01-preview");

    private static final List<String> LISTS = List.of("/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.KeyVault/vaults/{vault}/providers/" + DiagnosticSetting.TYPE,
            "/subscriptions/{sub}/providers/" + DiagnosticSetting.TYPE);
    private static final String WRITE_TO_WORKSPACE = Workspaces.TYPE + "/sharedKeys/action";

    private final ArmResources resources;
    private final Workspaces workspaces;
    private final DiagnosticSource vaults;
    private final DiagnosticSource activity;
    private final Authorizer authorizer;

    DiagnosticRoutes(LogAnalyticsParts parts, Workspaces workspaces) {
        this.resources = parts.resources();
        this.vaults = parts.diagnostics();
        this.activity = new ActivitySource(parts.activity(), parts.tenant().subscriptionId());
        this.authorizer = parts.authorizer();
        this.workspaces = workspaces;
    }

    List<Route> routes() {
        return LISTS.stream().flatMap(list -> {
            String one = list + "/{setting}";
            return Stream.of(route("GET", list, "read", this::list), route("GET", one, "read", this::get),
                    route("PUT", one, "write", this::put), route("DELETE", one, "delete", this::delete));
        }).toList();
    }

    private Route route(String method, String path, String right, io.holdfast.rest.Handler handler) {
        return Route.of(method, path, ArmAccess.action(authorizer, DiagnosticSetting.TYPE + "/" + right),
                handler);
    }

    private ApiResponse list(Call call) {
        ResourceId resource = ResourceId.of(call.request());
        requireResource(resource);
        return ApiResponse.json(200,
                ArmEnvelope.list(resources.list(resource, DiagnosticSetting.TYPE).stream()
                        .filter(setting -> setting.id().parent().filter(resource::equals).isPresent())
                        .map(ArmResource::json).toList()));
    }

    private void requireResource(ResourceId resource) {
        if (!source(resource).has(resource)) {
            throw ArmErrors.notFound(resource);
        }
    }

    private DiagnosticSource source(ResourceId resource) {
        return resource.isResource() ? vaults : activity;
    }

    private ApiResponse get(Call call) {
        ResourceId id = ResourceId.of(call.request());
        requireResource(id.parent().orElseThrow());
        return ApiResponse.json(200, resources.require(id).json());
    }

    private ApiResponse put(Call call) {
        ResourceId id = ResourceId.of(call.request());
        requireResource(id.parent().orElseThrow());
        ObjectNode asked = call.request().jsonObject();
        DiagnosticSetting setting = DiagnosticSetting.parse(id, asked);
        workspaces.require(setting.workspace());
        ArmAccess.requireLinked(authorizer, call.caller(), WRITE_TO_WORKSPACE, setting.workspace());
        long last = source(setting.resource()).last();
        ArmResource stored = resources.transact(transaction -> {
            boolean taken = resources.list(transaction, setting.resource(), DiagnosticSetting.TYPE).stream()
                    .filter(other -> !other.id().equals(id)).map(DiagnosticSetting::of)
                    .anyMatch(other -> other.resource().equals(setting.resource())
                            && other.workspace().equals(setting.workspace()));
            if (taken) {
                throw new ApiException(409, "Conflict", "Data sink '" + setting.workspace()
                        + "' is already used in another diagnostic setting for category '"
                        + (setting.isOfSubscription() ? "Administrative" : "AuditEvent")
                        + "'. Data sinks can't be reused in different settings on the same category for "
                        + "the same resource.");
            }
            Optional<ArmResource> present = resources.find(transaction, id);
            if (present.filter(former -> DiagnosticSetting.of(former).enabled()).isEmpty()) {
                // It tells of what comes from now on.
                DiagnosticCursors.save(transaction, id.key(), DiagnosticCursors.Cursor.at(last));
            }
            return resources.put(transaction, id, DiagnosticSetting.kept(asked, setting));
        });
        return ApiResponse.json(200, stored.json());
    }

    private ApiResponse delete(Call call) {
        ResourceId id = ResourceId.of(call.request());
        boolean existed = resources.transact(transaction -> {
            DiagnosticCursors.delete(transaction, id.key());
            return resources.delete(transaction, id);
        });
        return ApiResponse.empty(existed ? 200 : 204);
    }
}
