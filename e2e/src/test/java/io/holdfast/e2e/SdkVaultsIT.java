package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.keyvault.models.DeletedVault;
import com.azure.resourcemanager.keyvault.models.KeyPermissions;
import com.azure.resourcemanager.keyvault.models.Reason;
import com.azure.resourcemanager.keyvault.models.Vault;
import com.azure.resourcemanager.keyvault.models.Vaults;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.KeyType;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Vaults through `azure-resourcemanager-keyvault`, unmodified.
class SdkVaultsIT {

    private static final String GROUP = "sdk-vaults";
    private static final String LOCATION = "westeurope";
    private static final String CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603";

    @TempDir
    static Path folder;

    private static TestServer server;
    private static AzureSdk azure;
    private static Vaults vaults;
    private static String me;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder.resolve("data"));
        azure = new AzureSdk(server);
        vaults = azure.vaults().vaults();
        CmkEnvironment environment = new CmkEnvironment(server.arm(), server.credentials(), GROUP);
        server.arm().succeed("PUT", environment.group() + "?api-version=2021-04-01",
                Json.of("{'location':'westeurope'}"));
        me = environment.principalOf(server.credentials().clientId());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aVaultIsMadeFoundChangedUsedDeletedRecoveredAndPurged() {
        assertThat(vaults.checkNameAvailability("sdk-vaults").nameAvailable()).isTrue();
        Vault made = vaults.define("sdk-vaults").withRegion(LOCATION).withExistingResourceGroup(GROUP)
                .defineAccessPolicy().forObjectId(me)
                .allowKeyPermissions(KeyPermissions.GET, KeyPermissions.LIST).attach()
                .withTag("team", "soc").create();
        assertThat(made.vaultUri()).startsWith("https://sdk-vaults.vault.localhost:");
        assertThat(made.softDeleteEnabled()).isTrue();
        assertThat(made.roleBasedAccessControlEnabled()).isFalse();
        assertThat(vaults.checkNameAvailability("sdk-vaults")).satisfies(answer -> {
            assertThat(answer.nameAvailable()).isFalse();
            assertThat(answer.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        });
        assertThat(vaults.checkNameAvailability("x").reason()).isEqualTo(Reason.ACCOUNT_NAME_INVALID);
        found(made);
        changedAndUsed(made);
        deletedAndRecovered(made);

        vaults.deleteByResourceGroup(GROUP, "sdk-vaults");
        vaults.purgeDeleted("sdk-vaults", LOCATION);
        assertThat(vaults.listDeleted()).extracting(DeletedVault::name).doesNotContain("sdk-vaults");
        assertThat(vaults.checkNameAvailability("sdk-vaults").nameAvailable()).isTrue();
    }

    private static void found(Vault made) {
        assertThat(vaults.getById(made.id()).tags()).containsEntry("team", "soc");
        assertThat(vaults.getByResourceGroup(GROUP, "sdk-vaults").id()).isEqualTo(made.id());
        assertThat(vaults.listByResourceGroup(GROUP)).extracting(Vault::name).contains("sdk-vaults");
        assertThat(server.arm().succeed("GET", "/subscriptions/" + server.credentials().subscriptionId()
                + "/resources?$filter=resourceType%20eq%20'Microsoft.KeyVault/vaults'&api-version=2015-11-01",
                "")
                .path("value").findValuesAsString("name")).contains("sdk-vaults");
        assertThat(made.listPrivateLinkResources()).isEmpty();
    }

    private static void changedAndUsed(Vault made) {
        KeyClient keys = azure.keys(made.vaultUri());
        assertThatThrownBy(() -> keys.createEcKey(new CreateEcKeyOptions("k")))
                .isInstanceOf(HttpResponseException.class).hasMessageContaining("ForbiddenByPolicy");

        Vault changed = made.update().updateAccessPolicy(me).allowKeyAllPermissions().parent()
                .withTag("team", "blue").withDeploymentEnabled().apply();
        assertThat(changed.enabledForDeployment()).isTrue();
        assertThat(changed.accessPolicies()).hasSize(1);
        assertThat(changed.keys().define("k").withKeyTypeToCreate(KeyType.EC).create().id())
                .startsWith(made.vaultUri() + "keys/k/");
        assertThat(changed.keys().list()).hasSize(1);
        assertThat(keys.getKey("k").getName()).isEqualTo("k");

        made.update().withoutAccessPolicy(me).apply();
        assertThatThrownBy(() -> keys.getKey("k")).isInstanceOf(HttpResponseException.class);
        made.update().defineAccessPolicy().forObjectId(me).allowKeyAllPermissions().attach().apply();
        assertThat(keys.getKey("k").getName()).isEqualTo("k");
    }

    private static void deletedAndRecovered(Vault made) {
        vaults.deleteById(made.id());
        assertThatThrownBy(() -> vaults.getById(made.id())).isInstanceOf(ManagementException.class);
        assertThat(vaults.listDeleted()).extracting(DeletedVault::name).contains("sdk-vaults");
        assertThat(vaults.getDeleted("sdk-vaults", LOCATION)).satisfies(deleted -> {
            assertThat(deleted.location()).isEqualTo(LOCATION);
            assertThat(deleted.scheduledPurgeDate()).isEqualTo(deleted.deletionDate().plusDays(90));
        });
        assertThatThrownBy(
                () -> vaults.define("sdk-vaults").withRegion(LOCATION).withExistingResourceGroup(GROUP)
                        .withEmptyAccessPolicy().create())
                .isInstanceOfSatisfying(ManagementException.class,
                        refused -> assertThat(refused.getValue().getCode()).isEqualTo("ConflictError"));

        assertThat(vaults.recoverSoftDeletedVault(GROUP, "sdk-vaults", LOCATION).id()).isEqualTo(made.id());
        assertThat(azure.keys(made.vaultUri()).getKey("k").getName()).isEqualTo("k");
    }

    @Test
    void underRoleBasedAccessARoleDecidesAndGoesWithTheVault() {
        Vault made = vaults.define("sdk-vaults-rbac").withRegion(LOCATION).withExistingResourceGroup(GROUP)
                .withRoleBasedAccessControl().create();
        assertThat(made.roleBasedAccessControlEnabled()).isTrue();
        KeyClient keys = azure.keys(made.vaultUri());
        assertThatThrownBy(() -> keys.createEcKey(new CreateEcKeyOptions("k")))
                .isInstanceOf(HttpResponseException.class).hasMessageContaining("ForbiddenByRbac");

        assign(made.id(), CRYPTO_OFFICER);
        assertThat(keys.createEcKey(new CreateEcKeyOptions("k")).getName()).isEqualTo("k");

        vaults.deleteById(made.id());
        vaults.recoverSoftDeletedVault(GROUP, "sdk-vaults-rbac", LOCATION);
        assertThatThrownBy(() -> keys.getKey("k")).isInstanceOf(HttpResponseException.class)
                .hasMessageContaining("ForbiddenByRbac");
    }

    @Test
    void purgeProtectionIsKeptFromPurging() {
        Vault made = vaults.define("sdk-vaults-kept").withRegion(LOCATION).withExistingResourceGroup(GROUP)
                .withEmptyAccessPolicy().withPurgeProtectionEnabled().create();
        assertThat(made.purgeProtectionEnabled()).isTrue();

        vaults.deleteById(made.id());
        assertThatThrownBy(() -> vaults.purgeDeleted("sdk-vaults-kept", LOCATION))
                .isInstanceOfSatisfying(ManagementException.class,
                        refused -> assertThat(refused.getValue().getCode()).isEqualTo("MethodNotAllowed"));
        assertThat(vaults.getDeleted("sdk-vaults-kept", LOCATION).name()).isEqualTo("sdk-vaults-kept");
    }

    private static void assign(String scope, String role) {
        server.arm().succeed("PUT",
                scope + "/providers/Microsoft.Authorization/roleAssignments/" + UUID.randomUUID()
                        + "?api-version=2022-04-01",
                Json.of("{'properties':{'roleDefinitionId':'/x/roleDefinitions/" + role + "','principalId':'"
                        + me
                        + "','principalType':'ServicePrincipal'}}"));
    }
}
