package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The names of one story, all made of one word, and its calls to the management API.
final class CmkEnvironment {

    /// The built-in role Monitoring Metrics Publisher.
    private static final String METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";
    static final String COSMOS_APP_ID = "a232010e-820c-4083-83bb-3ace5fc29d0b";

    private static final String KEYVAULT = "?api-version=2023-07-01";
    private static final String LOGS = "?api-version=2022-10-01";
    private static final String INSIGHTS = "?api-version=2022-06-01";
    private static final String SENTINEL = "?api-version=2021-03-01-preview";

    private final ArmClient arm;
    private final Credentials credentials;
    private final String name;

    CmkEnvironment(ArmClient arm, Credentials credentials, String name) {
        this.arm = arm;
        this.credentials = credentials;
        this.name = name;
    }

    String name() {
        return name;
    }

    String group() {
        return "/subscriptions/" + credentials.subscriptionId() + "/resourceGroups/" + name;
    }

    String vault() {
        return group() + "/providers/Microsoft.KeyVault/vaults/" + name;
    }

    String cluster() {
        return group() + "/providers/Microsoft.OperationalInsights/clusters/" + name;
    }

    String workspace() {
        return group() + "/providers/Microsoft.OperationalInsights/workspaces/" + name;
    }

    String sentinel() {
        return workspace() + "/providers/Microsoft.SecurityInsights";
    }

    String onboarding() {
        return sentinel() + "/onboardingStates/default" + SENTINEL;
    }

    String incident(String id) {
        return sentinel() + "/incidents/" + id + "?api-version=2022-09-01-preview";
    }

    void createGroup() {
        arm.succeed("PUT", group() + "?api-version=2021-04-01", Json.of("{'location':'westeurope'}"));
    }

    /// Resource group and a recoverable vault in which the application may do everything; answers its URI.
    String createVault() {
        createGroup();
        String me = principalOf(credentials.clientId());
        arm.succeed("PUT", vault() + KEYVAULT,
                Json.of("""
                        {'location':'westeurope','properties':{'tenantId':'%s','sku':{'family':'A','name':'standard'},
                         'enableSoftDelete':true,'enablePurgeProtection':true,'softDeleteRetentionInDays':90,
                         'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                         'permissions':{'keys':['get','list','create',
                         'update','delete','recover','rotate','wrapKey','unwrapKey','encrypt','decrypt']}}]}}
                        """
                        .formatted(credentials.tenantId(),
                                credentials.tenantId(), me)));
        JsonNode vault = arm.succeed("GET", vault() + KEYVAULT, "");
        return vault.path("properties").path("vaultUri").stringValue();
    }

    /// Resource group and a premium vault that may be purged, in which the application may do everything with keys;
    /// answers its URI.
    String createPremiumVault() {
        arm.succeed("PUT", group() + "?api-version=2021-04-01", Json.of("{'location':'westeurope'}"));
        arm.succeed("PUT", vault() + KEYVAULT, Json.of("""
                {'location':'westeurope','properties':{'tenantId':'%s','sku':{'family':'A','name':'premium'},
                 'softDeleteRetentionInDays':7,'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                 'permissions':{'keys':['all','purge']}}]}}
                """.formatted(credentials.tenantId(), credentials.tenantId(),
                principalOf(credentials.clientId()))));
        return arm.succeed("GET", vault() + KEYVAULT, "").path("properties").path("vaultUri").stringValue();
    }

    /// The object id of an application's principal.
    String principalOf(String appId) {
        ArmClient.Answer answer = arm.call("GET", "/v1.0/servicePrincipals(appId='" + appId + "')", "",
                "https://graph.microsoft.com");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().path("id").stringValue();
    }

    /// Lets a principal use the vault's keys as a store does.
    void grant(String objectId) {
        arm.succeed("PUT", vault() + "/accessPolicies/add" + KEYVAULT, policy(objectId));
    }

    /// Takes that away.
    void withdraw(String objectId) {
        arm.succeed("PUT", vault() + "/accessPolicies/remove" + KEYVAULT, policy(objectId));
    }

    private String policy(String objectId) {
        return Json.of("""
                {'properties':{'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                 'permissions':{'keys':['get','wrapKey','unwrapKey']}}]}}
                """.formatted(credentials.tenantId(), objectId));
    }

    /// Creates the dedicated cluster; answers its principal.
    String createCluster() {
        arm.succeed("PUT", cluster() + LOGS, Json.of("""
                {'location':'westeurope','identity':{'type':'SystemAssigned'},
                 'sku':{'name':'CapacityReservation','capacity':500}}
                """));
        return clusterBody().path("identity").path("principalId").stringValue();
    }

    JsonNode clusterBody() {
        return arm.succeed("GET", cluster() + LOGS, "");
    }

    /// Sets the key on the cluster; an empty version means the newest one, always.
    void setKey(String vaultUri, String keyName, String version) {
        arm.succeed("PATCH", cluster() + LOGS, Json.of("""
                {'properties':{'keyVaultProperties':{'keyVaultUri':'%s','keyName':'%s','keyVersion':'%s'}}}
                """.formatted(vaultUri, keyName, version)));
    }

    /// Creates the workspace and links it; answers its customer id.
    String createLinkedWorkspace() {
        arm.succeed("PUT", workspace() + LOGS,
                Json.of("{'location':'westeurope','properties':{'sku':{'name':'PerGB2018'}}}"));
        arm.succeed("PUT", workspace() + "/linkedServices/cluster" + "?api-version=2020-08-01",
                Json.of("{'properties':{'writeAccessResourceId':'" + cluster() + "'}}"));
        return arm.succeed("GET", workspace() + LOGS, "").path("properties").path("customerId").stringValue()
                .toLowerCase(Locale.ROOT);
    }

    /// Registers the Cosmos DB provider and grants its principal; answers the principal.
    String registerCosmos() {
        String cosmos = registerCosmosProvider();
        grant(cosmos);
        return cosmos;
    }

    /// Registers the Cosmos DB provider; answers its principal.
    String registerCosmosProvider() {
        arm.succeed("POST", "/subscriptions/" + credentials.subscriptionId()
                + "/providers/Microsoft.DocumentDB/register?api-version=2022-09-01", "");
        return principalOf(COSMOS_APP_ID);
    }

    /// Steps five and six: onboarding under the key, and its confirmation.
    void onboard() {
        arm.succeed("PUT", onboarding(), Json.of("{'properties':{'customerManagedKey':true}}"));
        confirm();
    }

    /// Step six alone.
    void confirm() {
        arm.succeed("POST", sentinel() + "/onboardingStates/default/confirm" + SENTINEL, "");
    }

    /// A table of three columns and a rule that feeds it; answers the rule's immutable id.
    String createTable(String table) {
        arm.succeed("PUT", workspace() + "/tables/" + table + LOGS, tableBody(table));
        arm.succeed("PUT",
                group() + "/providers/Microsoft.Insights/dataCollectionEndpoints/" + name + INSIGHTS,
                Json.of("{'location':'westeurope','properties':{}}"));
        JsonNode rule = arm.succeed("PUT",
                group() + "/providers/Microsoft.Insights/dataCollectionRules/" + table + INSIGHTS,
                Json.of("""
                        {'location':'westeurope','properties':{
                         'dataCollectionEndpointId':'%s/providers/Microsoft.Insights/dataCollectionEndpoints/%s',
                         'streamDeclarations':{'Custom-%s':{'columns':[{'name':'TimeGenerated','type':'datetime'},
                          {'name':'Message','type':'string'},{'name':'Count','type':'long'}]}},
                         'destinations':{'logAnalytics':[{'workspaceResourceId':'%s','name':'ws'}]},
                         'dataFlows':[{'streams':['Custom-%s'],'destinations':['ws'],'transformKql':'source',
                          'outputStream':'Custom-%s'}]}}
                        """
                        .formatted(group(), name, table, workspace(), table, table)));
        letSendTo(group() + "/providers/Microsoft.Insights/dataCollectionRules/" + table);
        return rule.path("properties").path("immutableId").stringValue();
    }

    /// Gives the application the role that sending logs takes, which its owner's role does not hold.
    private void letSendTo(String rule) {
        arm.succeed("PUT", rule + "/providers/Microsoft.Authorization/roleAssignments/" + UUID.randomUUID()
                + "?api-version=2022-04-01",
                Json.of("""
                        {'properties':{'principalType':'ServicePrincipal','principalId':'%s','roleDefinitionId':
                         '/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s'}}
                        """
                        .formatted(principalOf(credentials.clientId()), credentials.subscriptionId(),
                                METRICS_PUBLISHER)));
    }

    /// The body that creates the table, also as a configuration change to try.
    String tableBody(String table) {
        return Json.of("""
                {'properties':{'schema':{'name':'%s','columns':[{'name':'TimeGenerated','type':'datetime'},
                 {'name':'Message','type':'string'},{'name':'Count','type':'long'}]}}}
                """.formatted(table));
    }

    String tablePath(String table) {
        return workspace() + "/tables/" + table + LOGS;
    }

    /// The body of an incident.
    static String incidentBody(String title) {
        return Json.of("{'properties':{'title':'" + title + "','severity':'High','status':'New'}}");
    }
}
