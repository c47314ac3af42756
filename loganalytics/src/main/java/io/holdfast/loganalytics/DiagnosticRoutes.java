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
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.Insights/diagnosticSettings` of vaults: PUT, GET, list, DELETE. Source: Azure Monitor REST API,
/// version 2021-05-01-preview.
///
/// Whoever sets one also needs to be allowed to write to the workspace.
final class DiagnosticRoutes {

    static final List<String> VERSIONS = List.of("2021-05-01-preview", "2017-05-01-preview");

    private static final String LIST = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.KeyVault/vaults/{vault}/providers/" + DiagnosticSetting.TYPE;
    private static final String ONE = LIST + "/{setting}";
    private static final String WRITE_TO_WORKSPACE = Workspaces.TYPE + "/sharedKeys/action";

    private final ArmResources resources;
    private final Workspaces workspaces;
    private final DiagnosticSource source;
    private final Authorizer authorizer;

    DiagnosticRoutes(LogAnalyticsParts parts, Workspaces workspaces) {
        this.resources = parts.resources();
        this.source = parts.diagnostics();
        this.authorizer = parts.authorizer();
        this.workspaces = workspaces;
    }

    List<Route> routes() {
        return List.of(route("GET", LIST, "read", this::list), route("GET", ONE, "read", this::get),
                route("PUT", ONE, "write", this::put), route("DELETE", ONE, "delete", this::delete));
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
                        .map(ArmResource::json).toList()));
    }

    private void requireResource(ResourceId resource) {
        if (!source.has(resource)) {
            throw ArmErrors.notFound(resource);
        }
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
        long last = source.last();
        ArmResource stored = resources.transact(transaction -> {
            boolean taken = resources.list(transaction, setting.resource(), DiagnosticSetting.TYPE).stream()
                    .filter(other -> !other.id().equals(id)).map(DiagnosticSetting::of)
                    .anyMatch(other -> other.workspace().equals(setting.workspace()));
            if (taken) {
                throw new ApiException(409, "Conflict", "Data sink '" + setting.workspace()
                        + "' is already used in another diagnostic setting for category 'AuditEvent'. Data sinks"
                        + " can't be reused in different settings on the same category for the same resource.");
            }
            Optional<ArmResource> present = resources.find(transaction, id);
            if (present.filter(former -> DiagnosticSetting.of(former).enabled()).isEmpty()) {
                // It tells of what comes from now on.
                DiagnosticCursors.save(transaction, id, DiagnosticCursors.Cursor.at(last));
            }
            return resources.put(transaction, id, DiagnosticSetting.kept(asked, setting));
        });
        return ApiResponse.json(200, stored.json());
    }

    private ApiResponse delete(Call call) {
        ResourceId id = ResourceId.of(call.request());
        boolean existed = resources.transact(transaction -> {
            DiagnosticCursors.delete(transaction, id);
            return resources.delete(transaction, id);
        });
        return ApiResponse.empty(existed ? 200 : 204);
    }
}
