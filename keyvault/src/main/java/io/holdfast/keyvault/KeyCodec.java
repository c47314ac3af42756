package io.holdfast.keyvault;

import io.holdfast.crypto.EcCurve;
import io.holdfast.crypto.RsaPublicKey;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of key records, version 1, and of key version records, version 2. Binary values in base64url.
///
/// ```text
/// key:     {"v":1, "name", "current": <version>, "deleted"?, "scheduledPurge"?}
/// version: {"v":2, "version", "kty", "bits"?, "n"?, "e"?, "crv"?, "x"?, "y"?, "ops":[], "enabled",
///           "nbf"?, "exp"?, "created", "updated", "tags":{}, "provider", "material"}
/// ```
/// Times in milliseconds since 1970. Version 1 of a key version had no provider: its key is in software.
final class KeyCodec {

    private static final int VERSION_FORMAT = 2;

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
        ObjectNode json = Json.object().put("v", VERSION_FORMAT).put("version", version.version())
                .put("kty", version.type().kty()).put("enabled", attributes.enabled())
                .put("created", attributes.created().toEpochMilli())
                .put("updated", attributes.updated().toEpochMilli())
                .put("provider", version.held().provider())
                .put("material", base64Url(version.held().material()));
        put(json, version.publicPart());
        if (version.publicPart() instanceof PublicPart.Oct oct) {
            json.put("bits", oct.sizeBits());
        }
        attributes.notBefore().ifPresent(time -> json.put("nbf", time.toEpochMilli()));
        attributes.expires().ifPresent(time -> json.put("exp", time.toEpochMilli()));
        json.set("ops", VaultCodec.texts(version.operations()));
        json.set("tags", VaultCodec.tags(version.tags()));
        return Json.bytes(json);
    }

    static KeyVersion version(byte[] bytes) {
        ObjectNode json = VaultCodec.versioned(bytes, VERSION_FORMAT);
        KeyVersion.Attributes attributes = new KeyVersion.Attributes(json.path("enabled").booleanValue(),
                optionalInstant(json, "nbf"), optionalInstant(json, "exp"),
                VaultCodec.instant(json, "created"),
                VaultCodec.instant(json, "updated"));
        return new KeyVersion(VaultCodec.text(json, "version"), type(json), publicPart(json),
                VaultCodec.texts(json.path("ops")), attributes, VaultCodec.tags(json.path("tags")),
                new KeyVersion.Held(Json.text(json, "provider").orElse(SoftwareKeys.NAME),
                        bytes(json, "material")));
    }

    private static KeyType type(JsonNode json) {
        return KeyType.named(VaultCodec.text(json, "kty"))
                .orElseThrow(() -> new IllegalStateException("A key record has an unknown type"));
    }

    /// Puts the members of a JWK that are public, of which a symmetric key has none.
    static void put(ObjectNode json, PublicPart open) {
        switch (open) {
            case PublicPart.Rsa rsa ->
                json.put("n", base64Url(rsa.key().modulus())).put("e", base64Url(rsa.key().exponent()));
            case PublicPart.Ec ec -> json.put("crv", ec.curve().vaultName()).put("x", base64Url(ec.x()))
                    .put("y", base64Url(ec.y()));
            case PublicPart.Oct _ -> {
            }
        }
    }

    private static PublicPart publicPart(JsonNode json) {
        if (json.has("n")) {
            return new PublicPart.Rsa(RsaPublicKey.of(bytes(json, "n"), bytes(json, "e")));
        }
        if (json.has("crv")) {
            EcCurve curve = EcCurve.named(VaultCodec.text(json, "crv"))
                    .orElseThrow(() -> new IllegalStateException("A key record has an unknown curve"));
            return new PublicPart.Ec(curve, bytes(json, "x"), bytes(json, "y"));
        }
        return new PublicPart.Oct(json.path("bits").intValue());
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
