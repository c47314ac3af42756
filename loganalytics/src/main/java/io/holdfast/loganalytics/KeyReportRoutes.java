package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.Availability;
import io.holdfast.keyring.Darkness;
import io.holdfast.keyring.KeyHealth;
import io.holdfast.keyring.KeyUsage;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.VaultAnswer;
import io.holdfast.keyring.VaultKeyId;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Two resources of our own below a cluster, which answer dark or not: `GET .../clusters/{c}/keyHealth` and
/// `GET .../clusters/{c}/keyUsage`.
final class KeyReportRoutes {

    private static final String CLUSTER = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/clusters/{cluster}";

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
        keyring.health(clusterId(call)).forEach(health -> value.add(shown(health)));
        return ApiResponse.json(200, json);
    }

    private static ObjectNode shown(KeyHealth health) {
        ObjectNode json = Json.object().put("storageResource", health.resource().kind().name())
                .put("state", health.availability().isLight() ? "Available" : "Dark")
                .put("since", health.availability().since().toString());
        health.keyId().map(VaultKeyId::uri).ifPresent(uri -> json.put("keyId", uri));
        json.put("followsNewest", health.followsNewest()).put("principalId", health.principalId())
                .put("grace", health.grace().toString())
                .put("pollInterval", health.pollInterval().toString());
        switch (health.availability()) {
            case Availability.Available available ->
                available.lastContact().ifPresent(at -> json.put("lastContact", at.toString()));
            case Availability.Unreachable unreachable -> answer(json.put("state", "Unreachable")
                    .put("lastContact", unreachable.lastContact().toString())
                    .put("graceLeft", unreachable.graceLeft().toString())
                    .put("bound", unreachable.bound().toString()), unreachable.answer());
            case Availability.Dark dark -> dark(json, dark.darkness());
        }
        return json;
    }

    private static void dark(ObjectNode json, Darkness darkness) {
        json.put("state", switch (darkness.cause()) {
            case REVOKED -> "Revoked";
            case UNREACHABLE -> "DarkUnreachable";
            case DESTROYED -> "Destroyed";
        });
        answer(json, darkness.answer());
    }

    private static void answer(ObjectNode json, VaultAnswer answer) {
        ObjectNode said = json.putObject("vaultAnswer").put("status", answer.status())
                .put("code", answer.code())
                .put("message", answer.message());
        answer.innerCode().ifPresent(inner -> said.put("innerCode", inner));
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
        return json;
    }
}
