package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.management.exception.ManagementException;
import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.SyncPoller;
import com.azure.resourcemanager.loganalytics.LogAnalyticsManager;
import com.azure.resourcemanager.loganalytics.models.Capacity;
import com.azure.resourcemanager.loganalytics.models.Cluster;
import com.azure.resourcemanager.loganalytics.models.ClusterEntityStatus;
import com.azure.resourcemanager.loganalytics.models.ClusterSku;
import com.azure.resourcemanager.loganalytics.models.ClusterSkuNameEnum;
import com.azure.resourcemanager.loganalytics.models.ManagedServiceIdentity;
import com.azure.resourcemanager.loganalytics.models.ManagedServiceIdentityType;
import com.azure.resourcemanager.resources.ResourceManager;
import com.azure.resourcemanager.resources.fluentcore.model.Accepted;
import com.azure.resourcemanager.resources.models.Deployment;
import com.azure.resourcemanager.resources.models.DeploymentMode;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Long operations in each style that the SDKs follow, and deployments of templates, through
/// `azure-resourcemanager-resources` and `-loganalytics`, unmodified.
class SdkResourcesIT {

    private static final String REGION = "westeurope";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LOGS = "Microsoft.OperationalInsights";

    @TempDir
    static Path folder;

    private static TestServer server;
    private static AzureSdk azure;
    private static ResourceManager resources;

    @BeforeAll
    static void start() {
        // Long enough for a client to see an operation running.
        server = TestServer.start(folder.resolve("data"),
                new TestServer.Options(List.of(), List.of("--operation-time", "1s")));
        azure = new AzureSdk(server);
        resources = azure.vaults().resourceManager();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// 202 and `Location`.
    @Test
    void theDeletionOfAGroupIsFollowedByItsLocation() {
        resources.resourceGroups().define("sdk-gone").withRegion(REGION).create();

        Accepted<Void> deletion = resources.resourceGroups().beginDeleteByName("sdk-gone");
        SyncPoller<Void, Void> poller = deletion.getSyncPoller().setPollInterval(Duration.ofMillis(50));

        assertThat(deletion.getActivationResponse().getStatus())
                .isEqualTo(LongRunningOperationStatus.IN_PROGRESS);
        assertThat(poller.waitForCompletion(PATIENCE).getStatus())
                .isEqualTo(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED);
        assertThat(resources.resourceGroups().contain("sdk-gone")).isFalse();
    }

    /// 201 and `Azure-AsyncOperation`; and, where a client does not see that header, `provisioningState`.
    @Test
    void theCreationOfAClusterIsFollowedByTheOperationAndByTheResource() {
        resources.resourceGroups().define("sdk-polls").withRegion(REGION).create();
        Watch seeing = new Watch(false);
        Watch blind = new Watch(true);

        create(azure.logs(seeing), "sdk-seeing");
        create(azure.logs(blind), "sdk-blind");

        assertThat(seeing.paths).anyMatch(path -> path.contains("/operationStatuses/"))
                .noneMatch(path -> path.contains("/operationResults/"));
        assertThat(blind.paths.stream().filter(path -> path.endsWith("/clusters/sdk-blind")).count())
                .as("the PUT and the polls").isGreaterThan(2);
        assertThat(blind.paths).noneMatch(path -> path.contains("/operation"));
    }

    private static void create(LogAnalyticsManager logs, String name) {
        Cluster cluster = logs.clusters().define(name).withRegion(REGION)
                .withExistingResourceGroup("sdk-polls")
                .withIdentity(
                        new ManagedServiceIdentity().withType(ManagedServiceIdentityType.SYSTEM_ASSIGNED))
                .withSku(new ClusterSku().withName(ClusterSkuNameEnum.CAPACITY_RESERVATION)
                        .withCapacity(Capacity.FIVE_ZERO_ZERO))
                .create();
        assertThat(cluster.provisioningState()).isEqualTo(ClusterEntityStatus.SUCCEEDED);
    }

    @Test
    void aTemplateDeploysVaultClusterAndLinkedWorkspaceInTheOrderOfTheirDependencies() throws Exception {
        resources.resourceGroups().define("sdk-template").withRegion(REGION).create();

        Deployment deployment = deploy("sdk-template", """
                'parameters':{'name':{'type':'string'},'tenant':{'type':'string'}},
                'variables':{'cluster':'[concat(parameters(''name''),''-cluster'')]'},
                'resources':[
                 {'type':'%1$s/workspaces/linkedServices','apiVersion':'2020-08-01',
                  'name':'[concat(parameters(''name''),''-logs/Cluster'')]',
                  'dependsOn':['[resourceId(''%1$s/workspaces'',concat(parameters(''name''),''-logs''))]',
                   '[resourceId(''%1$s/clusters'',variables(''cluster''))]'],
                  'properties':{'writeAccessResourceId':
                   '[resourceId(''%1$s/clusters'',variables(''cluster''))]'}},
                 {'type':'%1$s/workspaces','apiVersion':'2022-10-01',
                  'name':'[concat(parameters(''name''),''-logs'')]','location':'westeurope'},
                 {'type':'%1$s/clusters','apiVersion':'2022-10-01','name':'[variables(''cluster'')]',
                  'location':'westeurope','identity':{'type':'SystemAssigned'},
                  'sku':{'name':'CapacityReservation','capacity':500}},
                 {'type':'Microsoft.KeyVault/vaults','apiVersion':'2023-07-01',
                  'name':'[concat(parameters(''name''),''-kv'')]','location':'westeurope',
                  'properties':{'tenantId':'[parameters(''tenant'')]','enablePurgeProtection':true,
                   'accessPolicies':[],'sku':{'family':'A','name':'standard'}}}],
                'outputs':{'cluster':{'type':'string',
                 'value':'[resourceId(''%1$s/clusters'',variables(''cluster''))]'}}
                """.formatted(LOGS), "'name':{'value':'templ'},'tenant':{'value':'%s'}"
                .formatted(server.credentials().tenantId()));

        assertThat(deployment.provisioningState()).isEqualTo("Succeeded");
        assertThat(String.valueOf(deployment.outputs())).contains("/clusters/templ-cluster");
        assertThat(azure.logs().workspaces().getByResourceGroup("sdk-template", "templ-logs").features()
                .clusterResourceId()).endsWith("/clusters/templ-cluster");
        assertThat(azure.vaults().vaults().getByResourceGroup("sdk-template", "templ-kv")
                .purgeProtectionEnabled()).isTrue();
    }

    @Test
    void aTemplateOnboardsNoWorkspaceWithTheCustomersKeyAndUsesNoOtherFunction() {
        resources.resourceGroups().define("sdk-forbidden").withRegion(REGION).create();

        refused("CustomerManagedKeyOnboardingByTemplateNotSupported", """
                'resources':[{'type':'%s/workspaces','apiVersion':'2022-10-01','name':'logs1',
                  'location':'westeurope'},
                 {'type':'Microsoft.SecurityInsights/onboardingStates','apiVersion':'2022-11-01',
                  'name':'default','scope':'%s/workspaces/logs1',
                  'properties':{'customerManagedKey':true}}]
                """.formatted(LOGS, LOGS));
        refused("TemplateFunctionNotSupported",
                "'resources':[],'outputs':{'o':{'type':'string','value':'[uniqueString(''x'')]'}}");

        assertThat(azure.logs().workspaces().listByResourceGroup("sdk-forbidden")).isEmpty();
    }

    private static void refused(String code, String template) {
        assertThatThrownBy(() -> deploy("sdk-forbidden", template, ""))
                .isInstanceOfSatisfying(ManagementException.class,
                        e -> assertThat(e.getValue().getCode()).isEqualTo(code));
    }

    /// Apostrophes stand for quotes, two of them for one apostrophe.
    private static Deployment deploy(String group, String template, String parameters) throws Exception {
        return resources.deployments().define("main").withExistingResourceGroup(group)
                .withTemplate(json("{'$schema':'https://schema.management.azure.com/schemas/2019-04-01/"
                        + "deploymentTemplate.json#','contentVersion':'1.0.0.0'," + template + "}"))
                .withParameters(json("{" + parameters + "}")).withMode(DeploymentMode.INCREMENTAL).create();
    }

    private static String json(String text) {
        return text.replace("''", "\0").replace('\'', '"').replace('\0', '\'');
    }

    /// Notes the paths of all calls; a blind one keeps the headers of operations from the client.
    private static final class Watch implements HttpPipelinePolicy {

        private final boolean blind;
        private final List<String> paths = new ArrayList<>();

        Watch(boolean blind) {
            this.blind = blind;
        }

        @Override
        public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
            paths.add(context.getHttpRequest().getUrl().getPath());
            return blind ? next.process().map(Blinded::new) : next.process();
        }
    }

    /// An answer without the headers of operations.
    private static final class Blinded extends HttpResponse {

        private final HttpResponse answer;

        Blinded(HttpResponse answer) {
            super(answer.getRequest());
            this.answer = answer;
        }

        @Override
        public int getStatusCode() {
            return answer.getStatusCode();
        }

        /// The SDK asks for it although it is deprecated.
        @Override
        @SuppressWarnings("deprecation")
        public String getHeaderValue(String name) {
            return getHeaders().getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            HttpHeaders headers = new HttpHeaders();
            for (HttpHeader header : answer.getHeaders()) {
                if (!List.of("azure-asyncoperation", "location")
                        .contains(header.getName().toLowerCase(Locale.ROOT))) {
                    headers.set(HttpHeaderName.fromString(header.getName()), header.getValue());
                }
            }
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return answer.getBody();
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return answer.getBodyAsByteArray();
        }

        @Override
        public Mono<String> getBodyAsString() {
            return answer.getBodyAsString();
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return answer.getBodyAsString(charset);
        }
    }
}
