package io.holdfast.cmk;

import io.holdfast.client.RestException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A new version of the key, the cluster on it, and what becomes of the old one.
final class Rotation {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Azure azure;
    private final Names names;
    private final Dialogue dialogue;
    private final Duration patience;

    Rotation(Azure azure, Names names, Dialogue dialogue, Duration patience) {
        this.azure = azure;
        this.names = names;
        this.dialogue = dialogue;
        this.patience = patience;
    }

    /// Rotates. What an interrupted rotation made is used.
    ///
    /// @throws RestException if the key is not on the cluster, or a call is refused
    void run() {
        JsonNode properties = cluster();
        String before = properties.path("keyVersion").asString("");
        JsonNode found = azure.find(names.vaultId(), Versions.VAULTS).orElseThrow(
                () -> new RestException("there is no vault " + names.vault() + ": run cmk setup first"));
        URI vault = Vaults.uri(found);
        Optional<String> newer = before.isEmpty()
                ? Optional.empty()
                : ClusterKeyStep.newestVersion(azure, names, found).filter(one -> !one.equals(before));
        newer.ifPresent(one -> dialogue.say("  found  a version that the cluster is not on yet: " + one));
        String version = newer.orElseGet(() -> made(vault));
        if (before.isEmpty()) {
            dialogue.say("  ok     the cluster follows the newest version by itself");
        } else {
            azure.perform(ClusterKeyStep.patch(azure, names, vault.toString(), version), patience);
            awaitVersion(version);
            dialogue.say("  ok     the cluster is on the new version; before: " + before);
        }
        usage();
    }

    private String made(URI vault) {
        JsonNode made = azure.perform(new Call("POST",
                vault.resolve("/keys/" + names.key() + "/rotate?api-version=" + Versions.KEYS),
                azure.cloud().vaultAudience(), Optional.empty()), patience).body();
        String kid = made.path("key").path("kid").asString("");
        dialogue.say("  made   " + kid);
        return kid.substring(kid.lastIndexOf('/') + 1);
    }

    private JsonNode cluster() {
        JsonNode properties = azure.find(names.clusterId(), Versions.LOGS)
                .map(cluster -> cluster.path("properties").path("keyVaultProperties"))
                .orElse(MissingNode.getInstance());
        if (!properties.path("keyName").asString("").equalsIgnoreCase(names.key())) {
            throw new RestException("the key " + names.key() + " is not on the cluster " + names.cluster()
                    + ": run cmk setup first");
        }
        return properties;
    }

    private void awaitVersion(String version) {
        Duration waited = Duration.ZERO;
        while (!cluster().path("keyVersion").asString("").equals(version)) {
            if (waited.compareTo(patience) >= 0) {
                throw new RestException("the cluster still shows the old version after "
                        + patience.toMinutes() + " minutes");
            }
            dialogue.pause(PAUSE);
            waited = waited.plus(PAUSE);
        }
    }

    private void usage() {
        Optional<JsonNode> usage = KeyReports.usage(azure, names);
        if (usage.isPresent()) {
            KeyReports.sayUsage(usage.get(), dialogue);
        } else {
            dialogue.say(
                    "  note   disable the old version after 24 hours, or once the vault's audit log shows"
                            + " no more use of it");
        }
    }
}
