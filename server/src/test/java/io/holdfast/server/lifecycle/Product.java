package io.holdfast.server.lifecycle;

import static java.util.Map.entry;

import io.holdfast.identity.BuiltInRoles;
import io.holdfast.logstore.FaultPoints;
import io.holdfast.rest.Api;
import io.holdfast.server.InProcessServer;
import io.holdfast.server.InProcessServer.Answer;
import io.holdfast.server.InProcessServer.Call;
import io.holdfast.server.SteppedTime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// The whole product but its port, and how each step is taken there, over REST.
final class Product implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ARM = "https://management.azure.com";
    private static final String HOST = "localhost";
    private static final String ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6";
    private static final String VAULT_ADMINISTRATOR = "00482a5a-887f-4fb3-b363-3b7fe8e74483";
    private static final String SUCCEEDED = "Succeeded";

    /// What is known of a folder that is used again.
    ///
    /// @param versions vault key versions by the model's numbers
    /// @param rules immutable ids of the workspaces' rules
    /// @param customerIds of the workspaces, of their last life
    record Notes(String owner, Instant now, Map<Integer, String> versions, Map<Integer, String> rules,
            Map<Integer, String> customerIds) {}

    private final Path folder;
    private final SteppedTime time;
    private final String owner;
    private final Map<Integer, String> versions;
    private final Map<Integer, String> rules;
    private final Map<Integer, String> customerIds;
    private InProcessServer server;

    private Product(Path folder, SteppedTime time, InProcessServer server, Notes notes) {
        this.folder = folder;
        this.time = time;
        this.server = server;
        this.owner = notes.owner();
        this.versions = new HashMap<>(notes.versions());
        this.rules = new HashMap<>(notes.rules());
        this.customerIds = new HashMap<>(notes.customerIds());
    }

    /// A new folder, with an owner who has all roles that the steps need.
    static Product create(Path folder, Instant start) {
        SteppedTime time = new SteppedTime(start);
        InProcessServer server = new InProcessServer(folder, time);
        Notes notes = new Notes(server.takeOwner(), start, Map.of(), Map.of(), Map.of());
        Product product = new Product(folder, time, server, notes);
        product.arm("PUT " + product.group(), "2021-04-01", "{'location':'westeurope'}");
        product.arm("POST " + product.subscription() + "/providers/Microsoft.DocumentDB/register",
                "2022-09-01",
                "");
        for (String role : List.of(VAULT_ADMINISTRATOR, BuiltInRoles.HOLDFAST_OPERATOR.id(),
                BuiltInRoles.MONITORING_METRICS_PUBLISHER.id())) {
            product.assign(product.subscription(), role, notes.owner());
        }
        return product;
    }

    /// A folder that was closed before.
    static Product open(Path folder, Notes notes) {
        return open(folder, notes, FaultPoints.NONE);
    }

    /// The same, telling `faults` of the steps of backups.
    static Product open(Path folder, Notes notes, FaultPoints faults) {
        SteppedTime time = new SteppedTime(notes.now());
        return new Product(folder, time, new InProcessServer(folder, time, faults), notes);
    }

    /// What to open a copy of the folder with.
    Notes notes() {
        return new Notes(owner, time.instant(), versions, rules, customerIds);
    }

    /// Takes a step that the model has an answer to.
    ///
    /// @param model after the step
    String take(Step step, Model model) {
        return switch (step) {
            case Step.Restart _ -> {
                server.close();
                server = new InProcessServer(folder, time);
                yield "";
            }
            case Step.Wait wait -> {
                time.advance(wait.time());
                yield "";
            }
            case Step.PutVault put -> putVault(Model.VAULTS.get(put.vault()));
            case Step.DeleteVault delete -> vault("DELETE", delete.vault(), "", "");
            case Step.RecoverVault recover -> vault("PUT", recover.vault(), "",
                    "{'location':'westeurope','properties':{'createMode':'recover'}}");
            case Step.PurgeVault purge -> arm("POST " + subscription()
                    + "/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/"
                    + name(purge.vault())
                    + "/purge", "2023-07-01", "").brief();
            case Step.GivePolicy give -> policy("add", give.vault(), give.who());
            case Step.TakePolicy take -> policy("remove", take.vault(), take.who());
            case Step.GiveRole give ->
                assign(vaultId(give.vault()), ENCRYPTION_USER, objectId(give.who())).brief();
            case Step.TakeRole take -> arm("DELETE " + assignment(vaultId(take.vault()), ENCRYPTION_USER,
                    objectId(take.who())), "2022-04-01", "").brief();
            case Step.NewVersion made -> newVersion(made, model);
            case Step.Enable enable -> version(enable.key(), enable.version(), model,
                    "{'attributes':{'enabled':" + enable.enabled() + "}}");
            case Step.Expire expire -> version(expire.key(), expire.version(), model,
                    "{'attributes':{'exp':" + (expire.expired() ? 1 : 99_999_999_999L) + "}}");
            case Step.DeleteKey delete -> key("DELETE", delete.key(), "/keys/", "", "").brief();
            case Step.RecoverKey recover ->
                key("POST", recover.key(), "/deletedkeys/", "/recover", "").brief();
            case Step.PurgeKey purge -> key("DELETE", purge.key(), "/deletedkeys/", "", "").brief();
            case Step.PutCluster put -> logs("PUT", "/clusters/" + cluster(put.cluster()), """
                    {'location':'westeurope','identity':{'type':'SystemAssigned'},
                     'sku':{'name':'CapacityReservation','capacity':%d}}""".formatted(put.capacity()));
            case Step.DeleteCluster delete -> logs("DELETE", "/clusters/" + cluster(delete.cluster()), "");
            case Step.SetKey set -> logs("PATCH", "/clusters/" + cluster(set.cluster()), keyBody(set, model));
            case Step.RemoveKey remove -> logs("PATCH", "/clusters/" + cluster(remove.cluster()),
                    "{'properties':{'keyVaultProperties':{'keyVaultUri':'','keyName':'','keyVersion':''}}}");
            case Step.PutWorkspace put -> putWorkspace(put.workspace());
            case Step.DeleteWorkspace delete -> arm("DELETE " + workspace(delete.workspace()),
                    "2022-10-01&force=" + delete.force(), "").brief();
            case Step.PutTable put -> putTable(put.workspace());
            case Step.DropTable drop -> arm("DELETE " + workspace(drop.workspace()) + "/tables/Events_CL",
                    "2022-10-01", "").brief();
            case Step.Link link -> logs("PUT", "/workspaces/" + name(link) + "/linkedServices/cluster",
                    "{'properties':{'writeAccessResourceId':'" + provider() + "/clusters/"
                            + cluster(link.cluster())
                            + "'}}");
            case Step.Unlink unlink -> logs("DELETE", "/workspaces/ws" + unlink.workspace()
                    + "-name/linkedServices/cluster", "");
            case Step.Onboard onboard -> arm("PUT " + state(onboard.workspace()), "2022-11-01",
                    "{'properties':{'customerManagedKey':" + onboard.customerKey() + "}}").brief();
            case Step.Confirm confirm ->
                arm("POST " + state(confirm.workspace()) + "/confirm", "2022-11-01", "")
                        .brief();
            case Step.Offboard offboard ->
                arm("DELETE " + state(offboard.workspace()), "2022-11-01", "").brief();
            case Step.Ingest ingest -> ingest(ingest.workspace(), model.lastRow());
            case Step.PutIncident put ->
                arm("PUT " + incidents(put.workspace()) + "/incident-" + model.lastRow(),
                        "2022-11-01", "{'properties':{'title':'t','severity':'Low','status':'New'}}").brief();
        };
    }

    /// Sends a row.
    String ingest(int workspace, long id) {
        return send("https://monitor.azure.com", HOST, "POST /dataCollectionRules/" + rules.get(workspace)
                + "/streams/Custom-Events_CL?api-version=2023-01-01", "[{'Id':" + id + "}]").brief();
    }

    /// The setting of a cluster for batches that arrive while it is dark, and what waits.
    Answer sealedIngest(int cluster, String method, String body) {
        return arm(method + " " + provider() + "/clusters/" + cluster(cluster) + "/sealedIngest",
                "2022-10-01",
                body);
    }

    /// Asks for a backup.
    String backup(Path backup) {
        return arm("POST /providers/Holdfast.Operator/backups", "2026-01-01",
                "{'folder':'" + backup + "'}").brief();
    }

    private static String name(Step.Link link) {
        return "ws" + link.workspace() + "-name";
    }

    private String putVault(VaultModel.Kind kind) {
        return arm("PUT " + provider("Microsoft.KeyVault") + "/vaults/" + vaultName(kind), "2023-07-01",
                """
                        {'location':'westeurope','properties':{'tenantId':'%s',
                         'sku':{'family':'A','name':'standard'},%s
                         'softDeleteRetentionInDays':%d,'enableRbacAuthorization':%s,
                         'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                        'permissions':{'keys':['all','purge']}}]}}"""
                        .formatted(tenant(), kind.purgeProtection() ? "'enablePurgeProtection':true," : "",
                                kind.retentionDays(), kind.rbac(), tenant(), owner))
                .brief();
    }

    private String vault(String method, int vault, String suffix, String body) {
        return arm(method + " " + vaultId(vault) + suffix, "2023-07-01", body).brief();
    }

    private String policy(String change, int vault, Step.Who who) {
        return vault("PUT", vault, "/accessPolicies/" + change, """
                {'properties':{'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                 'permissions':{'keys':['get','wrapKey','unwrapKey']}}]}}""".formatted(tenant(),
                objectId(who)));
    }

    private String newVersion(Step.NewVersion made, Model model) {
        Answer answer = key("PUT", made.key(), "/keys/", "", KeyPool.importBody(made.enabled()));
        if (answer.status() == 200) {
            versions.put(model.lastVersion(), answer.text("/key/kid").replaceAll(".*/", ""));
        }
        return answer.brief();
    }

    private String version(Step.KeyAt at, int number, Model model, String body) {
        String version = versionName(
                ClusterRules.pinned(model.vaults[at.vault()].keys[at.key()].versions, number));
        return key("PATCH", at, "/keys/", "/" + version, body).brief();
    }

    /// The version of the model's number; one that never was, for zero.
    String versionName(int number) {
        return versions.getOrDefault(number, "0123456789abcdef0123456789abcdef");
    }

    private Answer key(String method, Step.KeyAt at, String before, String after, String body) {
        return send("https://vault.localhost", name(at.vault()) + ".vault.localhost",
                method + " " + before + "key-" + at.key() + after + "?api-version=7.4", body);
    }

    private String keyBody(Step.SetKey set, Model model) {
        List<VaultModel.Version> known = model.vaults[set.key().vault()].keys[set.key().key()].versions;
        String version = set.version() < 0 ? "" : versionName(ClusterRules.pinned(known, set.version()));
        return """
                {'properties':{'keyVaultProperties':{'keyVaultUri':'https://%s.vault.localhost:8443',
                 'keyName':'key-%d','keyVersion':'%s'}}}"""
                .formatted(name(set.key().vault()), set.key().key(), version);
    }

    private String putWorkspace(int workspace) {
        Answer answer = arm("PUT " + workspace(workspace), "2022-10-01",
                "{'location':'westeurope','properties':{'retentionInDays':730}}");
        if (answer.status() < 300) {
            customerIds.put(workspace, answer.text("/properties/customerId"));
        }
        return answer.brief();
    }

    private String putTable(int workspace) {
        String columns = "[{'name':'TimeGenerated','type':'datetime'},{'name':'Id','type':'long'}]";
        Answer table = arm("PUT " + workspace(workspace) + "/tables/Events_CL", "2022-10-01",
                "{'properties':{'schema':{'name':'Events_CL','columns':" + columns + "}}}");
        if (table.status() >= 300) {
            return table.brief();
        }
        Answer rule = arm("PUT " + provider("Microsoft.Insights") + "/dataCollectionRules/rule" + workspace,
                "2022-06-01", """
                        {'location':'westeurope','properties':{
                         'streamDeclarations':{'Custom-Events_CL':{'columns':%s}},
                         'destinations':{'logAnalytics':[{'name':'la','workspaceResourceId':'%s'}]},
                         'dataFlows':[{'streams':['Custom-Events_CL'],'destinations':['la'],
                          'transformKql':'source','outputStream':'Custom-Events_CL'}]}}"""
                        .formatted(columns, workspace(workspace)));
        rules.put(workspace, rule.text("/properties/immutableId"));
        return rule.status() < 300 ? "200" : rule.brief();
    }

    /// A call of Log Analytics, and the end of the operation that it starts.
    private String logs(String method, String path, String body) {
        Answer answer = arm(method + " " + provider() + path, "2022-10-01", body);
        String operation = answer.headers().get("Azure-AsyncOperation");
        return operation == null
                ? answer.brief()
                : answer.brief() + " " + ended(URI.create(operation).getPath());
    }

    private String ended(String operation) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Answer status = arm("GET " + operation, "2022-10-01", "");
        while (!status.text("/status").equals(SUCCEEDED) && !status.text("/status").equals("Failed")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("The operation does not end: " + status.json());
            }
            LockSupport.parkNanos(200_000);
            status = arm("GET " + operation, "2022-10-01", "");
        }
        return (status.text("/status") + " " + status.text("/error/code")).strip();
    }

    private Answer assign(String scope, String role, String principal) {
        return arm("PUT " + assignment(scope, role, principal), "2022-04-01", """
                {'properties':{'principalId':'%s',
                 'roleDefinitionId':'/providers/Microsoft.Authorization/roleDefinitions/%s'}}"""
                .formatted(principal, role));
    }

    private static String assignment(String scope, String role, String principal) {
        UUID name = UUID.nameUUIDFromBytes((scope + role + principal).getBytes(StandardCharsets.UTF_8));
        return scope + "/providers/Microsoft.Authorization/roleAssignments/" + name;
    }

    private String objectId(Step.Who who) {
        return who.cluster() < 0
                ? server.identity().principals().findByAppId("a232010e-820c-4083-83bb-3ace5fc29d0b")
                        .orElseThrow()
                        .objectId()
                : arm("GET " + provider() + "/clusters/" + cluster(who.cluster()), "2022-10-01", "")
                        .text("/identity/principalId");
    }

    /// The ids of the rows that a query finds, or a refusal.
    String query(int workspace) {
        Answer answer = send("https://api.loganalytics.io", HOST, "POST /v1/workspaces/"
                + customerIds.getOrDefault(workspace, "00000000-0000-0000-0000-000000000000") + "/query",
                "{'query':'Events_CL | project Id | sort by Id asc'}");
        return answer.status() == 200
                ? answer.json().at("/tables/0/rows").valueStream().map(row -> row.path(0).asInt()).toList()
                        .toString()
                : answer.brief();
    }

    /// The names of the incidents that a list finds, or a refusal.
    String listIncidents(int workspace) {
        Answer answer = arm("GET " + incidents(workspace), "2022-11-01&$top=1000", "");
        return answer.status() == 200
                ? answer.json().path("value").valueStream().map(incident -> incident.path("name").asString())
                        .sorted().toList().toString()
                : answer.brief();
    }

    Answer getCluster(int number, String report) {
        return arm("GET " + provider() + "/clusters/" + cluster(number) + report, "2022-10-01", "");
    }

    Answer getWorkspace(int number) {
        return arm("GET " + workspace(number), "2022-10-01", "");
    }

    Answer getState(int workspace) {
        return arm("GET " + state(workspace), "2022-11-01", "");
    }

    Answer arm(String methodAndPath, String version, String body) {
        return send(ARM, HOST, methodAndPath + "?api-version=" + version, body);
    }

    Answer send(String audience, String host, String methodAndPath, String body) {
        return server.send(owner + " " + audience, new Call(host, methodAndPath, body));
    }

    /// All APIs of the product.
    List<Api> apis() {
        return server.apis();
    }

    /// What the path variables of routes are filled with, so that they lead to cluster 0 and workspace 0.
    Map<String, String> pathVariables() {
        return Map.ofEntries(entry("sub", server.identity().tenant().subscriptionId()),
                entry("subscription", server.identity().tenant().subscriptionId()), entry("group", "rg1"),
                entry("tenant", tenant()), entry("cluster", cluster(0)), entry("workspace", "ws0-name"),
                entry("vault", name(0)), entry("location", "westeurope"), entry("service", "cluster"),
                entry("state", "default"), entry("table", "Events_CL"), entry("kind", "Query"),
                entry("rule", "rule0"), entry("namespace", "Microsoft.KeyVault"), entry("type", "vaults"),
                entry("resource", name(0)), entry("type2", "keys"), entry("resource2", "key-0"),
                entry("stream", "Custom-Events_CL"), entry("customerId", customerIds.get(0)),
                entry("immutableId", rules.get(0)));
    }

    private String tenant() {
        return server.identity().tenant().tenantId();
    }

    private String subscription() {
        return "/subscriptions/" + server.identity().tenant().subscriptionId();
    }

    private String group() {
        return subscription() + "/resourceGroups/rg1";
    }

    private String provider() {
        return provider("Microsoft.OperationalInsights");
    }

    private String provider(String namespace) {
        return group() + "/providers/" + namespace;
    }

    private static String vaultName(VaultModel.Kind kind) {
        return "kv-" + kind.name();
    }

    private static String name(int vault) {
        return vaultName(Model.VAULTS.get(vault));
    }

    private String vaultId(int vault) {
        return provider("Microsoft.KeyVault") + "/vaults/" + name(vault);
    }

    private static String cluster(int number) {
        return "cluster-" + number;
    }

    private String workspace(int number) {
        return provider() + "/workspaces/ws" + number + "-name";
    }

    private String state(int workspace) {
        return workspace(workspace) + "/providers/Microsoft.SecurityInsights/onboardingStates/default";
    }

    private String incidents(int workspace) {
        return workspace(workspace) + "/providers/Microsoft.SecurityInsights/incidents";
    }

    @Override
    public void close() {
        server.close();
    }
}
