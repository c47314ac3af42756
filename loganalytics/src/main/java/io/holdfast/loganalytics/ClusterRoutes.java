package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmPages;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.CheckedHandler;
import io.holdfast.arm.Checks;
import io.holdfast.arm.Guids;
import io.holdfast.arm.Locations;
import io.holdfast.arm.Operation;
import io.holdfast.arm.OperationRequest;
import io.holdfast.arm.Operations;
import io.holdfast.arm.ResourceId;
import io.holdfast.arm.SystemData;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.OperationalInsights/clusters`: PUT, PATCH, GET, list, DELETE.
///
/// A PUT that creates answers 201, a PUT or PATCH that sets a key answers 200, both with the cluster as it is
/// (`provisioningState` not yet Succeeded) and `Azure-AsyncOperation`; other updates are done when answered.
/// DELETE
/// destroys the account keys before it answers 200. Source: arm-api B2, `cmk-behaviour` sections 4, 6 and 13.
final class ClusterRoutes {

    private static final String GROUP = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/clusters";
    private static final String ALL = "/subscriptions/{sub}/providers/Microsoft.OperationalInsights/clusters";
    private static final String ONE = GROUP + "/{cluster}";
    private static final String READ = Clusters.TYPE + "/read";
    private static final String WRITE = Clusters.TYPE + "/write";

    private final ArmResources resources;
    private final Operations operations;
    private final Clusters clusters;
    private final Workspaces workspaces;
    private final ClusterStores stores;
    private final ClusterRules rules;
    private final ClusterIdentities identities;
    private final SecureRandom random;
    private final InstantSource clock;

    ClusterRoutes(LogAnalyticsParts parts, LogAnalyticsLimits limits, Clusters clusters,
            Workspaces workspaces, ClusterStores stores) {
        this.resources = parts.resources();
        this.operations = parts.operations();
        this.clusters = clusters;
        this.workspaces = workspaces;
        this.stores = stores;
        this.clock = parts.clock();
        this.random = parts.random();
        AccountContent content = new AccountContent(parts);
        ClusterKeyUpdate keyUpdate = new ClusterKeyUpdate(resources, parts.keyring(), stores, clock,
                cluster -> workspaces.linkedTo(cluster).stream()
                        .anyMatch(workspace -> content.any(Workspaces.customerId(workspace))));
        this.identities = new ClusterIdentities(parts);
        this.rules = new ClusterRules(parts, limits, workspaces, stores, keyUpdate);
        operations.register(ClusterCreation.KIND,
                new ClusterCreation(resources, parts.keyring(), stores));
        operations.register(ClusterKeyUpdate.KIND, keyUpdate);
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(Route.of("GET", ALL, ArmAccess.action(authorizer, READ), this::list),
                Route.of("GET", GROUP, ArmAccess.action(authorizer, READ), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, READ), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, WRITE),
                        CheckedHandler.of(this::put, this::checkPut)),
                Route.of("PATCH", ONE, ArmAccess.action(authorizer, WRITE),
                        CheckedHandler.of(this::patch, this::checkPatch)),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, Clusters.TYPE + "/delete"),
                        CheckedHandler.of(this::delete, this::checkDelete)));
    }

    private ApiResponse list(Call call) {
        return ApiResponse.json(200, ArmPages.page(call.request(),
                clusters.list(ResourceId.of(call.request())).stream().map(this::shown).toList()));
    }

    private ApiResponse get(Call call) {
        return ApiResponse.json(200, shown(resources.require(ResourceId.of(call.request()))));
    }

    private ObjectNode shown(ArmResource cluster) {
        return Clusters.shown(cluster, workspaces.linkedTo(cluster.id()));
    }

    private ApiResponse put(Call call) {
        ResourceId id = ResourceId.of(call.request());
        ObjectNode asked = call.request().jsonObject();
        Optional<ArmResource> existing = clusters.find(id);
        if (existing.isPresent()) {
            requireSameLocation(existing.get(), asked);
            return update(call, existing.get(), asked);
        }
        return create(call, id, asked);
    }

    private void checkPut(Call call, Checks checks) {
        ResourceId id = ResourceId.of(call.request());
        ObjectNode asked = call.request().jsonObject();
        Optional<ArmResource> existing = clusters.find(id);
        if (existing.isPresent()) {
            checks.that(() -> requireSameLocation(existing.get(), asked));
            rules.checkUpdate(call, existing.get(), asked, checks);
        } else {
            rules.checkCreate(call, id, asked, checks);
        }
    }

    private static void requireSameLocation(ArmResource existing, ObjectNode asked) {
        Locations.requireSame(existing.id(), existing.location(),
                Locations.require(asked, Clusters.TYPE));
    }

    private ApiResponse patch(Call call) {
        ArmResource existing = resources.require(ResourceId.of(call.request()));
        return update(call, existing, call.request().jsonObject());
    }

    private void checkPatch(Call call, Checks checks) {
        ArmResource existing = resources.require(ResourceId.of(call.request()));
        rules.checkUpdate(call, existing, call.request().jsonObject(), checks);
    }

    private ApiResponse create(Call call, ResourceId id, ObjectNode asked) {
        ClusterRequest request = rules.checkCreate(call, id, asked, Checks.STRICT);
        Instant now = clock.instant();
        String location = Locations.require(asked, Clusters.TYPE);
        ObjectNode body = ClusterRecords.created(asked, request, location, now);
        Json.child(body, "properties").put("clusterId", Guids.random(random));
        SystemData.stamp(body, Optional.empty(), call.caller(), now);
        Accepted accepted = resources.transact(transaction -> {
            if (resources.find(transaction, id).isPresent()) {
                throw ArmErrors.conflict("The cluster '" + id.name() + "' is being created by another call.");
            }
            ClusterNames.requireFree(transaction, id, now);
            ClusterNames.release(transaction, id);
            rules.requireRoom(transaction, id, location, now);
            identities.set(transaction, id, body, request.identity().orElseThrow());
            ObjectNode parameters = Json.object();
            if (request.key() instanceof KeySetting.Use use) {
                parameters.set("keyVaultProperties", use.properties());
            }
            return accepted(transaction, call, id, body,
                    new OperationRequest(ClusterCreation.KIND, id, location, parameters));
        });
        return announced(call, 201, accepted);
    }

    private ApiResponse update(Call call, ArmResource existing, ObjectNode asked) {
        ClusterRequest request = rules.checkUpdate(call, existing, asked, Checks.STRICT);
        if (!(request.key() instanceof KeySetting.Use use)) {
            return ApiResponse.json(200, updated(call, existing, asked, request));
        }
        return announced(call, 200, resources.transact(transaction -> {
            ObjectNode body = ClusterRecords.in(changed(transaction, call, existing.id(), asked, request),
                    ClusterRecords.UPDATING);
            ObjectNode parameters = Json.object();
            parameters.set("keyVaultProperties", use.properties());
            return accepted(transaction, call, existing.id(), body, new OperationRequest(
                    ClusterKeyUpdate.KIND, existing.id(), existing.location(), parameters));
        }));
    }

    private ObjectNode updated(Call call, ArmResource existing, ObjectNode asked, ClusterRequest request) {
        return shown(resources.transact(transaction -> resources.put(transaction, existing.id(),
                changed(transaction, call, existing.id(), asked, request))));
    }

    /// The changed body of what the transaction sees, which may be newer than what was checked before.
    private ObjectNode changed(RecordTransaction transaction, Call call, ResourceId id, ObjectNode asked,
            ClusterRequest request) {
        ArmResource present = resources.find(transaction, id).orElseThrow(() -> ArmErrors.notFound(id));
        ClusterRules.requireSucceeded(present);
        ObjectNode body = ClusterRecords.changed(present, asked, request, clock.instant());
        request.identity().filter(identity -> !identity.equals(ClusterIdentity.of(body)))
                .ifPresent(identity -> identities.replace(transaction, id, body, identity));
        SystemData.stamp(body, Optional.of(present), call.caller(), clock.instant());
        return body;
    }

    private ApiResponse delete(Call call) {
        ResourceId id = ResourceId.of(call.request());
        Optional<ArmResource> existing = clusters.find(id);
        if (existing.isEmpty()) {
            return ApiResponse.empty(204);
        }
        resources.transact(transaction -> resources.find(transaction, id).map(cluster -> {
            ClusterRules.requireDeletable(cluster);
            return resources.put(transaction, id, ClusterRecords.in(cluster.body(), ClusterRecords.DELETING));
        }));
        // The keys go first: should the rest fail, what is left is unreadable, and the DELETE can be sent
        // again.
        stores.destroy(Clusters.clusterId(existing.get()));
        resources.transact(transaction -> {
            for (ArmResource workspace : workspaces.linkedTo(id)) {
                AccountContent.deleteAll(transaction, Workspaces.customerId(workspace));
                unlink(transaction, workspace.id());
            }
            ClusterNames.hold(transaction, existing.get(), clock.instant());
            identities.forget(transaction, existing.get().body());
            return resources.delete(transaction, id);
        });
        return ApiResponse.empty(200);
    }

    private void checkDelete(Call call, Checks checks) {
        clusters.find(ResourceId.of(call.request()))
                .ifPresent(cluster -> rules.checkDelete(cluster, checks));
    }

    private void unlink(RecordTransaction transaction, ResourceId workspace) {
        resources.find(transaction, workspace).ifPresent(present -> {
            ObjectNode body = present.body().deepCopy();
            WorkspaceLink.removeFrom(body);
            resources.put(transaction, workspace, body);
        });
    }

    private Accepted accepted(RecordTransaction transaction, Call call, ResourceId id, ObjectNode body,
            OperationRequest work) {
        ArmResource cluster = resources.put(transaction, id, body);
        return new Accepted(cluster, operations.prepare(transaction, work, call.caller()));
    }

    private ApiResponse announced(Call call, int status, Accepted accepted) {
        ApiResponse response = ApiResponse.json(status, shown(accepted.cluster()));
        operations.launch(accepted.operation());
        return Operations.announce(response, call.request(), accepted.operation());
    }

    private record Accepted(ArmResource cluster, Operation operation) {}
}
