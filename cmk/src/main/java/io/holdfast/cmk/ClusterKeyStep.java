package io.holdfast.cmk;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 2 of the article: the key on the cluster (`cmk-behaviour` K1 to K3, S11).
record ClusterKeyStep(Azure azure, Names names) implements Step {

    @Override
    public String title() {
        return "2. The key on the cluster";
    }

    @Override
    public Finding inspect() {
        Optional<JsonNode> cluster = azure.find(names.clusterId(), Versions.LOGS);
        JsonNode present = cluster.map(found -> found.path("properties").path("keyVaultProperties"))
                .orElse(Azure.object());
        String state = cluster.map(found -> found.path("properties").path("provisioningState").asString(""))
                .orElse("");
        if (state.equalsIgnoreCase("Updating")) {
            return new Finding.Waiting("the cluster is updating");
        }
        String keyName = present.path("keyName").asString("");
        String vaultUri = present.path("keyVaultUri").asString("");
        Optional<JsonNode> vault = azure.find(names.vaultId(), Versions.VAULTS);
        String uri = Vaults.uri(azure, names, vault).toString();
        if (keyName.isEmpty()) {
            return set(uri, vault);
        }
        if (!keyName.equalsIgnoreCase(names.key()) || !Vaults.sameHost(vaultUri, uri)) {
            return new Finding.Blocked("another key is set: " + keyName + " in " + vaultUri,
                    "a key is rotated, not replaced: name that key, or another cluster");
        }
        String version = present.path("keyVersion").asString("");
        return new Finding.Done(version.isEmpty() ? "the newest version, always" : "version " + version);
    }

    private Finding set(String uri, Optional<JsonNode> vault) {
        return new Finding.Needed("set it", List.of(patch(azure, names, uri, version(vault))),
                "with Sentinel on it, the key of a cluster can be rotated, but neither removed nor replaced");
    }

    private String version(Optional<JsonNode> vault) {
        if (!names.pinned()) {
            return "";
        }
        return vault.flatMap(found -> newestVersion(azure, names, found)).orElse("<the key's version>");
    }

    /// The newest version of the key, if the caller may see it.
    static Optional<String> newestVersion(Azure azure, Names names, JsonNode vault) {
        String kid = azure.getFromVault(Vaults.uri(vault)
                .resolve("/keys/" + names.key() + "?api-version=" + Versions.KEYS)).body().path("key")
                .path("kid").asString("");
        return kid.isEmpty() ? Optional.empty() : Optional.of(kid.substring(kid.lastIndexOf('/') + 1));
    }

    /// The call that sets a version of the key on the cluster; an empty one follows the newest.
    static Call patch(Azure azure, Names names, String vaultUri, String version) {
        return azure.manage("PATCH", names.clusterId(), Versions.LOGS, body(vaultUri, names.key(), version));
    }

    /// The body that names a key; three empty texts ask for its removal.
    static ObjectNode body(String vaultUri, String key, String version) {
        ObjectNode body = Azure.object();
        body.putObject("properties").putObject("keyVaultProperties").put("keyVaultUri", vaultUri)
                .put("keyName", key).put("keyVersion", version);
        return body;
    }
}
