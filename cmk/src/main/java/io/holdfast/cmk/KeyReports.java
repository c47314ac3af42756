package io.holdfast.cmk;

import io.holdfast.client.RestException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What this product tells of a cluster's key and the mirrored service does not: `keyHealth` and `keyUsage`.
final class KeyReports {

    private KeyReports() {}

    static Optional<JsonNode> health(Azure azure, Names names) {
        return report(azure, names, "keyHealth");
    }

    static Optional<JsonNode> usage(Azure azure, Names names) {
        return report(azure, names, "keyUsage");
    }

    private static Optional<JsonNode> report(Azure azure, Names names, String name) {
        try {
            return azure.find(names.clusterId() + "/" + name, Versions.LOGS);
        } catch (RestException e) {
            // The mirrored service knows no such path, and says so in several ways.
            if (azure.cloud().isReal()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static void sayHealth(JsonNode health, Dialogue dialogue) {
        health.path("value").forEach(one -> dialogue.say("  key    " + text(one, "storageResource") + ": "
                + text(one, "state") + " since " + text(one, "since")
                + (one.has("graceLeft") ? ", grace left " + text(one, "graceLeft") : "")
                + (one.has("keyId") ? ", " + text(one, "keyId") : "")
                + (one.has("vaultAnswer")
                        ? System.lineSeparator() + "         the vault's answer: "
                                + text(one.path("vaultAnswer"), "status")
                                + " " + text(one.path("vaultAnswer"), "message")
                        : "")));
    }

    static void sayUsage(JsonNode usage, Dialogue dialogue) {
        usage.path("value").forEach(version -> dialogue.say("  key    " + text(version, "keyId") + ": wraps "
                + (version.path("wrapped").size() + version.path("wrappedElsewhere").asInt(0))
                + " account keys" + backups(version.path("registeredBackups").size())
                + (version.path("mayBeDisabled").asBoolean(false)
                        ? "; may be disabled since " + text(version, "mayBeDisabledSince")
                        : "; must stay enabled")));
    }

    private static String backups(int number) {
        return number == 0 ? "" : ", needed by " + number + " registered backups";
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).asString("");
    }
}
