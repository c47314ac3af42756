package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ResourceId;
import io.holdfast.logstore.Column;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.ReadSession;
import io.holdfast.logstore.TableId;
import io.holdfast.logstore.TableRead;
import io.holdfast.rest.Json;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// One vault, one cluster and one workspace of a fixture, under names of their own, and the steps that set
/// them up.
final class World {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final Fixture fixture;
    final String vault;
    final String cluster;
    final String workspace;

    World(Fixture fixture, int number) {
        this.fixture = fixture;
        this.vault = "kv" + number;
        this.cluster = fixture.group() + "/providers/Microsoft.OperationalInsights/clusters/cl-" + number;
        this.workspace = fixture.group() + "/providers/Microsoft.OperationalInsights/workspaces/ws-" + number;
    }

    ResourceId workspaceId() {
        return ResourceId.parse(workspace);
    }

    /// A cluster that is there.
    World createCluster() {
        Answer created = fixture.call("PUT", cluster, """
                {"location":"westeurope","identity":{"type":"SystemAssigned"},
                 "sku":{"name":"CapacityReservation","capacity":500}}""");
        assertThat(created.status()).as(created.json().toString()).isEqualTo(201);
        assertThat(fixture.ended(created).text("status")).isEqualTo("Succeeded");
        return this;
    }

    /// A recoverable vault with one RSA key `kek`; answers the key's version. Only this fixture's owner may
    /// manage it.
    String createVaultAndKey() {
        return createVaultAndKey("\"enableSoftDelete\":true,\"enablePurgeProtection\":true,");
    }

    String createVaultAndKey(String protection) {
        Answer vault = fixture.call("PUT", vaultPath(),
                """
                        {"location":"westeurope","properties":{"tenantId":"%s",
                         "sku":{"family":"A","name":"standard"},%s
                         "accessPolicies":[{"tenantId":"%s","objectId":"%s",
                          "permissions":{"keys":["all"]}}]}}"""
                        .formatted(fixture.tenantId(), protection, fixture.tenantId(), fixture.ownerId()));
        assertThat(vault.status()).as(vault.json().toString()).isIn(200, 201);
        return newKeyVersion();
    }

    String vaultPath() {
        return fixture.group() + "/providers/Microsoft.KeyVault/vaults/" + vault;
    }

    String host() {
        return vault + ".vault.localhost";
    }

    String newKeyVersion() {
        Answer key = fixture.vault(host(), "POST", "/keys/kek/create", "{\"kty\":\"RSA\",\"key_size\":2048}");
        assertThat(key.status()).as(key.json().toString()).isEqualTo(200);
        String kid = key.text("key.kid");
        return kid.substring(kid.lastIndexOf('/') + 1);
    }

    /// A version of the key `kek` that was made elsewhere; answers its name.
    String importKeyVersion() {
        Answer key = fixture.vault(host(), "PUT", "/keys/kek", LocalRsaKey.importBody());
        assertThat(key.status()).as(key.json().toString()).isEqualTo(200);
        return key.text("key.kid").replaceAll(".*/", "");
    }

    void enable(String version, boolean enabled) {
        Answer answer = fixture.vault(host(), "PATCH", "/keys/kek/" + version,
                "{\"attributes\":{\"enabled\":" + enabled + "}}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    }

    /// Lets the identity of a cluster use the keys of the vault.
    void grant(String permissions) {
        grantTo(fixture.get(cluster).text("identity.principalId"), permissions);
    }

    void grantTo(String principal, String permissions) {
        Answer granted = fixture.call("PUT", vaultPath() + "/accessPolicies/add",
                """
                        {"properties":{"accessPolicies":[{"tenantId":"%s","objectId":"%s",
                         "permissions":{"keys":[%s]}}]}}"""
                        .formatted(fixture.tenantId(), principal, permissions));
        assertThat(granted.status()).as(granted.json().toString()).isIn(200, 201);
    }

    Answer patchKey(String version) {
        return fixture.call("PATCH", cluster, keyBody(version));
    }

    String keyBody(String version) {
        return """
                {"properties":{"keyVaultProperties":{"keyVaultUri":"https://%s:8443/","keyName":"kek",
                 "keyVersion":"%s"}}}""".formatted(host(), version);
    }

    /// A cluster under the customer's key; answers the version in use.
    String createProtectedCluster() {
        createCluster();
        String version = createVaultAndKey();
        grant("\"get\",\"wrapKey\",\"unwrapKey\"");
        Answer patched = patchKey(version);
        assertThat(patched.status()).as(patched.json().toString()).isEqualTo(200);
        assertThat(fixture.ended(patched).text("status")).isEqualTo("Succeeded");
        return version;
    }

    World createWorkspace() {
        Answer created = fixture.call("PUT", workspace, "{\"location\":\"westeurope\"}");
        assertThat(created.status()).as(created.json().toString()).isEqualTo(201);
        return this;
    }

    Answer link() {
        return fixture.call("PUT", workspace + "/linkedServices/cluster",
                "{\"properties\":{\"writeAccessResourceId\":\"" + cluster + "\"}}");
    }

    World createLinkedWorkspace() {
        createWorkspace();
        assertThat(fixture.ended(link()).text("status")).isEqualTo("Succeeded");
        return this;
    }

    /// A table `Events_CL` and a rule with a stream for it; answers the rule's immutable id.
    String createTableAndRule() {
        String columns = """
                [{"name":"TimeGenerated","type":"datetime"},{"name":"Id","type":"long"},
                 {"name":"Message","type":"string"},{"name":"Extra","type":"dynamic"}]""";
        Answer table = fixture.call("PUT", workspace + "/tables/Events_CL",
                "{\"properties\":{\"schema\":{\"name\":\"Events_CL\",\"columns\":" + columns + "}}}");
        assertThat(table.status()).as(table.json().toString()).isEqualTo(200);
        Answer rule = fixture.call("PUT", rulePath(),
                """
                        {"location":"westeurope","properties":{
                         "streamDeclarations":{"Custom-Events_CL":{"columns":%s}},
                         "destinations":{"logAnalytics":[{"name":"la","workspaceResourceId":"%s"}]},
                         "dataFlows":[{"streams":["Custom-Events_CL"],"destinations":["la"],
                          "transformKql":"source",
                          "outputStream":"Custom-Events_CL"}]}}"""
                        .formatted(columns, workspace));
        assertThat(rule.status()).as(rule.json().toString()).isEqualTo(201);
        return rule.text("properties.immutableId");
    }

    String rulePath() {
        return fixture.group() + "/providers/Microsoft.Insights/dataCollectionRules/rule-of-"
                + workspaceId().name();
    }

    Path clusterFolder() {
        return fixture.clusters().resolve(clusterId());
    }

    String clusterId() {
        return fixture.get(cluster).text("properties.clusterId");
    }

    void revokeGrant() {
        revokeGrantOf(fixture.get(cluster).text("identity.principalId"));
    }

    void revokeGrantOf(String principal) {
        Answer answer = fixture.call("PUT", vaultPath() + "/accessPolicies/remove", """
                {"properties":{"accessPolicies":[{"tenantId":"%s","objectId":"%s",
                 "permissions":{"keys":["get","wrapKey","unwrapKey"]}}]}}""".formatted(fixture.tenantId(),
                principal));
        assertThat(answer.status()).as(answer.json().toString()).isIn(200, 201);
    }

    /// Calls until the answer has the status; answers it.
    Answer until(Supplier<Answer> call, int status) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Answer answer = call.get();
        while (answer.status() != status) {
            assertThat(System.nanoTime()).as("status %d comes in time, last: %s", status, answer.json())
                    .isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
            answer = call.get();
        }
        return answer;
    }

    /// Waits until the newest key event of the cluster tells of a state: then its store has followed.
    void awaitKeyState(String state) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!fixture.get(cluster + "/keyEvents").at("value").path(0).path("state").asString("")
                .equals(state)) {
            assertThat(System.nanoTime()).as("%s comes in time", state).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// A call of the query API.
    Answer query(String kql) {
        return query(Json.object().put("query", kql), Map.of());
    }

    Answer query(ObjectNode body, Map<String, String> headers) {
        return fixture.send(fixture.ownerId(), "https://localhost", "localhost", "POST",
                "/v1/workspaces/" + fixture.get(workspace).text("properties.customerId") + "/query",
                Json.bytes(body), headers);
    }

    int rowCount(String table) {
        return rows(table, "\"TimeGenerated\"").size();
    }

    /// The rows of a table straight from the log store, in the order of time; cells as text, joined by `|`.
    List<String> rows(String table, String columns) {
        String customerId = fixture.get(workspace).text("properties.customerId");
        LogStore store = fixture.module.stores().logStore(clusterId());
        TableId id = new TableId(customerId, table);
        List<String> names = store.schema(id).orElseThrow().columns().stream().map(Column::name).toList();
        try (ReadSession session = store.read(List.of(new TableRead(id, names, Instant.MIN, Instant.MAX)));
                Statement statement = session.connection().createStatement();
                ResultSet result = statement.executeQuery("SELECT " + columns + " FROM " + session.relation(0)
                        + " ORDER BY \"TimeGenerated\"")) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(String.valueOf(result.getObject(i)));
                }
                rows.add(String.join("|", cells));
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
