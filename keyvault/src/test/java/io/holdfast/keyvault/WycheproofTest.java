package io.holdfast.keyvault;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.EcCurve;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The Wycheproof vectors, against what the data plane's handlers call: algorithm and input rules, and the keys in
/// software. What is skipped is named here with its reason, and every case of every file is counted.
class WycheproofTest {

    private static final Path FOLDER = Path.of(System.getProperty("holdfast.corpus", "../shared/corpus"))
            .resolve("vectors");

    /// How each file is run.
    private static final Map<String, VectorCheck> CHECKS = Map.ofEntries(
            entry("aes_wrap", VectorChecks::keyWrap),
            entry("aes_kwp", VectorChecks::paddedKeyWrap),
            entry("aes_gcm", VectorChecks::gcm),
            entry("aes_cbc_pkcs5", VectorChecks::cbc),
            entry("a128cbc_hs256", VectorChecks::compositeIsRefused),
            entry("a256cbc_hs512", VectorChecks::compositeIsRefused),
            entry("hmac_sha256", VectorChecks::hmac),
            entry("json_web_crypto", JoseChecks::check),
            entry("json_web_encryption", JoseChecks::check),
            entry("json_web_key", JoseChecks::check),
            entry("json_web_signature", JoseChecks::check),
            entry("ecdsa_secp256r1_sha256_p1363", VectorChecks.ecdsa("ES256", EcCurve.P256)),
            entry("ecdsa_secp384r1_sha384_p1363", VectorChecks.ecdsa("ES384", EcCurve.P384)),
            entry("ecdsa_secp521r1_sha512_p1363", VectorChecks.ecdsa("ES512", EcCurve.P521)),
            entry("ecdsa_secp256k1_sha256_p1363", VectorChecks.ecdsa("ES256K", EcCurve.P256K)),
            entry("rsa_oaep_2048_sha1_mgf1sha1", VectorChecks::oaep),
            entry("rsa_oaep_2048_sha256_mgf1sha256", VectorChecks::oaep),
            entry("rsa_oaep_3072_sha256_mgf1sha256", VectorChecks::oaep),
            entry("rsa_oaep_4096_sha256_mgf1sha256", VectorChecks::oaep),
            entry("rsa_oaep_misc", VectorChecks::oaep),
            entry("rsa_pkcs1_2048", VectorChecks::pkcs1Decryption),
            entry("rsa_pkcs1_3072", VectorChecks::pkcs1Decryption),
            entry("rsa_pkcs1_4096", VectorChecks::pkcs1Decryption),
            entry("rsa_pss_2048_sha256_mgf1_32", VectorChecks.rsaSignature("PS256")),
            entry("rsa_pss_2048_sha384_mgf1_48", VectorChecks.rsaSignature("PS384")),
            entry("rsa_pss_3072_sha256_mgf1_32", VectorChecks.rsaSignature("PS256")),
            entry("rsa_pss_4096_sha256_mgf1_32", VectorChecks.rsaSignature("PS256")),
            entry("rsa_pss_4096_sha384_mgf1_48", VectorChecks.rsaSignature("PS384")),
            entry("rsa_pss_4096_sha512_mgf1_64", VectorChecks.rsaSignature("PS512")),
            entry("rsa_signature_2048_sha256", VectorChecks.rsaSignature("RS256")),
            entry("rsa_signature_2048_sha384", VectorChecks.rsaSignature("RS384")),
            entry("rsa_signature_2048_sha512", VectorChecks.rsaSignature("RS512")),
            entry("rsa_signature_3072_sha256", VectorChecks.rsaSignature("RS256")),
            entry("rsa_signature_4096_sha256", VectorChecks.rsaSignature("RS256")),
            entry("rsa_signature_4096_sha512", VectorChecks.rsaSignature("RS512")));

    /// Files that are not about the vault's operations, and why.
    private static final Map<String, String> NOT_OF_THE_VAULT = Map.ofEntries(
            entry("hkdf_sha256",
                    "key derivation is no operation of the vault; crypto's HkdfVectorTest runs it"),
            entry("hkdf_sha512", "HKDF with SHA-512 is used nowhere in the product"));

    /// The cases that are skipped within files that are run: how many, by file and reason.
    private static final Map<String, Map<String, Integer>> SKIPPED = Map.of(
            "hmac_sha256", Map.of(VectorChecks.KEY_SIZE, 6),
            "json_web_crypto", Map.of(JoseChecks.BOUND, 1, JoseChecks.WEAK, 1, JoseChecks.KEY_SET, 1,
                    JoseChecks.SYNTAX, 39, JoseChecks.AGREEMENT, 10),
            "json_web_encryption",
            Map.of(JoseChecks.BOUND, 18, JoseChecks.COMPRESSED, 1, JoseChecks.SYNTAX, 16,
                    JoseChecks.AGREEMENT, 37),
            "json_web_key", Map.of(JoseChecks.BOUND, 6, JoseChecks.WEAK, 1, JoseChecks.KEY_SET, 2,
                    VectorChecks.KEY_SIZE, 3),
            "json_web_signature",
            Map.of(JoseChecks.BOUND, 15, JoseChecks.CONTRADICTION, 2, JoseChecks.SYNTAX, 43),
            "rsa_oaep_misc", Map.of(VectorChecks.HASHES, 349));

    static Set<String> files() {
        return new TreeSet<>(CHECKS.keySet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyCaseComesOutAsTheVectorsSay(String file) throws IOException {
        JsonNode vectors = vectors(file);
        VectorCheck check = CHECKS.getOrDefault(file, (group, test) -> Outcome.run());
        Map<String, Integer> skipped = new TreeMap<>();
        Set<String> refusals = new HashSet<>();
        int counted = 0;
        for (JsonNode group : vectors.path("testGroups")) {
            for (JsonNode test : group.path("tests")) {
                Outcome outcome = check.check(group, test);
                outcome.skipped().ifPresent(reason -> skipped.merge(reason, 1, Integer::sum));
                outcome.refusal().ifPresent(refusals::add);
                counted++;
            }
        }

        assertThat(counted).isEqualTo(vectors.path("numberOfTests").intValue());
        assertThat(skipped).isEqualTo(SKIPPED.getOrDefault(file, Map.of()));
        assertThat(refusals).as("how what is wrong is refused").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void everyFileIsRunOrLeftOutForAReason() throws IOException {
        Assumptions.assumeTrue(present());
        Set<String> known = new TreeSet<>(CHECKS.keySet());
        known.addAll(NOT_OF_THE_VAULT.keySet());

        try (Stream<Path> files = Files.list(FOLDER)) {
            Set<String> found = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("_test.json")).map(name -> name.replace("_test.json", ""))
                    .collect(Collectors.toSet());
            assertThat(found).isEqualTo(known);
        }
    }

    private static JsonNode vectors(String name) throws IOException {
        Assumptions.assumeTrue(present());
        return Json.parse(Files.readAllBytes(FOLDER.resolve(name + "_test.json")));
    }

    private static boolean present() {
        if (!Files.isDirectory(FOLDER)) {
            System.out.println("SKIPPED: no test vectors; set holdfast.corpus to run them");
        }
        return Files.isDirectory(FOLDER);
    }
}
