package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.UnwrapException;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The Wycheproof vectors, against the algorithms as the vault runs them.
class WycheproofTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final SoftwareKeys KEYS = new SoftwareKeys(new SecureRandom());

    @ParameterizedTest
    @CsvSource({"rsa_oaep_2048_sha1_mgf1sha1,RSA-OAEP,36", "rsa_oaep_2048_sha256_mgf1sha256,RSA-OAEP-256,37",
            "rsa_oaep_3072_sha256_mgf1sha256,RSA-OAEP-256,36",
            "rsa_oaep_4096_sha256_mgf1sha256,RSA-OAEP-256,37"})
    void oaepOpensWhatIsValidAndNothingElse(String file, String id, int cases) throws IOException {
        int run = 0;
        for (JsonNode group : vectors(file).path("testGroups")) {
            byte[] pkcs8 = hex(group, "privateKeyPkcs8");
            for (JsonNode test : group.path("tests")) {
                // The vault has no labels: what was made with one must not open.
                boolean valid = test.path("result").stringValue().equals("valid")
                        && test.path("label").stringValue().isEmpty();
                check(test, valid, () -> run(CryptoOperation.DECRYPT, id, rsa(pkcs8), hex(test, "ct")));
                run++;
            }
            checkRoundTrip(id, rsa(pkcs8));
        }
        assertThat(run).isGreaterThanOrEqualTo(cases - 1);
    }

    private static void checkRoundTrip(String id, ProviderKey key) {
        byte[] plaintext = {1, 2, 3};
        byte[] sealed = run(CryptoOperation.ENCRYPT, id, key, plaintext);
        assertThat(run(CryptoOperation.DECRYPT, id, key, sealed)).isEqualTo(plaintext);
    }

    private static ProviderKey rsa(byte[] pkcs8) {
        try (RsaPrivateKey key = RsaPrivateKey.takeOwnership(SecretBytes.copyOf(pkcs8))) {
            return key(PublicPart.Rsa.of(key.publicKey()), pkcs8);
        }
    }

    private static ProviderKey key(PublicPart open, byte[] data) {
        return new ProviderKey(new ProviderKey.Id("v", "k", "1"), open, () -> SecretBytes.copyOf(data));
    }

    private static byte[] run(CryptoOperation operation, String id, ProviderKey key, byte[] value) {
        KeyAlgorithm algorithm = KeyAlgorithm.named(id).orElseThrow();
        assertThat(algorithm.fits(key.open().spec())).isTrue();
        CryptoOutput output = KEYS.perform(key,
                new CryptoCommand(operation, algorithm, CryptoCommand.Input.of(value)));
        return ((CryptoOutput.Bytes) output).value();
    }

    @Test
    void aesKeyWrapWrapsAndUnwrapsWhatIsValidAndNothingElse() throws IOException {
        int run = 0;
        for (JsonNode group : vectors("aes_wrap").path("testGroups")) {
            int bits = group.path("keySize").intValue();
            String id = "A" + bits + "KW";
            for (JsonNode test : group.path("tests")) {
                ProviderKey key = key(new PublicPart.Oct(bits), hex(test, "key"));
                // RFC 3394 wraps keys of 128 bits and more.
                boolean valid = test.path("result").stringValue().equals("valid");
                check(test, valid, () -> run(CryptoOperation.UNWRAP, id, key, hex(test, "ct")));
                if (valid) {
                    assertThat(run(CryptoOperation.WRAP, id, key, hex(test, "msg")))
                            .as("case %s", test.path("tcId")).isEqualTo(hex(test, "ct"));
                }
                run++;
            }
        }
        assertThat(run).isEqualTo(165);
    }

    private static void check(JsonNode test, boolean valid, Opening opening) {
        if (valid) {
            assertThat(opening.open()).as("case %s", test.path("tcId")).isEqualTo(hex(test, "msg"));
        } else {
            assertThatThrownBy(opening::open).as("case %s", test.path("tcId"))
                    .isInstanceOf(UnwrapException.class);
        }
    }

    private static JsonNode vectors(String name) throws IOException {
        Path file = Path.of(System.getProperty("holdfast.corpus", "../shared/corpus")).resolve("vectors")
                .resolve(name + "_test.json");
        if (!Files.exists(file)) {
            System.out.println("SKIPPED: no test vectors (" + file.getFileName()
                    + "); set holdfast.corpus to run them");
        }
        Assumptions.assumeTrue(Files.exists(file));
        return Json.parse(Files.readAllBytes(file));
    }

    private static byte[] hex(JsonNode json, String member) {
        return HEX.parseHex(json.path(member).stringValue());
    }

    @FunctionalInterface
    private interface Opening {

        byte[] open();
    }
}
