package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.RsaPrivateKey;
import io.holdfast.crypto.RsaPublicKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.UnwrapException;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The Wycheproof vectors, against the algorithms as the vault runs them.
class WycheproofTest {

    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({"rsa_oaep_2048_sha1_mgf1sha1,RSA-OAEP,36", "rsa_oaep_2048_sha256_mgf1sha256,RSA-OAEP-256,37",
            "rsa_oaep_3072_sha256_mgf1sha256,RSA-OAEP-256,36",
            "rsa_oaep_4096_sha256_mgf1sha256,RSA-OAEP-256,37"})
    void oaepOpensWhatIsValidAndNothingElse(String file, String id, int cases) throws IOException {
        EncryptionAlgorithm algorithm = EncryptionAlgorithm.named(id).orElseThrow();
        int run = 0;
        for (JsonNode group : vectors(file).path("testGroups")) {
            byte[] pkcs8 = hex(group, "privateKeyPkcs8");
            for (JsonNode test : group.path("tests")) {
                // The vault has no labels: what was made with one must not open.
                boolean valid = test.path("result").stringValue().equals("valid")
                        && test.path("label").stringValue().isEmpty();
                check(test, valid, () -> algorithm.open(() -> SecretBytes.copyOf(pkcs8), hex(test, "ct")));
                run++;
            }
            checkRoundTrip(algorithm, pkcs8);
        }
        assertThat(run).isGreaterThanOrEqualTo(cases - 1);
    }

    private static void checkRoundTrip(EncryptionAlgorithm algorithm, byte[] pkcs8) {
        try (RsaPrivateKey key = RsaPrivateKey.takeOwnership(SecretBytes.copyOf(pkcs8))) {
            RsaPublicKey open = key.publicKey();
            byte[] plaintext = {1, 2, 3};
            byte[] sealed = algorithm.seal(new KeyVersion.PublicPart.Rsa(KeyType.RSA, open.sizeBits(),
                    open.modulus(), open.exponent()), () -> SecretBytes.copyOf(pkcs8), plaintext);
            assertThat(algorithm.open(() -> SecretBytes.copyOf(pkcs8), sealed)).isEqualTo(plaintext);
        }
    }

    @Test
    void aesKeyWrapWrapsAndUnwrapsWhatIsValidAndNothingElse() throws IOException {
        int run = 0;
        for (JsonNode group : vectors("aes_wrap").path("testGroups")) {
            int bits = group.path("keySize").intValue();
            EncryptionAlgorithm algorithm = EncryptionAlgorithm.named("A" + bits + "KW").orElseThrow();
            KeyVersion.PublicPart open = new KeyVersion.PublicPart.Oct(KeyType.OCT, bits);
            for (JsonNode test : group.path("tests")) {
                byte[] key = hex(test, "key");
                // RFC 3394 wraps keys of 128 bits and more.
                boolean valid = test.path("result").stringValue().equals("valid");
                check(test, valid, () -> algorithm.open(() -> SecretBytes.copyOf(key), hex(test, "ct")));
                if (valid) {
                    assertThat(algorithm.seal(open, () -> SecretBytes.copyOf(key), hex(test, "msg")))
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
