package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Wycheproof vectors of HKDF with SHA-256, against the derivation that all keys of the product go through.
class HkdfVectorTest {

    private static final Path FILE = Path.of(System.getProperty("holdfast.corpus", "../shared/corpus"))
            .resolve("vectors").resolve("hkdf_sha256_test.json");

    @Test
    void everyCaseComesOutAsTheVectorsSay() throws IOException {
        if (!Files.exists(FILE)) {
            System.out.println("SKIPPED: no test vectors; set holdfast.corpus to run them");
        }
        Assumptions.assumeTrue(Files.exists(FILE));
        JsonNode vectors = JsonMapper.shared().readTree(Files.readAllBytes(FILE));
        int counted = 0;
        for (JsonNode group : vectors.path("testGroups")) {
            for (JsonNode test : group.path("tests")) {
                check(test);
                counted++;
            }
        }
        assertThat(counted).isEqualTo(vectors.path("numberOfTests").intValue());
    }

    private static void check(JsonNode test) {
        int size = test.path("size").intValue();
        if (test.path("result").stringValue().equals("valid")) {
            assertThat(Ciphers.hkdf(hex(test, "ikm"), hex(test, "salt"), hex(test, "info"), size))
                    .as("case %s", test.path("tcId")).isEqualTo(hex(test, "okm"));
        } else {
            assertThatThrownBy(
                    () -> Ciphers.hkdf(hex(test, "ikm"), hex(test, "salt"), hex(test, "info"), size))
                    .as("case %s", test.path("tcId")).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void thirtyTwoBytesAreThoseOfTheJdk() {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 100; i++) {
            byte[] key = bytes(random, 32);
            byte[] salt = bytes(random, 1 + random.nextInt(100));
            byte[] info = bytes(random, random.nextInt(100));
            assertThat(Ciphers.hkdf(key, salt, info)).isEqualTo(Ciphers.hkdf(key, salt, info, 32));
        }
    }

    private static byte[] bytes(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] hex(JsonNode json, String member) {
        return HexFormat.of().parseHex(json.path(member).stringValue());
    }
}
