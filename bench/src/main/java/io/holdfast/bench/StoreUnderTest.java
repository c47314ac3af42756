package io.holdfast.bench;

import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.externaldata.ExternalPlaces;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.remotevault.RemoteVault;
import io.holdfast.rest.Json;
import io.holdfast.server.Endpoint;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.Role;
import io.holdfast.server.ServerConfig;
import io.holdfast.server.ServerPace;
import io.holdfast.server.ServerParts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
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
    private final SSLContext tls;
    private String version = "";
    private String customerId = "";
    private String intake = "";

    private StoreUnderTest(AzureApi store, AzureApi vaults) {
        this.store = store;
        this.vaults = vaults;
        this.tls = TrustedAuthority.sslContext(store.server().caCertificateFile(), new SecureRandom());
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
                + vaults.server().caCertificateFile())), Optional.empty(), Optional.empty(), Optional.empty(),
                ExternalPlaces.NONE, Optional.empty());
        StoreUnderTest made = new StoreUnderTest(started(folder.resolve("store"), parts), vaults);
        made.setUp();
        return made;
    }

    private static AzureApi started(Path folder, ServerParts parts) {
        HoldfastServer server = start(folder, 0, PACE, parts);
        return new AzureApi(server, server.takeBootstrapCredentials().orElseThrow());
    }

    /// Starts a server over a folder.
    ///
    /// @param port 0 for any
    static HoldfastServer start(Path folder, int port, ServerPace pace, ServerParts parts) {
        return HoldfastServer.start(new ServerConfig(folder, Endpoint.onLoopback(port), Optional.empty(),
                Optional.empty(), pace, parts));
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
        intake = createTable("Bench",
                "[{'name':'TimeGenerated','type':'datetime'},{'name':'Id','type':'long'}]");
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

    /// Lets a store's identity use the key; at a remote vault, as an application there.
    void grant(String clusterIdentity) {
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

    /// Makes a custom table, and a rule that lets the first user send rows to it as they are.
    ///
    /// @param table its name without `_CL`
    /// @param columns names and types as the API has them, in JSON with single quotes
    /// @return where rows are sent to: path and query
    String createTable(String table, String columns) {
        String stream = "Custom-" + table + "_CL";
        String rulePath = group(store) + "/providers/Microsoft.Insights/dataCollectionRules/" + table;
        store.succeed("PUT", logs("workspaces") + "/tables/" + table + "_CL" + LOGS,
                "{'properties':{'schema':{'name':'" + table + "_CL','columns':" + columns + "}}}");
        String id = store.succeed("PUT", rulePath + "?api-version=2022-06-01", """
                {'location':'westeurope',
                 'properties':{'streamDeclarations':{'%s':{'columns':%s}},
                 'destinations':{'logAnalytics':[{'workspaceResourceId':'%s','name':'ws'}]},
                 'dataFlows':[{'streams':['%s'],'destinations':['ws'],'transformKql':'source',
                 'outputStream':'%s'}]}}""".formatted(stream, columns, logs("workspaces"), stream, stream))
                .path("properties").path("immutableId").stringValue();
        letSend(rulePath);
        return "/dataCollectionRules/" + id + "/streams/" + stream + "?api-version=2023-01-01";
    }

    /// Makes a rule that lets the first user send rows to standard tables as they are.
    ///
    /// @return where rows are sent to, without the name of the table: path
    String standardIntake(List<String> tables) {
        String rulePath = group(store) + "/providers/Microsoft.Insights/dataCollectionRules/standard";
        String streams = tables.stream().map(table -> "'Microsoft-" + table + "'")
                .collect(Collectors.joining(","));
        String id = store.succeed("PUT", rulePath + "?api-version=2022-06-01", """
                {'location':'westeurope','properties':{
                 'destinations':{'logAnalytics':[{'workspaceResourceId':'%s','name':'ws'}]},
                 'dataFlows':[{'streams':[%s],'destinations':['ws']}]}}"""
                .formatted(workspace(), streams)).path("properties").path("immutableId").stringValue();
        letSend(rulePath);
        return "/dataCollectionRules/" + id + "/streams/Microsoft-";
    }

    private void letSend(String rulePath) {
        store.succeed("PUT", rulePath + "/providers/Microsoft.Authorization/roleAssignments/"
                + UUID.randomUUID() + "?api-version=2022-04-01",
                """
                        {'properties':{'principalType':'ServicePrincipal','principalId':'%s',
                         'roleDefinitionId':'/providers/Microsoft.Authorization/roleDefinitions/%s'}}"""
                        .formatted(store.principal(), METRICS_PUBLISHER));
    }

    /// The id of the workspace.
    String workspace() {
        return logs("workspaces");
    }

    /// The server as its first user reaches it.
    AzureApi api() {
        return store;
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
        return store.send("POST", queryTarget(), AzureApi.QUERIES, "{'query':'Bench_CL | count'}").status();
    }

    /// A call that sends rows, ready to be sent.
    ///
    /// @param target as [#createTable] tells
    /// @param headers more header lines, each with its end
    byte[] request(String target, String headers, byte[] body) {
        return LeanClient.request("POST", target, "localhost:" + origin().getPort(),
                store.token(AzureApi.INTAKE), headers, body);
    }

    /// A query, ready to be sent.
    byte[] queryRequest(String kql) {
        return LeanClient.request("POST", queryTarget(), "localhost:" + origin().getPort(),
                store.token(AzureApi.QUERIES), "", Json.bytes(Json.object().put("query", kql)));
    }

    /// A management call, ready to be sent.
    byte[] managementRequest(String method, String target, byte[] body) {
        return LeanClient.request(method, target, "localhost:" + origin().getPort(),
                store.token(AzureApi.MANAGEMENT), "", body);
    }

    private URI origin() {
        return store.server().origin();
    }

    /// How a query is sent to the server, now or after it was started again.
    record Address(SSLContext tls, URI origin, byte[] query) {}

    /// How to ask a query.
    Address address(String kql) {
        return new Address(tls, origin(), queryRequest(kql));
    }

    /// A connection of one's own.
    LeanClient connect() throws IOException {
        return new LeanClient(tls, origin());
    }

    /// Where queries are sent to.
    String queryTarget() {
        return "/v1/workspaces/" + customerId + "/query";
    }

    /// The status of a call that sends rows to the table that is there from the start.
    int ingest(String rows) {
        return store.send("POST", intake, AzureApi.INTAKE, rows).status();
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
