package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.management.exception.ManagementException;
import com.azure.core.util.Context;
import com.azure.resourcemanager.loganalytics.models.BillingType;
import com.azure.resourcemanager.loganalytics.models.Capacity;
import com.azure.resourcemanager.loganalytics.models.Cluster;
import com.azure.resourcemanager.loganalytics.models.ClusterEntityStatus;
import com.azure.resourcemanager.loganalytics.models.ClusterSku;
import com.azure.resourcemanager.loganalytics.models.ClusterSkuNameEnum;
import com.azure.resourcemanager.loganalytics.models.Column;
import com.azure.resourcemanager.loganalytics.models.ColumnTypeEnum;
import com.azure.resourcemanager.loganalytics.models.KeyVaultProperties;
import com.azure.resourcemanager.loganalytics.models.ManagedServiceIdentity;
import com.azure.resourcemanager.loganalytics.models.ManagedServiceIdentityType;
import com.azure.resourcemanager.loganalytics.models.Schema;
import com.azure.resourcemanager.loganalytics.models.SearchResults;
import com.azure.resourcemanager.loganalytics.models.Table;
import com.azure.resourcemanager.loganalytics.models.Workspace;
import com.azure.resourcemanager.loganalytics.models.WorkspaceSku;
import com.azure.resourcemanager.loganalytics.models.WorkspaceSkuNameEnum;
import com.azure.resourcemanager.securityinsights.models.Incident;
import com.azure.resourcemanager.securityinsights.models.IncidentSeverity;
import com.azure.resourcemanager.securityinsights.models.IncidentStatus;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The whole life cycle of the key through the management SDKs for Java, unmodified: polling, and the errors
/// that they make of 400, 403, 404, 409 and 412.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkLifeCycleIT {

    private static final String REGION = "westeurope";
    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    private TestServer server;
    private AzureSdk sdk;

    @BeforeAll
    void start(@TempDir Path data) {
        server = TestServer.start(data);
        sdk = new AzureSdk(server);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void theKeyIsSetUpRotatedRevokedRestoredAndShredded() {
        Story story = new Story("sdk-life");
        story.onboard();
        Incident incident = story.incidentIsKept();
        story.rotate();
        story.revokeAndRestore();
        assertThat(sdk.sentinel().incidents().get(story.name, story.name, incident.name()).title())
                .isEqualTo("Found it");
        story.deleteEverything();
    }

    @Test
    void changesThatTheArticleRulesOutAreRefusedAndChangeNothing() {
        Story story = new Story("sdk-refused");
        story.onboard();
        Cluster before = story.cluster();

        refused("CustomerManagedKeyRemovalNotSupported",
                () -> story.setKey(new KeyVaultProperties().withKeyVaultUri("").withKeyName("")
                        .withKeyVersion("")));
        story.keys.createRsaKey(new CreateRsaKeyOptions("other"));
        refused("KeyReplacementNotSupported", () -> story.setKey(story.key("other", "")));
        refused("UnlinkNotSupportedWithCustomerManagedKey",
                () -> sdk.logs().linkedServices().delete(story.name, story.name, "Cluster"));
        refused("Conflict", () -> sdk.sentinel().sentinelOnboardingStates().define("default")
                .withExistingWorkspace(story.name, story.name).withCustomerManagedKey(false).create());
        refused("SearchJobsNotSupportedWithCustomerManagedKey",
                () -> sdk.logs().tables().define("Found_SRCH").withExistingWorkspace(story.name, story.name)
                        .withSearchResults(new SearchResults().withQuery("Story_CL")).create());

        assertThat(story.cluster().keyVaultProperties().keyVersion())
                .isEqualTo(before.keyVaultProperties().keyVersion());
        assertThat(sdk.logs().workspaces().getByResourceGroup(story.name, story.name).features()
                .clusterResourceId()).isEqualTo(before.id());
    }

    @Test
    void aWorkspaceThatIsOnboardedWithoutTheKeyIsNotBroughtUnderIt() {
        Story story = new Story("sdk-late");
        story.createCluster();
        story.createWorkspace();
        sdk.sentinel().sentinelOnboardingStates().define("default")
                .withExistingWorkspace(story.name, story.name).create();
        story.link();

        refused("WorkspaceAlreadyOnboarded",
                () -> story.setKey(story.key("kek", story.firstVersion)));
        refused("Conflict", () -> sdk.sentinel().sentinelOnboardingStates().define("default")
                .withExistingWorkspace(story.name, story.name).withCustomerManagedKey(true).create());
    }

    @Test
    void theErrorsOfTheServerReachTheCaller() {
        Story story = new Story("sdk-errors");
        assertThat(status(404, () -> sdk.logs().clusters().getByResourceGroup(story.name, "absent")))
                .isEqualTo("ResourceNotFound");
        assertThat(status(404, () -> sdk.logs().workspaces().getByResourceGroup("absent", "absent")))
                .isEqualTo("ResourceGroupNotFound");
        assertThat(status(404, () -> sdk.logs().linkedServices().get(story.name, "absent", "Cluster")))
                .isEqualTo("ResourceNotFound");
        story.createCluster();
        sdk.logs().clusters().deleteByResourceGroup(story.name, story.name);
        assertThat(status(409, story::createClusterOnly)).isEqualTo("Conflict");
        Workspace workspace = story.createWorkspace();
        ArmClient.Answer stale = server.arm().callIf("\"stale\"", "PATCH",
                workspace.id() + "?api-version=2022-10-01", Json.of("{'tags':{'a':'b'}}"));
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.errorCode()).isEqualTo("PreconditionFailed");
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ManagementException.class,
                e -> assertThat(e.getValue().getCode()).isEqualTo(code));
    }

    private static String status(int status, ThrowingCallable call) {
        try {
            call.call();
        } catch (ManagementException e) {
            assertThat(e.getResponse().getStatusCode()).as(e.getMessage()).isEqualTo(status);
            return e.getValue().getCode();
        } catch (Throwable e) {
            throw new AssertionError("Not an error that the SDK understands", e);
        }
        throw new AssertionError("The call succeeded");
    }

    /// A group, vault, key, cluster and workspace, all of one name.
    private final class Story {

        final String name;
        final CmkEnvironment azure;
        final String vaultUri;
        final KeyClient keys;
        final String firstVersion;

        Story(String name) {
            this.name = name;
            this.azure = new CmkEnvironment(server.arm(), server.credentials(), name);
            this.vaultUri = azure.createVault();
            this.keys = sdk.keys(vaultUri);
            KeyVaultKey key = keys.createRsaKey(new CreateRsaKeyOptions("kek").setKeySize(2048));
            this.firstVersion = key.getProperties().getVersion();
        }

        Cluster cluster() {
            return sdk.logs().clusters().getByResourceGroup(name, name);
        }

        KeyVaultProperties key(String keyName, String version) {
            return new KeyVaultProperties().withKeyVaultUri(vaultUri).withKeyName(keyName)
                    .withKeyVersion(version).withKeyRsaSize(2048);
        }

        Cluster setKey(KeyVaultProperties properties) {
            return cluster().update().withKeyVaultProperties(properties).apply();
        }

        Cluster createClusterOnly() {
            return sdk.logs().clusters().define(name).withRegion(REGION).withExistingResourceGroup(name)
                    .withTags(Map.of("story", "one"))
                    .withIdentity(
                            new ManagedServiceIdentity().withType(ManagedServiceIdentityType.SYSTEM_ASSIGNED))
                    .withSku(new ClusterSku().withName(ClusterSkuNameEnum.CAPACITY_RESERVATION)
                            .withCapacity(Capacity.FIVE_ZERO_ZERO))
                    .withBillingType(BillingType.WORKSPACES).withIsDoubleEncryptionEnabled(true).create();
        }

        void createCluster() {
            Cluster cluster = createClusterOnly();
            assertThat(cluster.provisioningState()).isEqualTo(ClusterEntityStatus.SUCCEEDED);
            assertThat(cluster.billingType()).isEqualTo(BillingType.WORKSPACES);
            assertThat(cluster.isDoubleEncryptionEnabled()).isTrue();
            assertThat(cluster.clusterId()).isNotEmpty();
            assertThat(cluster.tags()).containsEntry("story", "one");
            assertThat(cluster.capacityReservationProperties().lastSkuUpdate()).isNotEmpty();
            azure.grant(cluster.identity().principalId().toString());
        }

        Workspace createWorkspace() {
            Workspace workspace = sdk.logs().workspaces().define(name).withRegion(REGION)
                    .withExistingResourceGroup(name)
                    .withSku(new WorkspaceSku().withName(WorkspaceSkuNameEnum.PER_GB2018))
                    .withRetentionInDays(40).create();
            assertThat(workspace.customerId()).isNotEmpty();
            assertThat(workspace.retentionInDays()).isEqualTo(40);
            return workspace;
        }

        void link() {
            String id = cluster().id();
            assertThat(sdk.logs().linkedServices().define("Cluster").withExistingWorkspace(name, name)
                    .withWriteAccessResourceId(id).create().writeAccessResourceId()).isEqualTo(id);
        }

        void onboard() {
            createCluster();
            Cluster keyed = setKey(key("kek", firstVersion));
            assertThat(keyed.provisioningState()).isEqualTo(ClusterEntityStatus.SUCCEEDED);
            assertThat(keyed.keyVaultProperties().keyVersion()).isEqualTo(firstVersion);
            Workspace workspace = createWorkspace();
            link();
            assertThat(cluster().associatedWorkspaces()).singleElement()
                    .satisfies(one -> assertThat(one.workspaceId().toString())
                            .isEqualTo(workspace.customerId()));
            assertThat(workspace.refresh().sku().name().toString())
                    .isEqualToIgnoringCase(WorkspaceSkuNameEnum.LACLUSTER.toString());
            createTable();
            azure.registerCosmos();
            assertThat(sdk.sentinel().sentinelOnboardingStates().define("default")
                    .withExistingWorkspace(name, name).withCustomerManagedKey(true).create()
                    .customerManagedKey()).isTrue();
            azure.confirm();
            assertThat(sdk.sentinel().sentinelOnboardingStates().list(name, name).value()).hasSize(1);
        }

        private void createTable() {
            Table table = sdk.logs().tables().define("Story_CL").withExistingWorkspace(name, name)
                    .withSchema(schema("TimeGenerated")).withRetentionInDays(50).create();
            assertThat(table.retentionInDays()).isEqualTo(50);
            Table wider = table.update().withSchema(schema("TimeGenerated", "Message")).apply();
            assertThat(wider.schema().columns()).extracting(Column::name).contains("Message");
            assertThat(sdk.logs().tables().listByWorkspace(name, name).stream().map(Table::name))
                    .contains("Story_CL");
        }

        private static Schema schema(String... columns) {
            return new Schema().withName("Story_CL").withColumns(Stream.of(columns)
                    .map(column -> new Column().withName(column).withType(column.equals("TimeGenerated")
                            ? ColumnTypeEnum.DATE_TIME
                            : ColumnTypeEnum.STRING))
                    .toList());
        }

        Incident incidentIsKept() {
            Incident incident = sdk.sentinel().incidents().define("one").withExistingWorkspace(name, name)
                    .withTitle("Found it").withSeverity(IncidentSeverity.HIGH)
                    .withStatus(IncidentStatus.NEW).create();
            Incident active = incident.update().withStatus(IncidentStatus.ACTIVE).apply();
            assertThat(active.status()).isEqualTo(IncidentStatus.ACTIVE);
            assertThat(active.incidentNumber()).isEqualTo(incident.incidentNumber());
            assertThat(sdk.sentinel().incidents().list(name, name).stream().map(Incident::title))
                    .containsExactly("Found it");
            return active;
        }

        void rotate() {
            String version = keys.rotateKey("kek").getProperties().getVersion();
            assertThat(setKey(key("kek", version)).keyVaultProperties().keyVersion()).isEqualTo(version);
            assertThat(setKey(key("kek", "")).keyVaultProperties().keyName()).isEqualTo("kek");
        }

        void revokeAndRestore() {
            KeyProperties current = keys.getKey("kek").getProperties();
            keys.updateKeyProperties(current.setEnabled(false));
            Await.until("incidents are dark", PROMPTLY, () -> isDark());
            refused("CustomerManagedKeyRevoked",
                    () -> sdk.logs().tables().define("Late_CL").withExistingWorkspace(name, name)
                            .withSchema(schema("TimeGenerated")).create());
            refused("CustomerManagedKeyRevoked",
                    () -> cluster().update().withTags(Map.of("story", "two")).apply());
            assertThat(cluster().provisioningState()).isEqualTo(ClusterEntityStatus.SUCCEEDED);
            assertThat(sdk.logs().workspaces().getByResourceGroup(name, name).name()).isEqualTo(name);
            assertThat(sdk.sentinel().sentinelOnboardingStates().get(name, name, "default")
                    .customerManagedKey()).isTrue();
            keys.updateKeyProperties(current.setEnabled(true));
            Await.until("incidents are light", PROMPTLY, () -> !isDark());
        }

        private boolean isDark() {
            try {
                sdk.sentinel().incidents().list(name, name).forEach(_ -> {});
                return false;
            } catch (ManagementException e) {
                return e.getValue().getCode().equals("CustomerManagedKeyRevoked");
            }
        }

        void deleteEverything() {
            sdk.sentinel().incidents().delete(name, name, "one");
            sdk.logs().tables().delete(name, name, "Story_CL");
            sdk.sentinel().sentinelOnboardingStates().delete(name, name, "default");
            sdk.logs().workspaces().delete(name, name);
            assertThat(sdk.logs().deletedWorkspaces().listByResourceGroup(name).stream()
                    .map(Workspace::name)).containsExactly(name);
            Workspace recovered = sdk.logs().workspaces().define(name).withRegion(REGION)
                    .withExistingResourceGroup(name).create();
            assertThat(recovered.features().clusterResourceId()).isEqualTo(cluster().id());
            sdk.logs().workspaces().delete(name, name, true, Context.NONE);
            assertThat(sdk.logs().deletedWorkspaces().listByResourceGroup(name)).isEmpty();
            sdk.logs().clusters().deleteByResourceGroup(name, name);
            assertThat(sdk.logs().clusters().listByResourceGroup(name)).isEmpty();
            assertThat(sdk.logs().clusters().list().stream().map(Cluster::name))
                    .doesNotContain(name);
        }
    }
}
