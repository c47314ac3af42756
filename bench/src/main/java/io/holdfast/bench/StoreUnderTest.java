package io.holdfast.bench;

import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.remotevault.RemoteVault;
import io.holdfast.server.Endpoint;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.Role;
import io.holdfast.server.ServerConfig;
import io.holdfast.server.ServerPace;
import io.holdfast.server.ServerParts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A cluster under a customer's key with a workspace, a table and a rule, in a server of this process; its
/// vault is that server's own, or another one's. Thread-safe.
final class StoreUnderTest implements AutoCloseable {

    /// How often a remote vault is asked.
    static final Duration POLL = Duration.ofSeconds(1);

    private static final String NAME = "bench";
    private static final String LOGS = "?api-version=2022-10-01";
    private static final String VAULTS = "?api-version=2023-07-01";
    private static final String KEYS = "?api-version=7.4";
    private static final String METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";
    private static final ServerPace PACE = new ServerPace(Duration.ofSeconds(1), POLL,
            Duration.ofMinutes(30), Duration.ZERO);

    private final AzureApi store;
    private final AzureApi vaults;
    private String version = "";
    private String customerId = "";
    private String rule = "";

    private StoreUnderTest(AzureApi store, AzureApi vaults) {
        this.store = store;
        this.vaults = vaults;
    }

    /// With the vault in the same server.
    static StoreUnderTest withBuiltInVault(Path folder) {
        AzureApi api = started(folder, ServerParts.ALL);
        StoreUnderTest made = new StoreUnderTest(api, api);
        made.setUp();
        return made;
    }

    /// With the vault in another server, which also runs in this process.
    static StoreUnderTest withRemoteVault(Path folder) {
        AzureApi vaults = started(folder.resolve("vault"), ServerParts.VAULT_ONLY);
        int port = vaults.server().origin().getPort();
        ServerParts parts = new ServerParts(Set.of(Role.values()), List.of(RemoteVault.parse("localhost:"
                + port + "," + NAME + ".vault.localhost:" + port + "="
                + vaults.server().caCertificateFile())), Optional.empty(), Optional.empty());
        StoreUnderTest made = new StoreUnderTest(started(folder.resolve("store"), parts), vaults);
        made.setUp();
        return made;
    }

    private static AzureApi started(Path folder, ServerParts parts) {
        HoldfastServer server = HoldfastServer.start(new ServerConfig(folder, Endpoint.onLoopback(0),
                Optional.empty(), Optional.empty(), PACE, parts));
        return new AzureApi(server, server.takeBootstrapCredentials().orElseThrow());
    }

    private static String group(AzureApi api) {
        return "/subscriptions/" + api.owner().subscriptionId() + "/resourceGroups/" + NAME;
    }

    private String logs(String type) {
        return group(store) + "/providers/Microsoft.OperationalInsights/" + type + "/" + NAME;
    }

    private String vault() {
        return group(vaults) + "/providers/Microsoft.KeyVault/vaults/" + NAME;
    }

    private void setUp() {
        store.succeed("PUT", group(store) + "?api-version=2021-04-01", "{'location':'westeurope'}");
        String uri = createVault();
        version = newVersion();
        store.succeed("PUT", logs("clusters") + LOGS, """
                {'location':'westeurope','identity':{'type':'SystemAssigned'},
                 'sku':{'name':'CapacityReservation','capacity':500}}""");
        grant(store.succeed("GET", logs("clusters") + LOGS, "").path("identity").path("principalId")
                .stringValue());
        store.succeed("PATCH", logs("clusters") + LOGS, "{'properties':{'keyVaultProperties':{'keyVaultUri':'"
                + uri + "','keyName':'kek','keyVersion':'" + version + "'}}}");
        store.succeed("PUT", logs("workspaces") + LOGS, "{'location':'westeurope'}");
        store.succeed("PUT", logs("workspaces") + "/linkedServices/cluster?api-version=2020-08-01",
                "{'properties':{'writeAccessResourceId':'" + logs("clusters") + "'}}");
        customerId = store.succeed("GET", logs("workspaces") + LOGS, "").path("properties")
                .path("customerId").stringValue();
        rule = createRule();
    }

    private String createVault() {
        BootstrapCredentials owner = vaults.owner();
        vaults.succeed("PUT", group(vaults) + "?api-version=2021-04-01", "{'location':'westeurope'}");
        vaults.succeed("PUT", vault() + VAULTS, """
                {'location':'westeurope','properties':{'tenantId':'%s','enablePurgeProtection':true,
                 'sku':{'family':'A','name':'standard'},'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                 'permissions':{'keys':['all']}}]}}""".formatted(owner.tenantId(), owner.tenantId(),
                vaults.principal()));
        return vaults.succeed("GET", vault() + VAULTS, "").path("properties").path("vaultUri").stringValue();
    }

    /// Lets the cluster's identity use the key; at a remote vault, as an application there.
    private void grant(String clusterIdentity) {
        String principal = clusterIdentity;
        if (vaults != store) {
            JsonNode made = AzureApi.require(vaults.send("POST", "/v1.0/applications", AzureApi.GRAPH,
                    "{\"displayName\":\"logs\"}"), "application");
            principal = made.path("id").stringValue();
            String secret = AzureApi.require(vaults.send("POST", "/v1.0/applications/" + principal
                    + "/addPassword", AzureApi.GRAPH, "{}"), "secret").path("secretText").stringValue();
            store.succeed("PUT", "/providers/Holdfast.Operator/vaultCredentials/" + clusterIdentity
                    + "?api-version=2026-01-01",
                    "{'properties':{'authority':'" + vaults.server().origin()
                            + "','tenantId':'" + vaults.owner().tenantId() + "','clientId':'"
                            + made.path("appId").stringValue() + "','clientSecret':'" + secret + "'}}");
        }
        vaults.succeed("PUT", vault() + "/accessPolicies/add" + VAULTS, """
                {'properties':{'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                 'permissions':{'keys':['get','wrapKey','unwrapKey']}}]}}"""
                .formatted(vaults.owner().tenantId(), principal));
    }

    private String createRule() {
        String columns = "[{'name':'TimeGenerated','type':'datetime'},{'name':'Id','type':'long'}]";
        String rulePath = group(store) + "/providers/Microsoft.Insights/dataCollectionRules/" + NAME;
        store.succeed("PUT", logs("workspaces") + "/tables/Bench_CL" + LOGS,
                "{'properties':{'schema':{'name':'Bench_CL','columns':" + columns + "}}}");
        String id = store
                .succeed("PUT", rulePath + "?api-version=2022-06-01",
                        """
                                {'location':'westeurope',
                                 'properties':{'streamDeclarations':
                                 {'Custom-Bench_CL':{'columns':%s}},
                                 'destinations':{'logAnalytics':[{'workspaceResourceId':'%s','name':'ws'}]},
                                 'dataFlows':[{'streams':['Custom-Bench_CL'],'destinations':['ws'],
                                 'transformKql':'source',
                                 'outputStream':'Custom-Bench_CL'}]}}"""
                                .formatted(columns, logs("workspaces")))
                .path("properties").path("immutableId").stringValue();
        store.succeed("PUT", rulePath + "/providers/Microsoft.Authorization/roleAssignments/"
                + UUID.randomUUID() + "?api-version=2022-04-01",
                """
                        {'properties':{'principalType':'ServicePrincipal','principalId':'%s',
                         'roleDefinitionId':'/providers/Microsoft.Authorization/roleDefinitions/%s'}}"""
                        .formatted(store.principal(), METRICS_PUBLISHER));
        return id;
    }

    /// Makes another version of the key; answers it.
    String newVersion() {
        String id = AzureApi.require(vaults.send("POST", "/keys/kek/create" + KEYS, AzureApi.VAULT,
                "{'kty':'RSA','key_size':2048}"), "key").path("key").path("kid").stringValue();
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /// Puts the cluster on a version; returns when the operation has succeeded.
    void rotateTo(String next) {
        String uri = vaults.succeed("GET", vault() + VAULTS, "").path("properties").path("vaultUri")
                .stringValue();
        store.succeed("PATCH", logs("clusters") + LOGS, "{'properties':{'keyVaultProperties':{'keyVaultUri':'"
                + uri + "','keyName':'kek','keyVersion':'" + next + "'}}}");
        version = next;
    }

    /// Switches the version in use on or off in its vault.
    void enable(boolean enabled) {
        AzureApi.require(vaults.send("PATCH", "/keys/kek/" + version + KEYS, AzureApi.VAULT,
                "{'attributes':{'enabled':" + enabled + "}}"), "key");
    }

    /// The status of a query.
    int query() {
        return store.send("POST", "/v1/workspaces/" + customerId + "/query", "https://api.loganalytics.io",
                "{'query':'Bench_CL | count'}").status();
    }

    /// The status of a call that sends rows.
    int ingest(String rows) {
        return store.send("POST", "/dataCollectionRules/" + rule
                + "/streams/Custom-Bench_CL?api-version=2023-01-01", "https://monitor.azure.com", rows)
                .status();
    }

    /// How many wrapKey calls the vault has seen.
    int wraps() {
        return vaults.succeed("GET", "/subscriptions/" + vaults.owner().subscriptionId()
                + "/providers/Microsoft.KeyVault/auditEvents" + VAULTS
                + "&operation=KeyWrap&last=100000&limit=1000", "").path("value").size();
    }

    /// As whom the vault is asked.
    String clusterPrincipal() {
        return store.succeed("GET", logs("clusters") + LOGS, "").path("identity").path("principalId")
                .stringValue();
    }

    String version() {
        return version;
    }

    String tenantId() {
        return store.owner().tenantId();
    }

    @Override
    public void close() {
        store.close();
        if (vaults != store) {
            vaults.close();
        }
    }
}
