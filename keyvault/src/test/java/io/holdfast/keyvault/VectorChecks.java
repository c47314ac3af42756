package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.EcCurve;
import io.holdfast.crypto.EcPublicKey;
import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.RsaPublicKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.rest.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How the cases of each kind of vector file are run.
final class VectorChecks {

    static final String KEY_SIZE = "the vault has symmetric keys of 128, 192 and 256 bits only";
    static final String HASHES = "the vault has OAEP with SHA-1 or SHA-256 for label and mask alike only";

    private static final byte[] NONE = {};
    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SoftwareKeys KEYS = new SoftwareKeys(RANDOM);
    private static final KeyImports IMPORTS = new KeyImports(RANDOM);
    private static final ProviderKey.Id ID = new ProviderKey.Id("v", "k", "1");
    /// By the group of a file, as checking the numbers of a key takes long.
    private static final IdentityHashMap<JsonNode, Optional<ProviderKey>> IMPORTED = new IdentityHashMap<>();

    private VectorChecks() {}

    static Outcome keyWrap(JsonNode group, JsonNode test) {
        String id = "A" + group.path("keySize").intValue() + "KW";
        wrapped("CKM_AES_KEY_WRAP", test);
        return wrapped(id, test);
    }

    static Outcome paddedKeyWrap(JsonNode group, JsonNode test) {
        return wrapped("CKM_AES_KEY_WRAP_PAD", test);
    }

    /// What may go either way is refused: keys of less than 128 bits are not wrapped without padding.
    private static Outcome wrapped(String id, JsonNode test) {
        ProviderKey key = oct(test);
        boolean valid = isValid(test);
        if (valid) {
            CryptoOutput made = work(key, CryptoOperation.WRAP, id, CryptoCommand.Input.of(hex(test, "msg")));
            assertThat(value(made)).as(name(test)).isEqualTo(hex(test, "ct"));
        }
        return opened(key, CryptoOperation.UNWRAP, id, CryptoCommand.Input.of(hex(test, "ct")), test, valid);
    }

    /// Valid cases with another initialization vector than one of 96 bits are not offered, hence refused.
    static Outcome gcm(JsonNode group, JsonNode test) {
        String id = "A" + group.path("keySize").intValue() + "GCM";
        boolean offered = group.path("ivSize").intValue() == 96;
        CryptoCommand.Input input = new CryptoCommand.Input(hex(test, "ct"), hex(test, "iv"),
                hex(test, "aad"), hex(test, "tag"), NONE);
        return opened(oct(test), CryptoOperation.DECRYPT, id, input, test, isValid(test) && offered);
    }

    static Outcome cbc(JsonNode group, JsonNode test) {
        String id = "A" + group.path("keySize").intValue() + "CBCPAD";
        ProviderKey key = oct(test);
        boolean valid = isValid(test);
        if (valid) {
            CryptoOutput made = work(key, CryptoOperation.ENCRYPT, id,
                    new CryptoCommand.Input(hex(test, "msg"), hex(test, "iv"), NONE, NONE, NONE));
            assertThat(value(made)).as(name(test)).isEqualTo(hex(test, "ct"));
        }
        CryptoCommand.Input input = new CryptoCommand.Input(hex(test, "ct"), hex(test, "iv"), NONE, NONE,
                NONE);
        return opened(key, CryptoOperation.DECRYPT, id, input, test, valid);
    }

    /// The composite algorithms of RFC 7518 section 5.2 are done by clients; the vault refuses them for any key.
    static Outcome compositeIsRefused(JsonNode group, JsonNode test) {
        String id = "A" + group.path("keySize").intValue() / 2 + "CBC-HS" + group.path("keySize").intValue();
        byte[] half = new byte[hex(test, "key").length / 2];
        CryptoCommand.Input input = new CryptoCommand.Input(hex(test, "ct"), hex(test, "iv"),
                hex(test, "aad"), hex(test, "tag"), NONE);
        return opened(oct(half), CryptoOperation.DECRYPT, id, input, test, false);
    }

    static Outcome hmac(JsonNode group, JsonNode test) {
        if (!Set.of(128, 192, 256).contains(group.path("keySize").intValue())) {
            return Outcome.skipped(KEY_SIZE);
        }
        // The vault's codes are not shortened.
        boolean whole = group.path("tagSize").intValue() == 256;
        ProviderKey key = oct(test);
        if (isValid(test) && whole) {
            CryptoOutput made = work(key, CryptoOperation.SIGN, "HS256",
                    CryptoCommand.Input.of(hex(test, "msg")));
            assertThat(value(made)).as(name(test)).isEqualTo(hex(test, "tag"));
        }
        return verified(key, "HS256", hex(test, "msg"), hex(test, "tag"), test, isValid(test) && whole);
    }

    static VectorCheck ecdsa(String id, EcCurve curve) {
        return (group, test) -> {
            JsonNode point = group.path("publicKey");
            PublicPart open = PublicPart.Ec.of(EcPublicKey.of(curve, hex(point, "wx"), hex(point, "wy")));
            return verified(publicOnly(open), id, digest(group, test), hex(test, "sig"), test,
                    isValid(test));
        };
    }

    /// What may go either way (an algorithm identifier without its NULL) is refused.
    static VectorCheck rsaSignature(String id) {
        return (group, test) -> {
            JsonNode numbers = group.path("publicKey");
            PublicPart open = new PublicPart.Rsa(
                    RsaPublicKey.of(hex(numbers, "modulus"), hex(numbers, "publicExponent")));
            return verified(publicOnly(open), id, digest(group, test), hex(test, "sig"), test,
                    isValid(test));
        };
    }

    /// The vault has no labels: what was made with one must not open.
    static Outcome oaep(JsonNode group, JsonNode test) {
        String hash = group.path("sha").stringValue();
        if (!hash.equals(group.path("mgfSha").stringValue()) || !Set.of("SHA-1", "SHA-256").contains(hash)) {
            return Outcome.skipped(HASHES);
        }
        String id = hash.equals("SHA-1") ? "RSA-OAEP" : "RSA-OAEP-256";
        boolean valid = isValid(test) && test.path("label").stringValue().isEmpty();
        return oaepDecryption(group, test, id, valid);
    }

    /// The keys are read from PKCS#8: there are many, and checking the numbers of a JWK takes long.
    static Outcome pkcs1Decryption(JsonNode group, JsonNode test) {
        try (RsaPrivateKey key = RsaPrivateKey
                .takeOwnership(SecretBytes.takeOwnership(hex(group, "privateKeyPkcs8")))) {
            ProviderKey taken = new ProviderKey(ID, new PublicPart.Rsa(key.publicKey()), key::encoded);
            return opened(taken, CryptoOperation.DECRYPT, "RSA1_5", CryptoCommand.Input.of(hex(test, "ct")),
                    test, isValid(test));
        }
    }

    /// Keys of sizes that are not offered must be refused by the import.
    private static Outcome oaepDecryption(JsonNode group, JsonNode test, String id, boolean valid) {
        boolean offered = Set.of(2048, 3072, 4096).contains(group.path("keySize").intValue());
        Optional<ProviderKey> key = IMPORTED.computeIfAbsent(group, VectorChecks::imported);
        assertThat(key.isPresent()).as("keys of %s bits are taken", group.path("keySize")).isEqualTo(offered);
        return key.map(taken -> opened(taken, CryptoOperation.DECRYPT, id,
                CryptoCommand.Input.of(hex(test, "ct")), test, valid)).orElseGet(Outcome::run);
    }

    private static Optional<ProviderKey> imported(JsonNode group) {
        ObjectNode body = Json.object();
        body.set("key", group.path("privateKeyJwk"));
        try (KeyImports.Import imported = IMPORTS.read(body);
                KeyProvider.Made made = KEYS.take(imported.key())) {
            SecretBytes data = made.data().copy();
            return Optional.of(new ProviderKey(ID, made.open(), data::copy));
        } catch (VaultException.Invalid _) {
            return Optional.empty();
        }
    }

    private static Outcome opened(ProviderKey key, CryptoOperation operation, String id,
            CryptoCommand.Input input, JsonNode test, boolean valid) {
        Optional<CryptoOutput> output;
        String refusal = "";
        try {
            output = Optional.of(work(key, operation, id, input));
        } catch (VaultException.Invalid e) {
            output = Optional.empty();
            refusal = e.text();
        }
        assertThat(output.map(VectorChecks::value).map(HEX::formatHex)).as(name(test))
                .isEqualTo(valid ? Optional.of(test.path("msg").stringValue()) : Optional.empty());
        return valid ? Outcome.run() : Outcome.refused(refusal);
    }

    private static Outcome verified(ProviderKey key, String id, byte[] digest, byte[] signature,
            JsonNode test, boolean valid) {
        assertThat(work(key, CryptoOperation.VERIFY, id, CryptoCommand.Input.signature(digest, signature)))
                .as(name(test)).isEqualTo(new CryptoOutput.Verdict(valid));
        return Outcome.run();
    }

    private static CryptoOutput work(ProviderKey key, CryptoOperation operation, String id,
            CryptoCommand.Input input) {
        return KeyCrypto.work(KEYS, key, operation, id, input);
    }

    private static byte[] value(CryptoOutput output) {
        if (output instanceof CryptoOutput.Bytes bytes) {
            return bytes.value();
        }
        throw new AssertionError("Not bytes: " + output);
    }

    private static ProviderKey oct(JsonNode test) {
        return oct(hex(test, "key"));
    }

    private static ProviderKey oct(byte[] key) {
        return new ProviderKey(ID, new PublicPart.Oct(key.length * 8),
                () -> SecretBytes.copyOf(key));
    }

    private static ProviderKey publicOnly(PublicPart open) {
        return new ProviderKey(ID, open, () -> {
            throw new AssertionError("Verifying needs no secret");
        });
    }

    private static byte[] digest(JsonNode group, JsonNode test) {
        try {
            return MessageDigest.getInstance(group.path("sha").stringValue()).digest(hex(test, "msg"));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isValid(JsonNode test) {
        return test.path("result").stringValue().equals("valid");
    }

    private static String name(JsonNode test) {
        return "case " + test.path("tcId") + ": " + test.path("comment").stringValue();
    }

    private static byte[] hex(JsonNode json, String member) {
        String text = json.path(member).stringValue();
        return HEX.parseHex(text.length() % 2 == 0 ? text : "0" + text);
    }
}
