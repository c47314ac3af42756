package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import io.holdfast.rest.RequestBody;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The shapes and paths of the data plane.
class KeyVaultApiTest {

    private static final String OCT = "{\"kty\":\"oct\",\"key_size\":256}";
    private static final String PLAIN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final String WRAP = "{\"alg\":\"A256KW\",\"value\":\"" + PLAIN + "\"}";
    private static final RequestBody UNREADABLE = limit -> {
        throw new AssertionError("The body was read before access was decided");
    };

    @TempDir
    static Path folder;
    private static VaultFixture vaults;

    @BeforeAll
    static void open() {
        vaults = new VaultFixture(folder, SealingKey.generate(new SecureRandom()));
        // The first vault is also at the plain host.
        vaults.createVault("first", "all purge", "");
        vaults.keys("first", "POST /keys/rsa/create", "{\"kty\":\"RSA\"}");
        vaults.createVault("oct1", "all purge", "\"enablePurgeProtection\":true");
        vaults.keys("oct1", "POST /keys/Kek/create", OCT);
    }

    @AfterAll
    static void close() {
        vaults.close();
    }

    @Test
    void ruleA2_anRsaKeyIsMadeShownAndUsed() {
        JsonNode bundle = vaults.keys("first", "GET /keys/rsa", "").json();

        assertThat(bundle.at("/key/kid").stringValue())
                .matches("https://first\\.vault\\.localhost:8443/keys/rsa/[0-9a-f]{32}");
        assertThat(bundle.at("/key/kty").stringValue()).isEqualTo("RSA");
        assertThat(bundle.at("/key/e").stringValue()).isEqualTo("AQAB");
        assertThat(bundle.at("/key/n").stringValue()).hasSize(342);
        assertThat(bundle.at("/key/key_ops")).hasSize(6);
        assertThat(bundle.at("/key").has("d")).isFalse();
        assertThat(bundle.at("/attributes/enabled").booleanValue()).isTrue();
        assertThat(bundle.at("/attributes/created").longValue())
                .isEqualTo(VaultFixture.START.getEpochSecond());
        assertThat(bundle.at("/attributes").has("exp")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"wrapkey,unwrapkey,RSA-OAEP-256", "wrapKey,unwrapKey,RSA-OAEP",
            "encrypt,decrypt,RSA-OAEP-256"})
    void whatIsSealedWithRsaOpensAgain(String seal, String open, String algorithm) {
        VaultFixture.Answer sealed = vaults.keys("first", "POST /keys/rsa//" + seal,
                "{\"alg\":\"" + algorithm + "\",\"value\":\"" + PLAIN + "\"}");
        String version = sealed.text("/kid").substring(sealed.text("/kid").lastIndexOf('/') + 1);
        VaultFixture.Answer opened = vaults.keys("first", "POST /keys/rsa/" + version + "/" + open,
                "{\"alg\":\"" + algorithm + "\",\"value\":\"" + sealed.text("/value") + "\"}");

        assertThat(sealed.text("/value")).hasSize(342);
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.text("/value")).isEqualTo(PLAIN);
        assertThat(opened.text("/kid")).isEqualTo(sealed.text("/kid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /keys/Kek", "GET /keys/Kek/", "GET /KEYS/kek", "GET //keys/Kek/",
            "GET /keys",
            "GET /keys/", "GET /keys/Kek/versions", "GET /deletedkeys"})
    void theOddPathsOfClientsAreServed(String call) {
        assertThat(vaults.keys("oct1", call, "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /keys/Kek/wrapkey", "POST /keys/Kek//wrapkey", "POST /keys/kek//WrapKey"})
    void wrappingNeedsNoVersionAndAnswersOne(String call) {
        VaultFixture.Answer wrapped = vaults.keys("oct1", call, WRAP);

        assertThat(wrapped.status()).isEqualTo(200);
        assertThat(wrapped.text("/kid")).matches("https://oct1.vault.localhost:8443/keys/Kek/[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /keys/x/create", "POST /keys/x//wrapkey", "GET /keys", "DELETE /keys/x"})
    void theChallengeComesBeforeTheBody(String call) {
        String[] parts = call.split(" ", 2);
        VaultFixture.Answer answer = vaults.call(new VaultFixture.Request(parts[0],
                "https://oct1.vault.localhost:8443" + parts[1], "", "", Map.of()), UNREADABLE);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsEntry("WWW-Authenticate",
                "Bearer authorization=\"https://login.localhost:8443/" + VaultFixture.TENANT
                        + "\", resource=\"https://vault.localhost\"");
        assertThat(answer.error()).isEqualTo("Unauthorized ");
        assertThat(answer.text("/error/message")).startsWith("AKV10000");
    }

    @Test
    void aTokenOfAnotherAudienceOrTenantIsChallenged() {
        String other = VaultFixture.USER + "@https://management.azure.com";
        String foreign = VaultFixture.USER + "@" + VaultFixture.AUDIENCE
                + "@99999999-9999-9999-9999-999999999999";

        assertThat(vaults.keys(other, "oct1", "GET /keys/Kek", "").text("/error/message"))
                .startsWith("AKV10022");
        assertThat(vaults.keys(foreign, "oct1", "GET /keys/Kek", "").text("/error/message"))
                .startsWith("AKV10032");
        assertThat(vaults.keys("expired", "oct1", "GET /keys/Kek", "").status()).isEqualTo(401);
        assertThat(vaults.keys(VaultFixture.USER + "@https://vault.azure.net", "oct1", "GET /keys/Kek", "")
                .status()).isEqualTo(200);
    }

    @Test
    void theFirstVaultIsAlsoAtThePlainHost() {
        VaultFixture.Answer answer = vaults.call(new VaultFixture.Request("GET",
                "https://127.0.0.1:8443/keys/rsa/?api-version=7.4", VaultFixture.USER, "", Map.of()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/key/kid")).startsWith("https://first.vault.localhost:8443/keys/rsa/");
    }

    @Test
    void aVaultThatDoesNotExistIsSaidSo() {
        VaultFixture.Answer answer = vaults.keys("nothing", "GET /keys/Kek", "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).isEqualTo("VaultNotFound ");
    }

    @ParameterizedTest
    @CsvSource({"7.4,200", "2016-10-01,200", "7.6,200", "2025-07-01,200", "2026-04-01,200", "7.7,400",
            "1,400",
            "latest,400"})
    void apiVersionsAreTheKnownOnesAndLater(String version, int status) {
        VaultFixture.Answer answer = vaults.call(new VaultFixture.Request("GET",
                "https://oct1.vault.localhost:8443/keys/Kek?api-version=" + version, VaultFixture.USER, "",
                Map.of()));

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void withoutAnApiVersionTheCallIsRefused() {
        VaultFixture.Answer answer = vaults.call(new VaultFixture.Request("GET",
                "https://oct1.vault.localhost:8443/keys/Kek", VaultFixture.USER, "", Map.of()));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("BadParameter ");
    }

    @Test
    void answersCarryTheHeadersOfTheService() {
        VaultFixture.Answer answer = vaults.call(new VaultFixture.Request("GET",
                "https://oct1.vault.localhost:8443/keys/Kek?api-version=7.4", VaultFixture.USER, "",
                Map.of("x-ms-client-request-id", "mine", "x-ms-return-client-request-id", "true")));

        assertThat(answer.headers()).containsEntry("Cache-Control", "no-cache")
                .containsEntry("Pragma", "no-cache")
                .containsEntry("Expires", "-1").containsEntry("x-ms-keyvault-region", "westeurope")
                .containsEntry("x-ms-request-id", "request-1").containsEntry("x-ms-client-request-id", "mine")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsKeys("x-ms-keyvault-service-version", "x-ms-keyvault-network-info",
                        "Strict-Transport-Security");
    }

    @Test
    void listsComeInPages() {
        vaults.createVault("paged", "all", "");
        for (int i = 0; i < 5; i++) {
            vaults.keys("paged", "POST /keys/k" + i + "/create", OCT);
            vaults.keys("paged", "POST /keys/k0/create", OCT);
        }

        assertThat(walk("https://paged.vault.localhost:8443/keys?api-version=7.4&maxresults=2"))
                .containsExactly("https://paged.vault.localhost:8443/keys/k0",
                        "https://paged.vault.localhost:8443/keys/k1",
                        "https://paged.vault.localhost:8443/keys/k2",
                        "https://paged.vault.localhost:8443/keys/k3",
                        "https://paged.vault.localhost:8443/keys/k4");
        assertThat(walk("https://paged.vault.localhost:8443/keys/k0/versions?api-version=7.4&maxresults=4"))
                .hasSize(6).doesNotHaveDuplicates()
                .allMatch(kid -> kid.matches(".*/keys/k0/[0-9a-f]{32}"));
        assertThat(vaults.keys("paged", "GET /keys?maxresults=26", "").status()).isEqualTo(400);
        assertThat(vaults.keys("paged", "GET /keys?maxresults=0", "").status()).isEqualTo(400);
    }

    private static List<String> walk(String first) {
        List<String> kids = new ArrayList<>();
        String url = first;
        while (!url.isEmpty()) {
            VaultFixture.Answer page = vaults
                    .call(new VaultFixture.Request("GET", url, VaultFixture.USER, "", Map.of()));
            page.json().path("value").forEach(item -> kids.add(item.path("kid").stringValue()));
            url = page.text("/nextLink");
        }
        return kids;
    }

    @Test
    void updatingChangesWhatIsNamedAndKeepsTheRest() {
        vaults.createVault("updated", "all", "");
        String kid = vaults.keys("updated", "POST /keys/k/create",
                "{\"kty\":\"oct\",\"tags\":{\"a\":\"1\"},\"key_ops\":[\"wrapKey\",\"unwrapKey\"]}")
                .text("/key/kid");
        VaultFixture.Answer patched = vaults.keys("updated", "PATCH /keys/k/",
                "{\"attributes\":{\"enabled\":false,\"nbf\":1700000000,\"exp\":1900000000}}");
        VaultFixture.Answer tunnelled = vaults.call(new VaultFixture.Request("POST",
                kid + "?api-version=7.4", VaultFixture.USER,
                "{\"key_ops\":[\"unwrapKey\"],\"tags\":{\"b\":\"2\"}}",
                Map.of("X-HTTP-METHOD", "PATCH")));

        assertThat(patched.json().at("/attributes/enabled").booleanValue()).isFalse();
        assertThat(patched.json().at("/key/key_ops")).hasSize(2);
        assertThat(patched.text("/tags/a")).isEqualTo("1");
        assertThat(tunnelled.status()).isEqualTo(200);
        assertThat(tunnelled.text("/key/kid")).isEqualTo(kid);
        assertThat(tunnelled.json().at("/attributes/nbf").longValue()).isEqualTo(1_700_000_000);
        assertThat(tunnelled.json().at("/attributes/exp").longValue()).isEqualTo(1_900_000_000);
        assertThat(tunnelled.json().at("/key/key_ops")).hasSize(1);
        assertThat(tunnelled.json().path("tags").toString()).isEqualTo("{\"b\":\"2\"}");
        assertThat(vaults.keys("updated", "POST /keys/k/", "{}").status()).isEqualTo(405);
    }

    /// The Azure SDK for Java sends an empty list where its user named no operations.
    @Test
    void updateWithAnEmptyListOfOperationsKeepsThem() {
        vaults.createVault("kept", "all", "");
        vaults.keys("kept", "POST /keys/k/create",
                "{\"kty\":\"oct\",\"key_ops\":[\"wrapKey\",\"unwrapKey\"]}");
        VaultFixture.Answer patched = vaults.keys("kept", "PATCH /keys/k/",
                "{\"key_ops\":[],\"attributes\":{\"enabled\":true}}");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().at("/key/key_ops").toString()).isEqualTo("[\"wrapKey\",\"unwrapKey\"]");
        assertThat(vaults.keys("kept", "GET /keys/k", "").json().at("/key/key_ops")).hasSize(2);
    }

    @Test
    void ruleT9_rotatingMakesAnEnabledVersionLikeTheLatest() {
        vaults.createVault("rotated", "all", "");
        String first = vaults.keys("rotated", "POST /keys/k/create",
                "{\"kty\":\"oct\",\"key_size\":128,\"attributes\":{\"enabled\":false},\"tags\":{\"a\":\"1\"}}")
                .text("/key/kid");
        VaultFixture.Answer rotated = vaults.keys("rotated", "POST /keys/k/rotate", "");

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.text("/key/kid")).isNotEqualTo(first);
        assertThat(rotated.json().at("/attributes/enabled").booleanValue()).isTrue();
        assertThat(rotated.text("/tags/a")).isEqualTo("1");
        assertThat(vaults.keys("rotated", "GET /keys/k", "").text("/key/kid"))
                .isEqualTo(rotated.text("/key/kid"));
        assertThat(vaults.keys("rotated", "POST /keys/k//wrapkey", WRAP.replace("A256KW", "A128KW")).status())
                .isEqualTo(200);
        assertThat(vaults.keys("rotated", "POST /keys/nothing/rotate", "").error()).isEqualTo("KeyNotFound ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"kty\":", "{}", "{\"kty\":5}", "{\"kty\":\"DSA\"}",
            "{\"kty\":\"RSA\",\"key_size\":1024}", "{\"kty\":\"RSA\",\"key_size\":\"2048\"}",
            "{\"kty\":\"RSA\",\"key_size\":99999999999}", "{\"kty\":\"RSA\",\"public_exponent\":3}",
            "{\"kty\":\"oct\",\"key_ops\":\"wrapKey\"}", "{\"kty\":\"EC\",\"key_ops\":[\"wrapKey\"]}",
            "{\"kty\":\"EC\",\"crv\":\"P-224\"}",
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"key_size\":384}", "{\"kty\":\"RSA\",\"crv\":\"P-256\"}",
            "{\"kty\":\"RSA-HSM\"}", "{\"kty\":\"EC-HSM\"}", "{\"kty\":\"oct-HSM\"}",
            "{\"kty\":\"oct\",\"key_ops\":[\"wrapKey\",\"wrapKey\"]}", "{\"kty\":\"oct\",\"attributes\":[]}",
            "{\"kty\":\"oct\",\"attributes\":{\"enabled\":\"yes\"}}",
            "{\"kty\":\"oct\",\"attributes\":{\"nbf\":1900000000,\"exp\":1800000000}}",
            "{\"kty\":\"oct\",\"attributes\":{\"exp\":-1}}",
            "{\"kty\":\"oct\",\"attributes\":{\"exportable\":true}}",
            "{\"kty\":\"oct\",\"tags\":{\"a\":1}}", "{\"kty\":\"RSA\",\"release_policy\":{}}"})
    void aMalformedCreationIsRefusedAndMakesNothing(String body) {
        VaultFixture.Answer answer = vaults.keys("oct1", "POST /keys/bad/create", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("BadParameter ");
        assertThat(vaults.keys("oct1", "GET /keys/bad", "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"alg\":\"A256KW\"}", "{\"alg\":\"A256KW\",\"value\":\"***\"}",
            "{\"alg\":\"A128KW\",\"value\":\"" + PLAIN + "\"}",
            "{\"alg\":\"RSA-OAEP\",\"value\":\"" + PLAIN + "\"}",
            "{\"alg\":\"a256kw\",\"value\":\"" + PLAIN + "\"}", "{\"alg\":\"A256KW\",\"value\":\"AAEC\"}",
            "{\"alg\":\"A256KW\",\"value\":\"\"}"})
    void aMalformedWrappingIsRefused(String body) {
        assertThat(vaults.keys("oct1", "POST /keys/Kek//wrapkey", body).error()).isEqualTo("BadParameter ");
        assertThat(vaults.keys("oct1", "POST /keys/Kek//unwrapkey", body).error()).isEqualTo("BadParameter ");
    }

    @Test
    void aPlaintextThatIsTooLongForTheKeyIsRefused() {
        String most = "A".repeat(190 * 4 / 3 + 1);

        assertThat(vaults.keys("first", "POST /keys/rsa//wrapkey",
                "{\"alg\":\"RSA-OAEP-256\",\"value\":\"" + most + "\"}").status()).isEqualTo(200);
        assertThat(vaults.keys("first", "POST /keys/rsa//wrapkey",
                "{\"alg\":\"RSA-OAEP-256\",\"value\":\"" + most + "AA\"}").error())
                .isEqualTo("BadParameter ");
    }

    @Test
    void aKeyWrapAlgorithmDoesNotEncrypt() {
        assertThat(vaults.keys("oct1", "POST /keys/Kek//encrypt", WRAP).error()).isEqualTo("BadParameter ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_b", "a.b", "%20"})
    void anInvalidNameIsRefused(String name) {
        assertThat(vaults.keys("oct1", "POST /keys/" + name + "/create", OCT).error())
                .isEqualTo("BadParameter ");
    }

    @Test
    void aVersionThatDoesNotExistIsNotFound() {
        assertThat(vaults.keys("oct1", "GET /keys/Kek/0123456789abcdef0123456789abcdef", "").error())
                .isEqualTo("KeyNotFound ");
        assertThat(vaults.keys("oct1", "GET /keys/Kek/latest", "").error()).isEqualTo("KeyNotFound ");
    }

    @Test
    void theNameKeepsTheCaseOfItsCreation() {
        VaultFixture.Answer again = vaults.keys("oct1", "POST /keys/KEK/create", OCT);

        assertThat(again.text("/key/kid")).contains("/keys/Kek/");
    }
}
