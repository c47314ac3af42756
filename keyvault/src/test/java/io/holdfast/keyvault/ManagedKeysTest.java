package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordRef;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys as resources of the management plane, and what goes with a vault.
class ManagedKeysTest {

    private static final String EC = "{\"tags\":{\"a\":\"b\"},\"properties\":{\"kty\":\"EC\",\"curveName\":\"P-256\","
            + "\"keyOps\":[\"sign\",\"verify\"],\"attributes\":{\"enabled\":true,\"exp\":1900000000}}}";

    @TempDir
    static Path folder;

    private static VaultFixture vaults;

    @BeforeAll
    static void open() {
        vaults = new VaultFixture(folder, SealingKey.generate(new SecureRandom()));
        assertThat(vaults.createVault("arm-keys", "all", "").status()).isEqualTo(201);
    }

    @AfterAll
    static void close() {
        vaults.close();
    }

    @Test
    void aKeyIsMadeOnceAndReadAsAResource() {
        VaultFixture.Answer made = vaults.manage("PUT /vaults/arm-keys/keys/signer", EC);

        assertThat(made.status()).as(made.json().toString()).isEqualTo(200);
        assertThat(made.text("/id"))
                .isEqualTo(VaultFixture.GROUP + "/providers/Microsoft.KeyVault/vaults/arm-keys/keys/signer");
        assertThat(made.text("/type")).isEqualTo("Microsoft.KeyVault/vaults/keys");
        assertThat(made.text("/properties/curveName")).isEqualTo("P-256");
        assertThat(made.json().at("/properties/attributes/exp").longValue()).isEqualTo(1_900_000_000L);
        assertThat(made.text("/tags/a")).isEqualTo("b");
        String uri = made.text("/properties/keyUriWithVersion");
        assertThat(uri).startsWith("https://arm-keys.vault.localhost:8443/keys/signer/");

        VaultFixture.Answer again = vaults.manage("PUT /vaults/arm-keys/keys/signer",
                "{\"properties\":{\"kty\":\"RSA\"}}");
        assertThat(again.text("/properties/keyUriWithVersion")).isEqualTo(uri);
        assertThat(vaults.manage("GET /vaults/arm-keys/keys/signer", "").text("/properties/kty"))
                .isEqualTo("EC");
        assertThat(vaults.keys("arm-keys", "GET /keys/signer", "").text("/key/kid")).isEqualTo(uri);
    }

    @Test
    void keysAndVersionsAreListed() {
        vaults.manage("PUT /vaults/arm-keys/keys/listed", EC);
        vaults.keys("arm-keys", "POST /keys/listed/create", "{\"kty\":\"oct\",\"key_size\":256}");

        assertThat(vaults.manage("GET /vaults/arm-keys/keys", "").json().path("value")
                .findValuesAsString("name"))
                .contains("listed");
        VaultFixture.Answer versions = vaults.manage("GET /vaults/arm-keys/keys/listed/versions", "");
        assertThat(versions.json().path("value")).hasSize(2);
        String version = versions.text("/value/0/name");
        VaultFixture.Answer one = vaults.manage("GET /vaults/arm-keys/keys/listed/versions/" + version, "");
        assertThat(one.text("/type")).isEqualTo("Microsoft.KeyVault/vaults/keys/versions");
        assertThat(one.text("/id")).endsWith("/keys/listed/versions/" + version);
    }

    @Test
    void whatIsNotThereOrNotOfferedIsRefused() {
        assertThat(vaults.manage("GET /vaults/arm-keys/keys/absent", "").status()).isEqualTo(404);
        assertThat(vaults.manage("GET /vaults/absent/keys", "").status()).isEqualTo(404);
        assertThat(vaults.manage("PUT /vaults/absent/keys/k", EC).status()).isEqualTo(404);
        for (String body : List.of("{\"properties\":{}}", "{\"properties\":{\"kty\":\"DSA\"}}",
                "{\"properties\":{\"kty\":\"EC\",\"rotationPolicy\":{}}}",
                "{\"properties\":{\"kty\":\"EC\",\"release_policy\":{\"data\":\"x\"}}}")) {
            assertThat(vaults.manage("PUT /vaults/arm-keys/keys/bad", body).status()).as(body).isEqualTo(400);
        }
        assertThat(vaults.manage("PUT /vaults/arm-keys/keys/bad_name", EC).status()).isEqualTo(400);
        vaults.manage("PUT /vaults/arm-keys/keys/gone", EC);
        vaults.keys("arm-keys", "DELETE /keys/gone", "");
        assertThat(vaults.manage("GET /vaults/arm-keys/keys/gone", "").status()).isEqualTo(404);
        assertThat(vaults.manage("PUT /vaults/arm-keys/keys/gone", EC).status()).isEqualTo(409);
    }

    @Test
    void clientsThatAskForPrivateEndpointsFindNone() {
        for (String list : List.of("privateEndpointConnections", "privateLinkResources")) {
            VaultFixture.Answer answer = vaults.manage("GET /vaults/arm-keys/" + list, "");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("value").isArray()).isTrue();
            assertThat(answer.json().path("value")).isEmpty();
            assertThat(vaults.manage("GET /vaults/absent/" + list, "").status()).isEqualTo(404);
        }
    }

    @Test
    void whatOthersKeepAboutAVaultGoesInTheTransactionThatDeletesIt() {
        List<ResourceId> told = new ArrayList<>();
        List<ResourceId> committed = new ArrayList<>();
        RecordRef kept = RecordRef.of("test/kept", "right");
        vaults.space.transact(transaction -> transaction.put(kept, new byte[]{1}));
        vaults.service.onDeletion((transaction, vault) -> {
            told.add(vault);
            transaction.delete(kept);
            return () -> committed.add(vault);
        });
        vaults.createVault("going", "get", "");

        assertThat(vaults.manage("DELETE /vaults/absent", "").status()).isEqualTo(204);
        assertThat(told).isEmpty();
        assertThat(vaults.space.find(kept)).isPresent();
        assertThat(vaults.manage("DELETE /vaults/going", "").status()).isEqualTo(200);
        assertThat(told).containsExactly(
                ResourceId.parse(VaultFixture.GROUP + "/providers/Microsoft.KeyVault/vaults/going"));
        assertThat(committed).isEqualTo(told);
        assertThat(vaults.space.find(kept)).isEmpty();
        assertThat(vaults.manage("DELETE /vaults/going", "").status()).isEqualTo(204);
        assertThat(told).hasSize(1);
    }

    /// All names of a list, in pages of two.
    private static List<String> paged(String path) {
        List<String> names = new ArrayList<>();
        String next = "https://localhost:" + VaultFixture.PORT + path + "?api-version=2025-05-01&$top=2";
        while (!next.isEmpty()) {
            VaultFixture.Answer page = vaults.call(new VaultFixture.Request("GET", next,
                    VaultFixture.ADMIN + "@https://management.azure.com", "", Map.of()));
            assertThat(page.status()).as(page.json().toString()).isEqualTo(200);
            assertThat(page.json().path("value").size()).isLessThanOrEqualTo(2);
            page.json().path("value").forEach(value -> names.add(value.path("name").stringValue()));
            next = page.text("/nextLink");
        }
        return names;
    }

    @Test
    void listsComeInPagesOfTheSizeThatIsAskedFor() {
        String provider = VaultFixture.GROUP + "/providers/Microsoft.KeyVault/vaults";
        List<String> made = List.of("paged-b", "paged-a", "paged-c");
        made.forEach(name -> vaults.createVault(name, "all", ""));
        made.forEach(name -> vaults.manage("PUT /vaults/paged-a/keys/" + name, EC));

        assertThat(paged(provider)).contains("paged-a", "paged-b", "paged-c").isSorted()
                .doesNotHaveDuplicates();
        assertThat(paged(provider + "/paged-a/keys")).containsExactly("paged-a", "paged-b", "paged-c");
        made.forEach(name -> vaults.manage("DELETE /vaults/" + name, ""));
        assertThat(paged("/subscriptions/" + VaultFixture.SUBSCRIPTION
                + "/providers/Microsoft.KeyVault/deletedVaults"))
                .contains("paged-a", "paged-b", "paged-c");
    }
}
