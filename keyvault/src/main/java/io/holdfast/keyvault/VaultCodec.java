package io.holdfast.keyvault;

import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of vault records, version 1.
///
/// ```text
/// {"v":1, "name", "generation", "resourceId", "location", "tags":{}, "created": <epoch ms>, "systemData":{},
///  "deleted", "scheduledPurge": <epoch ms, while deleted>,
///  "properties": {"tenantId", "sku", "rbac", "purgeProtection", "retentionDays", "echoed":{},
///    "accessPolicies":[{"tenantId","objectId","applicationId"?,"permissions":{"keys":[],"secrets":[],..}}]}}
/// ```
final class VaultCodec {

    static final int VERSION = 1;

    private VaultCodec() {}

    static byte[] bytes(Vault vault) {
        ObjectNode json = Json.object().put("v", VERSION).put("name", vault.name())
                .put("generation", vault.generation())
                .put("resourceId", vault.resourceId()).put("location", vault.location())
                .put("created", vault.created().toEpochMilli());
        json.set("tags", tags(vault.tags()));
        json.set("properties", properties(vault.properties()));
        json.set("systemData", vault.systemData());
        putDeletion(json, vault.deletion());
        return Json.bytes(json);
    }

    static Vault vault(byte[] bytes) {
        ObjectNode json = versioned(bytes);
        JsonNode properties = json.path("properties");
        List<AccessPolicy> policies = new ArrayList<>();
        properties.path("accessPolicies").forEach(policy -> policies.add(accessPolicy(policy)));
        return new Vault(text(json, "name"), text(json, "generation"), text(json, "resourceId"),
                text(json, "location"), tags(json.path("tags")),
                new Vault.Properties(text(properties, "tenantId"), text(properties, "sku"), policies,
                        properties.path("rbac").booleanValue(),
                        properties.path("purgeProtection").booleanValue(),
                        properties.path("retentionDays").intValue(), Json.child(properties, "echoed")),
                Json.child(json, "systemData"), instant(json, "created"), deletion(json));
    }

    private static ObjectNode properties(Vault.Properties properties) {
        ObjectNode json = Json.object().put("tenantId", properties.tenantId()).put("sku", properties.sku())
                .put("rbac", properties.rbac()).put("purgeProtection", properties.purgeProtection())
                .put("retentionDays", properties.retentionDays());
        json.set("echoed", properties.echoed());
        json.set("accessPolicies", accessPolicies(properties.accessPolicies()));
        return json;
    }

    /// As ARM answers them, too.
    static ArrayNode accessPolicies(List<AccessPolicy> policies) {
        ArrayNode array = Json.array();
        for (AccessPolicy policy : policies) {
            ObjectNode json = array.addObject().put("tenantId", policy.tenantId()).put("objectId",
                    policy.objectId());
            policy.applicationId().ifPresent(application -> json.put("applicationId", application));
            ObjectNode permissions = json.putObject("permissions");
            permissions.set("keys", texts(policy.keys()));
            permissions.set("secrets", texts(policy.other().secrets()));
            permissions.set("certificates", texts(policy.other().certificates()));
            permissions.set("storage", texts(policy.other().storage()));
        }
        return array;
    }

    private static AccessPolicy accessPolicy(JsonNode json) {
        JsonNode permissions = json.path("permissions");
        return new AccessPolicy(text(json, "tenantId"), text(json, "objectId"),
                Json.text(json, "applicationId"),
                texts(permissions.path("keys")),
                new AccessPolicy.OtherPermissions(texts(permissions.path("secrets")),
                        texts(permissions.path("certificates")), texts(permissions.path("storage"))));
    }

    static ObjectNode versioned(byte[] bytes) {
        return versioned(bytes, VERSION);
    }

    /// A record of version 1 to `newest`.
    static ObjectNode versioned(byte[] bytes, int newest) {
        ObjectNode json = Json.parseObject(bytes);
        int version = json.path("v").intValue();
        if (version < 1 || version > newest) {
            throw new IllegalStateException("A vault record has the version " + json.path("v")
                    + ", which this release does not know (it knows 1 to " + newest + ")");
        }
        return json;
    }

    static void putDeletion(ObjectNode json, Optional<Vault.Deletion> deletion) {
        deletion.ifPresent(at -> json.put("deleted", at.deleted().toEpochMilli()).put("scheduledPurge",
                at.scheduledPurge().toEpochMilli()));
    }

    static Optional<Vault.Deletion> deletion(JsonNode json) {
        return json.has("deleted")
                ? Optional.of(new Vault.Deletion(instant(json, "deleted"), instant(json, "scheduledPurge")))
                : Optional.empty();
    }

    static Instant instant(JsonNode json, String member) {
        return Instant.ofEpochMilli(json.path(member).longValue());
    }

    static String text(JsonNode json, String member) {
        return Json.text(json, member).orElseThrow(
                () -> new IllegalStateException("A vault record lacks its member " + member));
    }

    static ObjectNode tags(Map<String, String> tags) {
        ObjectNode json = Json.object();
        tags.forEach(json::put);
        return json;
    }

    static Map<String, String> tags(JsonNode json) {
        Map<String, String> tags = new LinkedHashMap<>();
        json.properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().stringValue()));
        return tags;
    }

    static ArrayNode texts(List<String> values) {
        ArrayNode array = Json.array();
        values.forEach(array::add);
        return array;
    }

    static List<String> texts(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.stringValue()));
        return values;
    }
}
