package io.holdfast.identity;

import io.holdfast.arm.Guids;
import io.holdfast.crypto.Digests;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.rest.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Client secrets: 256 random bits as 43 characters of base64url, of which only a salted hash is kept.
///
/// A hash is `{"id":...,"salt":...,"hash":...}` in base64, the hash SHA-256 over salt (16 bytes) and secret.
/// A slow hash would add nothing: a secret of 256 random bits cannot be guessed.
final class ClientSecret {

    private static final int SECRET_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private ClientSecret() {}

    static String generate(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static ObjectNode hash(String secret, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return Json.object().put("id", Guids.random(random))
                .put("salt", Base64.getEncoder().encodeToString(salt)).put("hash",
                        Base64.getEncoder().encodeToString(digest(salt, secret)));
    }

    /// Whether the secret has this hash, in time that does not depend on where they differ.
    static boolean matches(JsonNode stored, String secret) {
        byte[] salt = Base64.getDecoder().decode(stored.path("salt").asString());
        byte[] expected = Base64.getDecoder().decode(stored.path("hash").asString());
        try (SecretBytes known = SecretBytes.takeOwnership(expected);
                SecretBytes given = SecretBytes.takeOwnership(digest(salt, secret))) {
            return known.constantTimeEquals(given);
        }
    }

    private static byte[] digest(byte[] salt, String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return Digests.sha256(ByteBuffer.allocate(salt.length + bytes.length).put(salt).put(bytes).array());
    }
}
