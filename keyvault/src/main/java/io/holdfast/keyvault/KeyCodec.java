package io.holdfast.keyvault;

import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of key and key version records, version 1. Binary values in base64url.
///
/// ```text
/// key:     {"v":1, "name", "current": <version>, "deleted"?, "scheduledPurge"?}
/// version: {"v":1, "version", "kty", "bits", "n"?, "e"?, "ops":[], "enabled", "nbf"?, "exp"?, "created", "updated",
///           "tags":{}, "material"}
/// ```
/// Times in milliseconds since 1970.
final class KeyCodec {

    private KeyCodec() {}

    static byte[] bytes(StoredKey key) {
        ObjectNode json = Json.object().put("v", VaultCodec.VERSION).put("name", key.name()).put("current",
                key.current());
        VaultCodec.putDeletion(json, key.deletion());
        return Json.bytes(json);
    }

    static StoredKey key(byte[] bytes) {
        ObjectNode json = VaultCodec.versioned(bytes);
        return new StoredKey(VaultCodec.text(json, "name"), VaultCodec.text(json, "current"),
                VaultCodec.deletion(json));
    }

    static byte[] bytes(KeyVersion version) {
        KeyVersion.Attributes attributes = version.attributes();
        ObjectNode json = Json.object().put("v", VaultCodec.VERSION).put("version", version.version())
                .put("kty", version.publicPart().type().kty()).put("bits", version.publicPart().sizeBits())
                .put("enabled", attributes.enabled()).put("created", attributes.created().toEpochMilli())
                .put("updated", attributes.updated().toEpochMilli())
                .put("material", base64Url(version.material()));
        if (version.publicPart() instanceof KeyVersion.PublicPart.Rsa rsa) {
            json.put("n", base64Url(rsa.modulus())).put("e", base64Url(rsa.exponent()));
        }
        attributes.notBefore().ifPresent(time -> json.put("nbf", time.toEpochMilli()));
        attributes.expires().ifPresent(time -> json.put("exp", time.toEpochMilli()));
        json.set("ops", VaultCodec.texts(version.operations()));
        json.set("tags", VaultCodec.tags(version.tags()));
        return Json.bytes(json);
    }

    static KeyVersion version(byte[] bytes) {
        ObjectNode json = VaultCodec.versioned(bytes);
        KeyVersion.Attributes attributes = new KeyVersion.Attributes(json.path("enabled").booleanValue(),
                optionalInstant(json, "nbf"), optionalInstant(json, "exp"),
                VaultCodec.instant(json, "created"),
                VaultCodec.instant(json, "updated"));
        return new KeyVersion(VaultCodec.text(json, "version"), publicPart(json),
                VaultCodec.texts(json.path("ops")),
                attributes, VaultCodec.tags(json.path("tags")), bytes(json, "material"));
    }

    private static KeyVersion.PublicPart publicPart(JsonNode json) {
        KeyType type = KeyType.named(VaultCodec.text(json, "kty"))
                .orElseThrow(() -> new IllegalStateException("A key record has an unknown type"));
        int bits = json.path("bits").intValue();
        return switch (type) {
            case RSA -> new KeyVersion.PublicPart.Rsa(type, bits, bytes(json, "n"), bytes(json, "e"));
            case OCT -> new KeyVersion.PublicPart.Oct(type, bits);
        };
    }

    private static Optional<Instant> optionalInstant(JsonNode json, String member) {
        return json.has(member) ? Optional.of(VaultCodec.instant(json, member)) : Optional.empty();
    }

    static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(JsonNode json, String member) {
        return Base64.getUrlDecoder().decode(VaultCodec.text(json, member));
    }
}
