package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KeyVaultProviderTest {

    private static final String OCT = "{\"kty\":\"oct\",\"key_size\":256}";
    private static final String DELETED = "/locations/westeurope/deletedVaults/";

    @TempDir
    static Path folder;
    private static VaultFixture vaults;

    @BeforeAll
    static void open() {
        vaults = new VaultFixture(folder, SealingKey.generate(new SecureRandom()));
    }

    @AfterAll
    static void close() {
        vaults.close();
    }

    private static String error(VaultFixture.Answer answer) {
        return answer.status() + " " + answer.text("/error/code");
    }

    @Test
    void aNewVaultIsBeingNamedAndThenThere() {
        VaultFixture.Answer created = vaults.createVault("fresh", "get", "\"enablePurgeProtection\":true");
        JsonNode vault = vaults.manage("GET /vaults/fresh", "").json();

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("/properties/provisioningState")).isEqualTo("RegisteringDns");
        assertThat(created.text("/properties/vaultUri")).isEqualTo("https://fresh.vault.localhost:8443");
        assertThat(vault.at("/id").stringValue())
                .isEqualTo(VaultFixture.GROUP + "/providers/Microsoft.KeyVault/vaults/fresh");
        assertThat(vault.at("/type").stringValue()).isEqualTo("Microsoft.KeyVault/vaults");
        assertThat(vault.at("/location").stringValue()).isEqualTo("westeurope");
        assertThat(vault.at("/tags/team").stringValue()).isEqualTo("soc");
        assertThat(vault.at("/systemData/createdBy").stringValue()).isEqualTo(VaultFixture.ADMIN);
        JsonNode properties = vault.path("properties");
        assertThat(properties.path("vaultUri").stringValue())
                .isEqualTo("https://fresh.vault.localhost:8443/");
        assertThat(properties.path("provisioningState").stringValue()).isEqualTo("Succeeded");
        assertThat(properties.path("enableSoftDelete").booleanValue()).isTrue();
        assertThat(properties.path("softDeleteRetentionInDays").intValue()).isEqualTo(90);
        assertThat(properties.path("enablePurgeProtection").booleanValue()).isTrue();
        assertThat(properties.path("enableRbacAuthorization").booleanValue()).isFalse();
        assertThat(properties.at("/accessPolicies/0/permissions/keys/0").stringValue()).isEqualTo("get");
        assertThat(properties.at("/sku/family").stringValue()).isEqualTo("A");
    }

    @Test
    void ruleV11_newVersionsOfTheApiMakeVaultsInRbacMode() {
        String body = VaultFixture.vaultBody("", "");

        vaults.manage("PUT /vaults/rbac-new", "2026-02-01", body);
        vaults.manage("PUT /vaults/rbac-off", "2026-02-01",
                VaultFixture.vaultBody("", "\"enableRbacAuthorization\":false"));
        vaults.manage("PUT /vaults/rbac-old", "2025-05-01", body);

        assertThat(rbac("rbac-new")).isTrue();
        assertThat(rbac("rbac-off")).isFalse();
        assertThat(rbac("rbac-old")).isFalse();
        // An update never changes it implicitly.
        vaults.manage("PUT /vaults/rbac-old", "2026-02-01", body);
        vaults.manage("PUT /vaults/rbac-new", "2025-05-01", body);
        assertThat(rbac("rbac-old")).isFalse();
        assertThat(rbac("rbac-new")).isTrue();
    }

    private static boolean rbac(String vault) {
        return vaults.manage("GET /vaults/" + vault, "").json().at("/properties/enableRbacAuthorization")
                .booleanValue();
    }

    @Test
    void rulesV2_V3_X41_purgeProtectionAndRetentionCannotBeTakenBack() {
        vaults.createVault("firm", "", "\"softDeleteRetentionInDays\":30");

        assertThat(error(patch("firm", "\"enablePurgeProtection\":false"))).isEqualTo("400 BadRequest");
        assertThat(patch("firm", "\"enablePurgeProtection\":true").status()).isEqualTo(200);
        VaultFixture.Answer refused = patch("firm", "\"enablePurgeProtection\":false");
        assertThat(error(refused)).isEqualTo("400 BadRequest");
        assertThat(refused.text("/error/message")).contains("enablePurgeProtection", "irreversible");
        assertThat(error(patch("firm", "\"enableSoftDelete\":false"))).isEqualTo("400 BadRequest");
        assertThat(error(patch("firm", "\"softDeleteRetentionInDays\":31"))).isEqualTo("400 BadRequest");
        assertThat(patch("firm", "\"softDeleteRetentionInDays\":30").status()).isEqualTo(200);
        // A PUT that names neither keeps both.
        vaults.createVault("firm", "", "");
        JsonNode properties = vaults.manage("GET /vaults/firm", "").json().path("properties");
        assertThat(properties.path("enablePurgeProtection").booleanValue()).isTrue();
        assertThat(properties.path("softDeleteRetentionInDays").intValue()).isEqualTo(30);
    }

    private static VaultFixture.Answer patch(String vault, String property) {
        return vaults.manage("PATCH /vaults/" + vault, "{\"properties\":{" + property + "}}");
    }

    @Test
    void patchingKeepsWhatItDoesNotName() {
        vaults.createVault("patched", "get", "\"enabledForDeployment\":true");

        assertThat(vaults.manage("PATCH /vaults/patched", "{\"tags\":{\"x\":\"y\"}}").status())
                .isEqualTo(200);
        JsonNode vault = vaults.manage("GET /vaults/patched", "").json();
        assertThat(vault.path("tags").toString()).isEqualTo("{\"x\":\"y\"}");
        assertThat(vault.at("/properties/enabledForDeployment").booleanValue()).isTrue();
        assertThat(vault.at("/properties/accessPolicies")).hasSize(1);
        patch("patched", "\"accessPolicies\":[]");
        assertThat(vaults.manage("GET /vaults/patched", "").json().at("/properties/accessPolicies"))
                .isEmpty();
        assertThat(vaults.manage("GET /vaults/patched", "").text("/tags/x")).isEqualTo("y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"softDeleteRetentionInDays\":6", "\"softDeleteRetentionInDays\":91",
            "\"softDeleteRetentionInDays\":\"90\"", "\"enablePurgeProtection\":false",
            "\"enablePurgeProtection\":\"true\"", "\"enableSoftDelete\":false", "\"createMode\":\"other\"",
            "\"publicNetworkAccess\":\"Sometimes\"", "\"networkAcls\":{\"defaultAction\":\"Maybe\"}",
            "\"networkAcls\":{\"ipRules\":[{\"value\":\"300.1.1.1\"}]}"})
    void anInvalidVaultIsRefusedAndMakesNothing(String property) {
        assertThat(error(vaults.createVault("invalid", "", property))).isEqualTo("400 BadRequest");
        assertThat(vaults.manage("GET /vaults/invalid", "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"{\"tenantId\":\"x\"}", "{\"objectId\":\"" + VaultFixture.USER + "\"}"})
    void anAccessPolicyWithoutItsSubjectIsRefused(String policy) {
        assertThat(error(vaults.manage("PUT /vaults/invalid2", VaultFixture.vaultBody(policy, ""))))
                .isEqualTo("400 BadRequest");
    }

    @Test
    void anUnknownPermissionIsRefused() {
        assertThat(error(vaults.createVault("invalid3", "wrap", ""))).isEqualTo("400 BadRequest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "1abc", "abc-", "a--b", "a234567890123456789012345"})
    void anInvalidNameIsRefused(String name) {
        assertThat(error(vaults.createVault(name, "", ""))).isEqualTo("400 VaultNameNotValid");
        assertThat(checkName(name).text("/reason")).isEqualTo("AccountNameInvalid");
    }

    private static VaultFixture.Answer checkName(String name) {
        return vaults.manage("POST /checkNameAvailability",
                "{\"name\":\"" + name + "\",\"type\":\"Microsoft.KeyVault/vaults\"}");
    }

    @Test
    void accessPoliciesAreAddedReplacedAndRemoved() {
        vaults.createVault("policies", "get", "");
        String path = "PUT /vaults/policies/accessPolicies/";

        VaultFixture.Answer added = vaults.manage(path + "add", policies("list GET wrapKey"));
        assertThat(added.status()).isEqualTo(200);
        assertThat(added.json().at("/properties/accessPolicies/0/permissions/keys").toString())
                .isEqualTo("[\"get\",\"list\",\"wrapKey\"]");
        assertThat(vaults.keys("policies", "GET /keys", "").status()).isEqualTo(200);

        VaultFixture.Answer removed = vaults.manage(path + "remove", policies("LIST"));
        assertThat(removed.json().at("/properties/accessPolicies/0/permissions/keys").toString())
                .isEqualTo("[\"get\",\"wrapKey\"]");
        assertThat(vaults.keys("policies", "GET /keys", "").status()).isEqualTo(403);

        vaults.manage(path + "replace", policies("all"));
        assertThat(vaults.keys("policies", "GET /keys", "").status()).isEqualTo(200);
        vaults.manage(path + "remove", policies("list"));
        assertThat(vaults.keys("policies", "GET /keys", "").status()).isEqualTo(403);
        assertThat(vaults.keys("policies", "POST /keys/k/create", OCT).status()).isEqualTo(200);
        assertThat(vaults.manage(path + "remove", policies("all")).json().at("/properties/accessPolicies"))
                .isEmpty();
        assertThat(vaults.keys("policies", "GET /keys/k", "").status()).isEqualTo(403);
    }

    private static String policies(String permissions) {
        return "{\"properties\":{\"accessPolicies\":[" + VaultFixture.policy(VaultFixture.USER, permissions)
                + "]}}";
    }

    @Test
    void ruleX42_aDeletedVaultIsDarkHoldsItsNameAndComesBackWhole() {
        vaults.createVault("softly", "all", "");
        String kid = vaults.keys("softly", "POST /keys/k/create", OCT).text("/key/kid");

        assertThat(vaults.manage("DELETE /vaults/softly", "").status()).isEqualTo(200);
        assertThat(vaults.manage("DELETE /vaults/softly", "").status()).isEqualTo(204);
        assertThat(error(vaults.manage("GET /vaults/softly", ""))).isEqualTo("404 ResourceNotFound");
        assertThat(vaults.keys("softly", "GET /keys/k", "").error()).isEqualTo("VaultNotFound ");
        assertThat(error(vaults.createVault("softly", "all", ""))).isEqualTo("409 ConflictError");
        assertThat(checkName("softly").text("/reason")).isEqualTo("AlreadyExists");
        VaultFixture.Answer deleted = vaults.manage("GET " + DELETED + "softly", "");
        assertThat(deleted.text("/properties/deletionDate")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(deleted.text("/properties/scheduledPurgeDate")).isEqualTo("2026-05-30T12:00:00Z");
        assertThat(vaults.manage("GET /deletedVaults", "").json().path("value"))
                .anyMatch(vault -> vault.path("name").stringValue().equals("softly"));

        VaultFixture.Answer recovered = vaults.createVault("softly", "", "\"createMode\":\"recover\"");
        assertThat(recovered.status()).isEqualTo(200);
        assertThat(vaults.keys("softly", "GET /keys/k", "").text("/key/kid")).isEqualTo(kid);
        assertThat(vaults.manage("GET " + DELETED + "softly", "").status()).isEqualTo(404);
        assertThat(vaults.createVault("softly", "", "\"createMode\":\"recover\"").status()).isEqualTo(404);
    }

    @Test
    void aPurgedVaultFreesItsNameAndTakesItsKeysAlong() {
        vaults.createVault("gone", "all", "");
        vaults.keys("gone", "POST /keys/k/create", OCT);
        assertThat(vaults.manage("POST " + DELETED + "gone/purge", "").status()).isEqualTo(404);
        vaults.manage("DELETE /vaults/gone", "");

        assertThat(vaults.manage("POST " + DELETED + "gone/purge", "").status()).isEqualTo(200);
        assertThat(checkName("gone").json().path("nameAvailable").booleanValue()).isTrue();
        assertThat(vaults.createVault("gone", "all", "").status()).isEqualTo(201);
        assertThat(vaults.keys("gone", "GET /keys/k", "").error()).isEqualTo("KeyNotFound ");
    }

    @Test
    void rulesV4_X43_aProtectedVaultCannotBePurged() {
        vaults.createVault("kept", "all", "\"enablePurgeProtection\":true");
        vaults.manage("DELETE /vaults/kept", "");

        assertThat(error(vaults.manage("POST " + DELETED + "kept/purge", "")))
                .isEqualTo("405 MethodNotAllowed");
        assertThat(
                vaults.manage("GET " + DELETED + "kept", "").json().at("/properties/purgeProtectionEnabled")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void aNameIsTakenInEveryGroup() {
        vaults.createVault("taken", "", "");
        String other = "https://localhost:8443/subscriptions/" + VaultFixture.SUBSCRIPTION
                + "/resourceGroups/rg2";
        String admin = VaultFixture.ADMIN + "@https://management.azure.com";
        vaults.call(new VaultFixture.Request("PUT", other + "?api-version=2025-04-01", admin,
                "{\"location\":\"westeurope\"}", Map.of()));
        String url = other + "/providers/Microsoft.KeyVault/vaults/Taken?api-version=2025-05-01";

        assertThat(
                error(vaults.call(new VaultFixture.Request("PUT", url, admin, VaultFixture.vaultBody("", ""),
                        Map.of()))))
                .isEqualTo("409 VaultAlreadyExists");
        assertThat(vaults.call(new VaultFixture.Request("GET", url, admin, "", Map.of())).status())
                .isEqualTo(404);
    }

    @Test
    void vaultsAreListedByGroupSubscriptionAndAmongAllResources() {
        vaults.createVault("listed", "", "");
        String all = "https://localhost:8443/subscriptions/" + VaultFixture.SUBSCRIPTION
                + "/resources?api-version=2015-11-01";

        for (VaultFixture.Answer list : new VaultFixture.Answer[]{vaults.manage("GET /vaults", ""),
                vaults.call(new VaultFixture.Request("GET", all,
                        VaultFixture.ADMIN + "@https://management.azure.com", "", Map.of()))}) {
            assertThat(list.json().path("value"))
                    .anyMatch(vault -> vault.path("name").stringValue().equals("listed"));
        }
    }

    @Test
    void managingNeedsItsAction() {
        VaultFixture.Answer refused = vaults.call(new VaultFixture.Request("GET",
                "https://localhost:8443" + VaultFixture.GROUP
                        + "/providers/Microsoft.KeyVault/vaults/x?api-version=2025-05-01",
                VaultFixture.USER + "@https://management.azure.com", "", Map.of()));

        assertThat(error(refused)).isEqualTo("403 AuthorizationFailed");
    }
}
