package io.holdfast.cmk;

import io.holdfast.client.RestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The small file that says what there is to be: names, region, tier, key.
///
/// ```json
/// {"subscription": "...", "resourceGroup": "siem", "location": "westeurope",
///  "vault": {"name": "siem-kv", "roles": false}, "key": {"name": "siem-cmk", "size": 3072, "pinned": true},
///  "cluster": {"name": "siem-cluster", "capacity": 500}, "workspace": {"name": "siem-logs"}}
/// ```
///
/// @param roles whether a vault that is made is decided on by roles, not by its access policy
/// @param keySize in bits
/// @param pinned whether the cluster names a version of the key; else it follows the newest
/// @param capacity commitment tier in GB per day
public record Names(String subscription, String resourceGroup, String location, String vault, boolean roles,
        String key, int keySize, boolean pinned, String cluster, int capacity, String workspace) {

    private static final int DEFAULT_KEY_SIZE = 3072;
    private static final int DEFAULT_CAPACITY = 500;
    private static final Set<Integer> KEY_SIZES = Set.of(2048, 3072, 4096);
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]";
    private static final Map<String, Set<String>> MEMBERS = Map.of("",
            Set.of("subscription", "resourceGroup", "location", "vault", "key", "cluster", "workspace"),
            "vault", Set.of("name", "roles"), "key", Set.of("name", "size", "pinned"), "cluster",
            Set.of("name", "capacity"), "workspace", Set.of("name"));

    /// Reads the file.
    ///
    /// @throws RestException if it is not as described; the message names the member
    public static Names read(Path file) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (IOException | JacksonException e) {
            throw new RestException("the setup file cannot be read as JSON: " + file, e);
        }
        MEMBERS.forEach((group, known) -> requireKnown(group, group.isEmpty() ? json : json.path(group),
                known));
        int size = number(json, "key", "size", DEFAULT_KEY_SIZE);
        if (!KEY_SIZES.contains(size)) {
            throw new RestException("key.size must be 2048, 3072 or 4096, not " + size);
        }
        return new Names(text(json, "subscription", ""),
                text(json, "resourceGroup", ""), text(json, "location", ""), text(json, "vault", "name"),
                json.path("vault").path("roles").asBoolean(false), text(json, "key", "name"), size,
                json.path("key").path("pinned").asBoolean(true),
                text(json, "cluster", "name"), number(json, "cluster", "capacity", DEFAULT_CAPACITY),
                text(json, "workspace", "name"));
    }

    private static void requireKnown(String group, JsonNode json, Set<String> known) {
        json.propertyNames().stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new RestException("the setup file has an unknown member "
                    + (group.isEmpty() ? name : group + "." + name));
        });
    }

    private static String text(JsonNode json, String group, String name) {
        JsonNode value = name.isEmpty() ? json.path(group) : json.path(group).path(name);
        String shown = name.isEmpty() ? group : group + "." + name;
        String text = value.asString("");
        if (!Pattern.matches(NAME, text)) {
            throw new RestException("the setup file needs " + shown
                    + ": letters, digits and hyphens, not beginning or ending with a hyphen");
        }
        return text;
    }

    private static int number(JsonNode json, String group, String name, int otherwise) {
        JsonNode value = json.path(group).path(name);
        if (!value.isMissingNode() && !value.isInt()) {
            throw new RestException(group + "." + name + " must be a whole number");
        }
        return value.asInt(otherwise);
    }

    /// `/subscriptions/{id}`.
    String subscriptionId() {
        return "/subscriptions/" + subscription;
    }

    String groupId() {
        return subscriptionId() + "/resourceGroups/" + resourceGroup;
    }

    String vaultId() {
        return groupId() + "/providers/Microsoft.KeyVault/vaults/" + vault;
    }

    String clusterId() {
        return groupId() + "/providers/Microsoft.OperationalInsights/clusters/" + cluster;
    }

    String workspaceId() {
        return groupId() + "/providers/Microsoft.OperationalInsights/workspaces/" + workspace;
    }
}
