package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Worlds.class)
class ClusterTest {

    private final World world;
    private final Fixture fixture;

    ClusterTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void rulesA5_C2_aClusterIsCreatedWithAnIdentityThatGetsNoToken() {
        Answer created = fixture.call("PUT", world.cluster, """
                {"location":"West Europe","identity":{"type":"SystemAssigned"},"tags":{"a":"b"},
                 "sku":{"name":"capacityreservation","capacity":500}}""");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("properties.provisioningState")).isEqualTo("ProvisioningAccount");
        assertThat(fixture.ended(created).text("status")).isEqualTo("Succeeded");
        Answer cluster = fixture.get(world.cluster.replace("/cl-", "/CL-"));
        assertThat(cluster.text("properties.provisioningState")).isEqualTo("Succeeded");
        assertThat(cluster.text("name")).startsWith("cl-");
        assertThat(cluster.text("location")).isEqualTo("westeurope");
        assertThat(cluster.text("tags.a")).isEqualTo("b");
        assertThat(cluster.at("sku.capacity").asInt()).isEqualTo(500);
        assertThat(cluster.at("properties.isDoubleEncryptionEnabled").asBoolean()).isTrue();
        assertThat(cluster.json().has("internal")).isFalse();
        assertThat(fixture.identity.principals().find(cluster.text("identity.principalId"))).isPresent();
        assertThat(fixture.get(fixture.group() + "/providers/Microsoft.OperationalInsights/clusters")
                .at("value").size())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "cl-x|{^^location^^:^^westeurope^^}|sku",
            "cl-x|{^^location^^:^^westeurope^^,^^sku^^:{^^name^^:^^CapacityReservation^^,"
                    + "^^capacity^^:450}}|100, 200",
            "cl-x|{^^location^^:^^westeurope^^,^^sku^^:{^^name^^:^^PerGB^^,^^capacity^^:500}}|CapacityReservation",
            "cl-x|{^^location^^:^^westeurope^^,^^sku^^:{^^name^^:^^Capacityreservation^^,"
                    + "^^capacity^^:500}}|SystemAssigned",
            "cl-x|{^^location^^:^^westeurope^^,^^identity^^:{^^type^^:^^UserAssigned^^}}|userAssignedIdentities",
            "cl-x|{^^location^^:^^westeurope^^,^^identity^^:{^^type^^:^^None^^}}|SystemAssigned",
            "cl-x|{^^location^^:^^westeurope^^,^^properties^^:{^^associatedWorkspaces^^:[]}}|read only",
            "cl-x|{^^location^^:^^westeurope^^,^^properties^^:{^^billingType^^:^^Free^^}}|Cluster or "
                    + "Workspaces",
            "cl|{^^location^^:^^westeurope^^}|4 to 63 characters", "cl_under_score|{}|4 to 63 characters"})
    void rulesC1_C12_X1_X3_X4_X5_X7_X8_aClusterThatCannotBeIsRefusedWithWhatWouldBeRight(String name,
            String body, String hint) {
        Answer answer = fixture.call("PUT", clusters() + name, body.replace("^^", "\""));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("InvalidParameter");
        assertThat(answer.message()).contains(hint);
        assertThat(fixture.get(clusters() + name).status()).isEqualTo(404);
    }

    @Test
    void ruleX9_aKeyCannotBeGivenAtCreation() {
        Answer answer = fixture.call("PUT", world.cluster,
                """
                        {"location":"westeurope","identity":{"type":"SystemAssigned"},
                         "sku":{"name":"CapacityReservation","capacity":500},
                         "properties":{"keyVaultProperties":{"keyVaultUri":"https://kv1.vault.localhost",
                          "keyName":"kek"}}}""");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("identity.principalId", "PATCH the key");
    }

    @Test
    void rulesC3_X6_G11_theTierCanBeRaisedButNotLoweredWithin31Days() {
        world.createCluster();

        assertThat(tier(1000).status()).isEqualTo(200);
        assertThat(tier(500).status()).isEqualTo(400);
        fixture.clock.advance(Duration.ofDays(32));
        assertThat(tier(500).status()).isEqualTo(200);
        assertThat(fixture.get(world.cluster).at("sku.capacity").asInt()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{\"location\":"})
    void ruleX2_aBodyThatIsNoObjectIsRefused(String body) {
        assertThat(fixture.call("PUT", world.cluster, body).status()).isEqualTo(400);
        assertThat(fixture.get(world.cluster).status()).isEqualTo(404);
    }

    @Test
    void ruleC6_deletingAClusterUnlinksItsWorkspacesAndDestroysTheirRows() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1}]").status()).isEqualTo(204);
        Path files = world.clusterFolder();

        assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(200);

        assertThat(fixture.get(world.workspace).at("properties.features").has("clusterResourceId")).isFalse();
        assertThat(files).doesNotExist();
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1}]").code())
                .isEqualTo("WorkspaceNotLinked");
    }

    private String clusters() {
        return fixture.group() + "/providers/Microsoft.OperationalInsights/clusters/";
    }

    private Answer tier(int capacity) {
        return fixture.call("PATCH", world.cluster,
                "{\"sku\":{\"name\":\"CapacityReservation\",\"capacity\":" + capacity + "}}");
    }

    @Test
    void rulesA6_C11_doubleEncryptionAndTheLocationCannotChange() {
        world.createCluster();

        assertThat(fixture.call("PATCH", world.cluster,
                "{\"properties\":{\"isDoubleEncryptionEnabled\":false}}").status()).isEqualTo(400);
        assertThat(fixture.call("PUT", world.cluster, "{\"location\":\"northeurope\"}").code())
                .isEqualTo("InvalidResourceLocation");
        assertThat(fixture.call("PATCH", world.cluster,
                "{\"properties\":{\"billingType\":\"Workspaces\"}}").text("properties.billingType"))
                .isEqualTo("Workspaces");
    }

    @Test
    void rulesC5_X11_X30_G8_aDeletedClusterHoldsItsNameFor14Days() {
        world.createCluster();
        Path files = world.clusterFolder();
        String principal = fixture.get(world.cluster).text("identity.principalId");
        assertThat(files).exists();

        assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(200);

        assertThat(files).doesNotExist();
        assertThat(fixture.identity.principals().find(principal)).isEmpty();
        assertThat(fixture.get(world.cluster).status()).isEqualTo(404);
        assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(204);
        String again = """
                {"location":"westeurope","identity":{"type":"SystemAssigned"},
                 "sku":{"name":"CapacityReservation","capacity":500}}""";
        Answer held = fixture.call("PUT", world.cluster.replace("/cl-", "/CL-"), again);
        assertThat(held.status()).isEqualTo(409);
        assertThat(held.message()).contains("held until");
        fixture.clock.advance(Duration.ofDays(15));
        assertThat(fixture.call("PUT", world.cluster, again).status()).isEqualTo(201);
    }

    @Test
    void whoHasNoRoleMayNotEvenLook() {
        world.createCluster();

        Answer refused = fixture.callAs("somebody", "GET", world.cluster, "");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message()).contains("somebody", "Microsoft.OperationalInsights/clusters/read");
    }
}
