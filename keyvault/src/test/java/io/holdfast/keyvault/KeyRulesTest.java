package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What may be done with a key by whom and when: each rule where it acts and where it must not.
class KeyRulesTest {

    private static final String OCT = "{\"kty\":\"oct\",\"key_size\":256}";
    private static final String PLAIN = "{\"alg\":\"A256KW\",\"value\":\"AAECAwQFBgcICQoLDA0ODw\"}";
    private static final String RSA_PLAIN = "{\"alg\":\"RSA-OAEP\",\"value\":\"AAECAwQFBgcICQoLDA0ODw\"}";

    private static final String DIGEST = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";

    @TempDir
    static Path folder;
    private static VaultFixture vaults;
    private static String rsaSealed = "";

    @BeforeAll
    static void open() {
        vaults = new VaultFixture(folder, SealingKey.generate(new SecureRandom()));
        vaults.createVault("rules", "all purge", "");
        vaults.keys("rules", "POST /keys/rsa/create", "{\"kty\":\"RSA\"}");
        rsaSealed = vaults.keys("rules", "POST /keys/rsa//encrypt", RSA_PLAIN).text("/value");
    }

    @AfterEach
    void resetTheClock() {
        vaults.clock.set(VaultFixture.START);
    }

    @AfterAll
    static void close() {
        vaults.close();
    }

    private static VaultFixture.Answer rsa(String operation) {
        String body = switch (operation) {
            case "sign" -> "{\"alg\":\"RS256\",\"value\":\"" + DIGEST + "\"}";
            case "verify" -> "{\"alg\":\"RS256\",\"value\":\"AAEC\",\"digest\":\"" + DIGEST + "\"}";
            case "encrypt", "wrapkey" -> RSA_PLAIN;
            default -> "{\"alg\":\"RSA-OAEP\",\"value\":\"" + rsaSealed + "\"}";
        };
        return vaults.keys("rules", "POST /keys/rsa//" + operation, body);
    }

    private static void patchRsa(String body) {
        assertThat(vaults.keys("rules", "PATCH /keys/rsa", body).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypt", "decrypt", "wrapkey", "unwrapkey", "sign", "verify"})
    void aDisabledKeyIsRefusedForEverythingUntilItIsEnabled(String operation) {
        assertThat(rsa(operation).status()).isEqualTo(200);
        patchRsa("{\"attributes\":{\"enabled\":false}}");
        try {
            assertThat(rsa(operation).status()).isEqualTo(403);
            assertThat(rsa(operation).error()).isEqualTo("Forbidden KeyDisabled");
            assertThat(vaults.keys("rules", "GET /keys/rsa", "").status()).isEqualTo(200);
        } finally {
            patchRsa("{\"attributes\":{\"enabled\":true}}");
        }
        assertThat(rsa(operation).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"encrypt,true", "wrapkey,true", "sign,true", "decrypt,false", "unwrapkey,false",
            "verify,false"})
    void outsideItsTimesAKeySealsNoMoreButStillOpens(String operation, boolean refused) {
        long start = VaultFixture.START.getEpochSecond();
        patchRsa("{\"attributes\":{\"nbf\":" + (start - 10) + ",\"exp\":" + (start + 10) + "}}");

        assertThat(rsa(operation).status()).isEqualTo(200);
        vaults.clock.set(VaultFixture.START.plusSeconds(10));
        assertThat(rsa(operation).error()).isEqualTo(refused ? "Forbidden KeyExpired" : " ");
        vaults.clock.set(VaultFixture.START.minusSeconds(11));
        assertThat(rsa(operation).error()).isEqualTo(refused ? "Forbidden KeyNotYetValid" : " ");
        vaults.clock.set(VaultFixture.START.minusSeconds(10));
        assertThat(rsa(operation).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"encrypt,encrypt", "decrypt,decrypt", "wrapkey,wrapKey", "unwrapkey,unwrapKey", "sign,sign",
            "verify,verify"})
    void onlyTheListedOperationsAreDone(String path, String operation) {
        patchRsa("{\"key_ops\":[\"" + operation + "\"]}");
        try {
            for (String other : new String[]{"encrypt", "decrypt", "wrapkey", "unwrapkey", "sign",
                    "verify"}) {
                assertThat(rsa(other).error())
                        .isEqualTo(other.equals(path) ? " " : "Forbidden KeyOperationForbidden");
            }
        } finally {
            patchRsa("{\"key_ops\":[\"encrypt\",\"decrypt\",\"wrapKey\",\"unwrapKey\",\"sign\",\"verify\"]}");
        }
    }

    @Test
    void disablingOneVersionLeavesTheOthers() {
        vaults.createVault("versions", "all", "");
        String old = vaults.keys("versions", "POST /keys/k/create", OCT).text("/key/kid");
        String path = "/keys/k/" + old.substring(old.lastIndexOf('/') + 1);
        String wrapped = vaults.keys("versions", "POST " + path + "/wrapkey", PLAIN).text("/value");
        vaults.keys("versions", "POST /keys/k/rotate", "");
        vaults.keys("versions", "PATCH /keys/k", "{\"attributes\":{\"enabled\":false}}");

        assertThat(vaults.keys("versions", "POST /keys/k//wrapkey", PLAIN).error())
                .isEqualTo("Forbidden KeyDisabled");
        assertThat(vaults.keys("versions", "POST " + path + "/unwrapkey",
                "{\"alg\":\"A256KW\",\"value\":\"" + wrapped + "\"}").text("/value"))
                .isEqualTo("AAECAwQFBgcICQoLDA0ODw");
    }

    @ParameterizedTest
    @CsvSource({"POST /keys/x/create,create,keys/create/action", "GET /keys/k,get,keys/read",
            "GET /keys,list,keys/read", "GET /keys/k/versions,list,keys/read",
            "PATCH /keys/k,update,keys/update/action", "POST /keys/k/rotate,rotate,keys/rotate/action",
            "POST /keys/k//wrapkey,wrapKey,keys/wrap/action",
            "POST /keys/k/unwrapkey,unwrapKey,keys/unwrap/action",
            "POST /keys/k//encrypt,encrypt,keys/encrypt/action",
            "POST /keys/k//decrypt,decrypt,keys/decrypt/action",
            "POST /keys/k//sign,sign,keys/sign/action", "POST /keys/k//verify,verify,keys/verify/action",
            "PUT /keys/k,import,keys/import/action", "POST /keys/k/backup,backup,keys/backup/action",
            "POST /keys/restore,restore,keys/restore/action",
            "POST /keys/k/release,release,keys/release/action",
            "GET /keys/k/rotationpolicy,getrotationpolicy,keyrotationpolicies/read",
            "PUT /keys/k/rotationpolicy,setrotationpolicy,keyrotationpolicies/write",
            "POST /rng,get,keys/read", "GET /keys/k//attestation,get,keys/read",
            "DELETE /keys/gone,delete,keys/delete", "GET /deletedkeys,list,keys/read",
            "GET /deletedkeys/gone,get,keys/read",
            "POST /deletedkeys/gone/recover,recover,keys/recover/action",
            "DELETE /deletedkeys/gone,purge,keys/purge/action"})
    void eachCallNeedsJustItsPermission(String call, String permission, String action) {
        String name = "p-" + Integer.toHexString(call.hashCode());
        String everything = "get list create update import delete recover backup restore encrypt decrypt"
                + " wrapKey unwrapKey sign verify release rotate getrotationpolicy setrotationpolicy purge";
        vaults.createVault(name, permission.toUpperCase(Locale.ROOT), "");
        assertThat(vaults.keys(name, call, "{}").status()).isNotEqualTo(403);
        vaults.createVault(name, everything.replaceAll("\\b" + permission + "\\b ?", "").strip(), "");
        VaultFixture.Answer refused = vaults.keys(name, call, "{}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.error()).isEqualTo("Forbidden ForbiddenByPolicy");
        assertThat(refused.text("/error/message")).contains("oid=" + VaultFixture.USER)
                .contains("does not have keys " + permission + " permission on key vault '" + name
                        + ";location=westeurope'")
                .contains("linkid=2125287");

        vaults.manage("PATCH /vaults/" + name, "{\"properties\":{\"enableRbacAuthorization\":true}}");
        assertThat(vaults.keys(name, call, "{}").error()).isEqualTo("Forbidden ForbiddenByRbac");
        vaults.roles.add(VaultFixture.USER + " Microsoft.KeyVault/vaults/" + action);
        try {
            assertThat(vaults.keys(name, call, "{}").status()).isNotEqualTo(403);
        } finally {
            vaults.roles.clear();
        }
    }

    @Test
    void allLeavesOutPurgeAndOthersGetNothing() {
        vaults.createVault("all", "all", "");
        vaults.keys("all", "POST /keys/k/create", OCT);
        vaults.keys("all", "DELETE /keys/k", "");

        assertThat(vaults.keys("all", "DELETE /deletedkeys/k", "").error())
                .isEqualTo("Forbidden ForbiddenByPolicy");
        assertThat(vaults.keys(VaultFixture.ADMIN, "all", "GET /keys", "").error())
                .isEqualTo("Forbidden ForbiddenByPolicy");
    }

    @Test
    void aDeletedKeyIsGoneItsNameIsHeldAndItCanBeRecovered() {
        vaults.createVault("deleting", "all purge", "\"softDeleteRetentionInDays\":7");
        String kid = vaults.keys("deleting", "POST /keys/k/create", OCT).text("/key/kid");
        String wrapped = vaults.keys("deleting", "POST /keys/k//wrapkey", PLAIN).text("/value");
        VaultFixture.Answer deleted = vaults.keys("deleting", "DELETE /keys/k", "");

        assertThat(deleted.text("/recoveryId"))
                .isEqualTo("https://deleting.vault.localhost:8443/deletedkeys/k");
        assertThat(deleted.json().path("scheduledPurgeDate").longValue()
                - deleted.json().path("deletedDate").longValue()).isEqualTo(7 * 86_400);
        assertThat(deleted.text("/attributes/recoveryLevel")).isEqualTo("CustomizedRecoverable+Purgeable");
        assertThat(vaults.keys("deleting", "GET /keys/k", "").error()).isEqualTo("KeyNotFound ");
        assertThat(vaults.keys("deleting", "POST /keys/k//wrapkey", PLAIN).error()).isEqualTo("KeyNotFound ");
        assertThat(vaults.keys("deleting", "POST /keys/k/rotate", "").error()).isEqualTo("KeyNotFound ");
        assertThat(vaults.keys("deleting", "POST /keys/K/create", OCT).error())
                .isEqualTo("Conflict ObjectIsDeletedButRecoverable");
        assertThat(vaults.keys("deleting", "GET /keys", "").json().path("value")).isEmpty();
        assertThat(vaults.keys("deleting", "GET /deletedkeys", "").json().path("value")).hasSize(1);
        assertThat(vaults.keys("deleting", "GET /deletedkeys/k", "").text("/key/kid")).isEqualTo(kid);

        assertThat(vaults.keys("deleting", "POST /deletedkeys/k/recover", "").text("/key/kid"))
                .isEqualTo(kid);
        assertThat(vaults.keys("deleting", "GET /deletedkeys/k", "").error()).isEqualTo("KeyNotFound ");
        assertThat(vaults.keys("deleting", "POST /keys/k//unwrapkey",
                "{\"alg\":\"A256KW\",\"value\":\"" + wrapped + "\"}").status()).isEqualTo(200);
        assertThat(vaults.keys("deleting", "POST /deletedkeys/k/recover", "").status()).isEqualTo(404);
    }

    @Test
    void aPurgedKeyIsGoneForGoodAndItsNameIsFree() {
        vaults.createVault("purging", "all purge", "");
        String kid = vaults.keys("purging", "POST /keys/k/create", OCT).text("/key/kid");
        assertThat(vaults.keys("purging", "DELETE /deletedkeys/k", "").status()).isEqualTo(404);
        vaults.keys("purging", "DELETE /keys/k", "");

        assertThat(vaults.keys("purging", "DELETE /deletedkeys/k", "").status()).isEqualTo(204);
        assertThat(vaults.keys("purging", "GET /deletedkeys/k", "").error()).isEqualTo("KeyNotFound ");
        assertThat(vaults.keys("purging", "POST /keys/k/create", OCT).text("/key/kid")).isNotEqualTo(kid);
        assertThat(vaults.keys("purging", "GET /keys/k/versions", "").json().path("value")).hasSize(1);
    }

    @Test
    void rulesV4_X44_underPurgeProtectionNobodyPurges() {
        vaults.createVault("protected", "all purge", "\"enablePurgeProtection\":true");
        vaults.keys("protected", "POST /keys/k/create", OCT);
        VaultFixture.Answer deleted = vaults.keys("protected", "DELETE /keys/k", "");

        assertThat(deleted.text("/attributes/recoveryLevel")).isEqualTo("Recoverable");
        VaultFixture.Answer refused = vaults.keys("protected", "DELETE /deletedkeys/k", "");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("/error/message")).contains("purge", "protected;location=westeurope");
        assertThat(vaults.keys("protected", "POST /deletedkeys/k/recover", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"publicNetworkAccess\":\"Disabled\"|403|true",
            "\"networkAcls\":{\"defaultAction\":\"Deny\",\"bypass\":\"AzureServices\"}|403|true",
            "\"networkAcls\":{\"defaultAction\":\"Deny\",\"bypass\":\"None\"}|403|false",
            "\"networkAcls\":{\"defaultAction\":\"Deny\",\"ipRules\":[{\"value\":\"127.0.0.0/8\"}]}|200|true",
            "\"networkAcls\":{\"defaultAction\":\"Deny\",\"ipRules\":[{\"value\":\"127.0.0.2\"}]}|403|true",
            "\"networkAcls\":{\"defaultAction\":\"Allow\",\"bypass\":\"None\"}|200|true"})
    void networkRulesDecideBeforePermissions(String rules, int status, boolean insideServed) {
        String name = "net" + Integer.toHexString(rules.hashCode());
        vaults.createVault(name, "all", "");
        vaults.keys(name, "POST /keys/k/create", OCT);
        assertThat(vaults.manage("PATCH /vaults/" + name, "{\"properties\":{" + rules + "}}").status())
                .isEqualTo(200);

        VaultFixture.Answer answer = vaults.call(new VaultFixture.Request("GET",
                "https://" + name + ".vault.localhost:8443/keys/k?api-version=7.4", VaultFixture.USER, "",
                Map.of()));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.error()).isEqualTo(status == 200 ? " " : "Forbidden ForbiddenByFirewall");
        KeyId id = vaults.service.addresses().parse("https://" + name + ".vault.localhost:8443/keys/k");
        boolean served;
        try {
            served = vaults.service.as(VaultFixture.USER).key(id).enabled();
        } catch (VaultException.Denied refusal) {
            assertThat(refusal.innerCode()).contains("ForbiddenByFirewall");
            served = false;
        }
        assertThat(served).isEqualTo(insideServed);
    }
}
