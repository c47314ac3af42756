package io.holdfast.keyvault;

import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmPages;
import io.holdfast.arm.ResourceId;
import io.holdfast.arm.Tags;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Keys as resources of the management plane (`vaults/keys`): made where there is none of the name, and read. They are
/// the keys of the data plane; an existing one is never changed from here. Thread-safe.
///
/// @param vaults finds the vault by its resource id
/// @param keys the vault's keys
/// @param addresses prints their URIs
record ManagedKeys(Vaults vaults, Keys keys, VaultAddresses addresses) {

    private static final String TYPE = VaultJson.TYPE + "/keys";

    /// The member of the management plane and that of the data plane that means the same.
    private static final Map<String, String> MEMBERS = Map.of("kty", "kty", "keySize", "key_size",
            "curveName", "crv",
            "keyOps", "key_ops", "attributes", "attributes", "release_policy", "release_policy");

    ApiResponse put(Call call, AuditTrail.Scope scope) {
        Vault vault = vault(call, scope);
        String name = name(call);
        ObjectNode body = call.request().jsonObject();
        return ApiResponse.json(200, json(keys.find(vault.name(), name)
                .orElseGet(() -> keys.create(vault.name(), name, request(body)))));
    }

    private static KeyRequest request(ObjectNode body) {
        ObjectNode properties = Json.child(body, "properties");
        Members.refuse(properties, "rotationPolicy", "set the policy of rotation in the data plane");
        ObjectNode given = Json.object();
        MEMBERS.forEach((ours, theirs) -> {
            if (properties.has(ours)) {
                given.set(theirs, properties.get(ours));
            }
        });
        given.set("tags", Tags.of(body));
        return KeyBodies.create(given);
    }

    ApiResponse get(Call call, AuditTrail.Scope scope) {
        Optional<String> version = Optional.ofNullable(call.variables().get("version"));
        KeyView view = keys.get(vault(call, scope).name(), name(call), version);
        return ApiResponse.json(200, version.isPresent() ? versionJson(view) : json(view));
    }

    /// A page of the keys by name; `nextLink` names the last one.
    ApiResponse list(Call call, AuditTrail.Scope scope) {
        ApiRequest request = call.request();
        int size = ArmPages.size(request);
        List<KeyView> found = keys.page(vault(call, scope).name(), ArmPages.last(request).orElse(""),
                size + 1);
        List<KeyView> page = found.subList(0, Math.min(size, found.size()));
        ObjectNode json = ArmEnvelope.list(page.stream().map(this::json).toList());
        if (found.size() > size) {
            json.put("nextLink", ArmPages.next(request, VaultRows.lower(page.getLast().key().name())));
        }
        return ApiResponse.json(200, json);
    }

    ApiResponse versions(Call call, AuditTrail.Scope scope) {
        List<ObjectNode> all = keys.versions(vault(call, scope).name(), name(call)).stream()
                .map(this::versionJson)
                .toList();
        return ApiResponse.json(200, ArmPages.page(call.request(), all));
    }

    private Vault vault(Call call, AuditTrail.Scope scope) {
        Vault vault = vaults.get(vaultId(call));
        scope.vault(vault);
        return vault;
    }

    /// The vault that a path within it names.
    static ResourceId vaultId(Call call) {
        return ResourceId.group(call.variable("subscription"), call.variable("group"))
                .resource("Microsoft.KeyVault", "vaults", call.variable("vault"));
    }

    private static String name(Call call) {
        KeyFields.checkName(call.variable("key"));
        return call.variable("key");
    }

    private ObjectNode json(KeyView view) {
        return json(view, resourceId(view), view.key().name(), TYPE);
    }

    private ObjectNode versionJson(KeyView view) {
        String version = view.version().version();
        return json(view, resourceId(view) + "/versions/" + version, version, TYPE + "/versions");
    }

    private static String resourceId(KeyView view) {
        return view.vault().resourceId() + "/keys/" + view.key().name();
    }

    private ObjectNode json(KeyView view, String id, String name, String type) {
        ObjectNode json = Json.object().put("id", id).put("name", name).put("type", type).put("location",
                view.vault().location());
        json.set("tags", VaultCodec.tags(view.version().tags()));
        ObjectNode properties = json.putObject("properties").put("kty", view.version().type().kty());
        KeyVersion.Attributes attributes = view.version().attributes();
        ObjectNode answered = properties.putObject("attributes").put("enabled", attributes.enabled());
        putTime(answered, "nbf", attributes.notBefore());
        putTime(answered, "exp", attributes.expires());
        putTime(answered, "created", Optional.of(attributes.created()));
        putTime(answered, "updated", Optional.of(attributes.updated()));
        answered.put("recoveryLevel", view.vault().recoveryLevel()).put("exportable", false);
        properties.set("keyOps", VaultCodec.texts(view.version().operations()));
        switch (view.version().publicPart().spec()) {
            case KeySpec.Ec ec -> properties.put("curveName", ec.curve().vaultName());
            case KeySpec.Rsa(int bits) -> properties.put("keySize", bits);
            case KeySpec.Oct(int bits) -> properties.put("keySize", bits);
        }
        KeyId versioned = view.id(addresses);
        properties.put("keyUri", addresses.uri(view.unversionedId(addresses))).put("keyUriWithVersion",
                addresses.uri(versioned));
        return json;
    }

    private static void putTime(ObjectNode json, String member, Optional<Instant> time) {
        time.ifPresent(instant -> json.put(member, instant.getEpochSecond()));
    }
}
