package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmPages;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.Availability;
import io.holdfast.keyring.KeyHealth;
import io.holdfast.keyring.KeyState;
import io.holdfast.keyring.KeyUsage;
import io.holdfast.keyring.Keyring;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Resources of our own below a cluster, which answer dark or not: `GET .../clusters/{c}/keyHealth`,
/// `.../keyEvents` and `.../keyUsage`.
final class KeyReportRoutes {

    private static final String CLUSTER = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/clusters/{cluster}";

    /// So far back events are looked for: a read of some 50 ms.
    private static final int MAX_EVENTS = 10_000;

    private final ArmResources resources;
    private final Keyring keyring;

    KeyReportRoutes(LogAnalyticsParts parts) {
        this.resources = parts.resources();
        this.keyring = parts.keyring();
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(
                Route.of("GET", CLUSTER + "/keyHealth", ArmAccess.action(authorizer, Clusters.TYPE + "/read"),
                        this::health),
                Route.of("GET", CLUSTER + "/keyEvents", ArmAccess.action(authorizer, Clusters.TYPE + "/read"),
                        this::events),
                Route.of("GET", CLUSTER + "/keyUsage", ArmAccess.action(authorizer, Clusters.TYPE + "/read"),
                        this::usage));
    }

    private String clusterId(Call call) {
        ArmResource cluster = resources.require(ResourceId.of(call.request()));
        return Clusters.clusterId(cluster);
    }

    private ApiResponse health(Call call) {
        ObjectNode json = Json.object();
        ArrayNode value = json.putArray("value");
        String clusterId = clusterId(call);
        KeyUsage usage = keyring.usage(clusterId);
        keyring.health(clusterId).forEach(health -> value.add(shown(health, usage)));
        return ApiResponse.json(200, json);
    }

    /// The changes of the cluster's keys, newest first.
    private ApiResponse events(Call call) {
        String clusterId = clusterId(call);
        List<ObjectNode> events = keyring.journal().after(keyring.journal().last() - MAX_EVENTS, MAX_EVENTS)
                .reversed().stream()
                .filter(entry -> entry.change().resource().clusterId().equals(clusterId))
                .map(entry -> KeyJson.change(entry.change()).put("id", entry.hash())).toList();
        return ApiResponse.json(200, ArmPages.page(call.request(), events));
    }

    private static ObjectNode shown(KeyHealth health, KeyUsage usage) {
        ObjectNode json = Json.object().put("storageResource", health.resource().kind().name())
                .put("state", KeyState.of(health.availability()).label())
                .put("since", health.availability().since().toString());
        health.keyId().ifPresent(keyId -> json.put("keyId", keyId.uri()).put("keyVersion", keyId.version()));
        json.put("followsNewest", health.followsNewest()).put("principalId", health.principalId())
                .put("grace", health.grace().toString()).put("bound", health.bound().toString())
                .put("pollInterval", health.pollInterval().toString())
                .put("noticedWithin", health.noticedWithin().toString());
        ArrayNode wraps = json.putArray("wrapsByVersion");
        usage.versions().forEach(version -> wraps.addObject().put("keyId", version.keyId().uri())
                .put("records", version.wrapped().stream()
                        .filter(record -> record.resource().equals(health.resource())).count()));
        switch (health.availability()) {
            case Availability.Available available ->
                available.lastContact().ifPresent(at -> json.put("lastContact", at.toString()));
            case Availability.Unreachable unreachable -> KeyJson.answer(
                    json.put("lastContact", unreachable.lastContact().toString())
                            .put("graceLeft", unreachable.graceLeft().toString()),
                    unreachable.answer());
            case Availability.Dark dark -> KeyJson.answer(json, dark.darkness().answer());
        }
        return json;
    }

    private ApiResponse usage(Call call) {
        ObjectNode json = Json.object();
        ArrayNode value = json.putArray("value");
        keyring.usage(clusterId(call)).versions().forEach(version -> value.add(shown(version)));
        return ApiResponse.json(200, json);
    }

    private static ObjectNode shown(KeyUsage.VersionUsage version) {
        ObjectNode json = Json.object().put("keyId", version.keyId().uri())
                .put("mayBeDisabled", version.mayBeDisabled());
        version.unusedSince().ifPresent(since -> json.put("mayBeDisabledSince", since.toString()));
        json.put("wrappedElsewhere", version.wrappedElsewhere());
        ArrayNode wrapped = json.putArray("wrapped");
        version.wrapped().forEach(record -> wrapped.addObject()
                .put("storageResource", record.resource().kind().name())
                .put("since", record.since().toString()));
        ArrayNode backups = json.putArray("registeredBackups");
        version.backups().forEach(backup -> backups.addObject().put("backup", backup.id())
                .put("begun", backup.begun().toString()));
        return json;
    }
}
