package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Signed and encrypted JOSE objects, taken apart as a client of the vault does, with every use of a key left to the
/// vault: JWKs go through its import, signatures, keys and contents through its operations.
final class JoseChecks {

    static final String SYNTAX = "the object is refused by its encoding or its header, before a key is used";
    static final String BOUND = "alg and use of a JWK bind clients, not the vault";
    static final String KEY_SET = "the choice of a key from a set is the client's";
    static final String AGREEMENT = "the vault has no key agreement (ECDH-ES)";
    static final String COMPRESSED = "contents are decompressed by clients";
    static final String CONTRADICTION = "the file has the very same object as a valid case";
    static final String WEAK = "keys of faulty generators (ROCA) are not looked for";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SoftwareKeys KEYS = new SoftwareKeys(RANDOM);
    private static final KeyImports IMPORTS = new KeyImports(RANDOM);
    private static final ProviderKey.Id ID = new ProviderKey.Id("v", "k", "1");
    private static final byte[] NONE = {};
    /// By the node, as checking the numbers of a key takes long.
    private static final IdentityHashMap<JsonNode, Optional<ProviderKey>> IMPORTED = new IdentityHashMap<>();
    private static final Set<String> SIGNATURES = Set.of("HS256", "HS384", "HS512", "RS256", "RS384", "RS512",
            "PS256",
            "PS384", "PS512", "ES256", "ES384", "ES512");

    private JoseChecks() {}

    static Outcome check(JsonNode group, JsonNode test) {
        if (group.path("comment").asString().contains("roca")) {
            return Outcome.skipped(WEAK);
        }
        if (!isValid(test) && group.path("tests").valueStream()
                .anyMatch(other -> isValid(other) && other.path("jws").equals(test.path("jws"))
                        && test.has("jws"))) {
            return Outcome.skipped(CONTRADICTION);
        }
        boolean signed = test.has("jws");
        List<String> parts = List.of(test.path(signed ? "jws" : "jwe").asString("").split("\\.", -1));
        Optional<ObjectNode> header = parts.size() == (signed ? 3 : 5)
                && parts.stream().allMatch(JoseChecks::isExact)
                        ? header(parts.getFirst())
                        : Optional.empty();
        if (header.isEmpty()) {
            return Outcome.skipped(SYNTAX);
        }
        List<JsonNode> keys = keys(group, header.get());
        if (keys.size() != 1) {
            return Outcome.skipped(KEY_SET);
        }
        return signed
                ? signature(parts, header.get(), keys.getFirst(), test)
                : encryption(parts, header.get(), keys.getFirst(), test);
    }

    private static boolean isExact(String part) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(part)).equals(part);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] bytes(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    private static Optional<ObjectNode> header(String part) {
        try {
            return Json.parse(bytes(part)) instanceof ObjectNode object && object.path("alg").isString()
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    /// Of a set, those that have the header's `kid`; of a set of mixed kinds none.
    private static List<JsonNode> keys(JsonNode group, ObjectNode header) {
        JsonNode jwk = group.path("private");
        if (!jwk.has("keys")) {
            return List.of(jwk);
        }
        List<JsonNode> all = jwk.path("keys").valueStream().toList();
        boolean mixed = all.stream().map(key -> key.path("kty").asString()).distinct().count() > 1;
        return mixed
                ? List.of()
                : all.stream().filter(key -> key.path("kid").equals(header.path("kid"))).toList();
    }

    /// Whether a client may use the key so.
    private static boolean binds(JsonNode jwk, String alg, String use) {
        return jwk.path("alg").asString(alg).equals(alg) && jwk.path("use").asString(use).equals(use);
    }

    private static boolean mayVerify(JsonNode jwk) {
        return !jwk.has("key_ops") || jwk.path("key_ops").toString().contains("\"verify\"");
    }

    private static Outcome signature(List<String> parts, ObjectNode header, JsonNode jwk, JsonNode test) {
        String alg = header.path("alg").asString();
        if (!SIGNATURES.contains(alg)) {
            return Outcome.skipped(SYNTAX);
        }
        Optional<ProviderKey> key = imported(jwk);
        if (key.isEmpty()) {
            return isValid(test) ? Outcome.skipped(VectorChecks.KEY_SIZE) : Outcome.run();
        }
        if (!binds(jwk, alg, "sig") || !mayVerify(jwk)) {
            return Outcome.skipped(BOUND);
        }
        byte[] content = ascii(parts.get(0) + "." + parts.get(1));
        byte[] signed = alg.startsWith("HS") ? content : digest("SHA-" + alg.substring(2), content);
        CryptoOutput verdict = work(key.get(), CryptoOperation.VERIFY, alg,
                CryptoCommand.Input.signature(signed, bytes(parts.get(2))));
        assertThat(verdict).as(name(test)).isEqualTo(new CryptoOutput.Verdict(isValid(test)));
        return Outcome.run();
    }

    private static Outcome encryption(List<String> parts, ObjectNode header, JsonNode jwk, JsonNode test) {
        String alg = header.path("alg").asString();
        String enc = header.path("enc").asString("");
        if (enc.isEmpty()) {
            return Outcome.skipped(SYNTAX);
        }
        if (alg.startsWith("ECDH")) {
            return Outcome.skipped(AGREEMENT);
        }
        if (!binds(jwk, alg.equals("dir") ? enc : alg, "enc")) {
            return Outcome.skipped(BOUND);
        }
        if (header.has("zip")) {
            return Outcome.skipped(COMPRESSED);
        }
        Content content = new Content(ascii(parts.get(0)), bytes(parts.get(2)), bytes(parts.get(3)),
                bytes(parts.get(4)));
        Optional<byte[]> opened = contentKey(parts.get(1), header, jwk)
                .flatMap(key -> opened(enc, key, content));
        assertThat(opened.isPresent()).as(name(test)).isEqualTo(isValid(test));
        if (isValid(test) && test.has("pt")) {
            assertThat(opened.map(HexFormat.of()::formatHex)).as(name(test))
                    .hasValue(test.path("pt").asString());
        }
        return Outcome.run();
    }

    private static Optional<byte[]> contentKey(String wrapped, ObjectNode header, JsonNode jwk) {
        String alg = header.path("alg").asString();
        if (alg.equals("dir")) {
            return Optional.of(bytes(jwk.path("k").asString()));
        }
        ProviderKey key = imported(jwk).orElseThrow();
        if (alg.endsWith("GCMKW")) {
            return tried(key, CryptoOperation.DECRYPT, alg.replace("KW", ""),
                    new CryptoCommand.Input(bytes(wrapped),
                            bytes(header.path("iv").asString()), NONE, bytes(header.path("tag").asString()),
                            NONE));
        }
        return tried(key, CryptoOperation.UNWRAP, alg, CryptoCommand.Input.of(bytes(wrapped)));
    }

    /// An encrypted content, RFC 7516.
    record Content(byte[] aad, byte[] iv, byte[] ciphertext, byte[] tag) {}

    /// Opens a content by what the vault does with a key: AES-GCM, or AES-CBC beside HMAC as RFC 7518 section 5.2
    /// puts them together.
    static Optional<byte[]> opened(String enc, byte[] key, Content content) {
        int bits = Integer.parseInt(enc.substring(1, 4));
        if (enc.endsWith("GCM")) {
            return key.length * 8 != bits
                    ? Optional.empty()
                    : tried(oct(key), CryptoOperation.DECRYPT, enc,
                            new CryptoCommand.Input(content.ciphertext(), content.iv(), content.aad(),
                                    content.tag(),
                                    NONE));
        }
        int half = bits / 8;
        if (key.length != 2 * half) {
            return Optional.empty();
        }
        byte[] mac = mac(enc, Arrays.copyOf(key, half), content);
        return Arrays.equals(Arrays.copyOf(mac, half), content.tag())
                ? tried(oct(Arrays.copyOfRange(key, half, 2 * half)), CryptoOperation.DECRYPT,
                        "A" + bits + "CBCPAD",
                        new CryptoCommand.Input(content.ciphertext(), content.iv(), NONE, NONE, NONE))
                : Optional.empty();
    }

    private static byte[] mac(String enc, byte[] key, Content content) {
        byte[] input = ByteBuffer
                .allocate(
                        content.aad().length + content.iv().length + content.ciphertext().length + Long.BYTES)
                .put(content.aad()).put(content.iv()).put(content.ciphertext())
                .putLong(content.aad().length * 8L)
                .array();
        return tried(oct(key), CryptoOperation.SIGN, enc.substring(enc.indexOf("HS")),
                CryptoCommand.Input.of(input))
                .orElseThrow();
    }

    /// What the vault takes in; empty where it refuses the key.
    private static Optional<ProviderKey> imported(JsonNode jwk) {
        return IMPORTED.computeIfAbsent(jwk, JoseChecks::taken);
    }

    private static Optional<ProviderKey> taken(JsonNode jwk) {
        ObjectNode key = ((ObjectNode) jwk).deepCopy();
        key.remove("key_ops");
        ObjectNode body = Json.object();
        body.set("key", key);
        try (KeyImports.Import imported = IMPORTS.read(body);
                KeyProvider.Made made = KEYS.take(imported.key())) {
            SecretBytes data = made.data().copy();
            return Optional.of(new ProviderKey(ID, made.open(), data::copy));
        } catch (VaultException.Invalid _) {
            return Optional.empty();
        }
    }

    private static ProviderKey oct(byte[] key) {
        return new ProviderKey(ID, new PublicPart.Oct(key.length * 8), () -> SecretBytes.copyOf(key));
    }

    private static Optional<byte[]> tried(ProviderKey key, CryptoOperation operation, String alg,
            CryptoCommand.Input input) {
        try {
            return work(key, operation, alg, input) instanceof CryptoOutput.Bytes found
                    ? Optional.of(found.value())
                    : Optional.empty();
        } catch (VaultException.Invalid e) {
            return Optional.empty();
        }
    }

    private static CryptoOutput work(ProviderKey key, CryptoOperation operation, String alg,
            CryptoCommand.Input input) {
        return KeyCrypto.work(KEYS, key, operation, alg, input);
    }

    private static byte[] digest(String hash, byte[] content) {
        try {
            return MessageDigest.getInstance(hash).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isValid(JsonNode test) {
        return test.path("result").asString().equals("valid");
    }

    private static String name(JsonNode test) {
        return "case " + test.path("tcId") + ": " + test.path("comment").asString();
    }
}
