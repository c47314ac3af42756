package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.BuiltInRoles;
import io.holdfast.loganalytics.WorkspaceGate.Onboarding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Worlds.class)
class LinkTest {

    private static final String SERVICE = "/linkedServices/cluster";

    private final World world;
    private final Fixture fixture;

    LinkTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void rulesL1_L7_aLinkShowsOnBothSides() {
        world.createCluster().createWorkspace();

        Answer linking = world.link();

        assertThat(linking.status()).isEqualTo(200);
        assertThat(linking.text("properties.provisioningState")).isEqualTo("ProvisioningAccount");
        assertThat(fixture.ended(linking).text("status")).isEqualTo("Succeeded");
        Answer workspace = fixture.get(world.workspace);
        assertThat(workspace.text("properties.features.clusterResourceId")).isEqualTo(world.cluster);
        assertThat(workspace.text("properties.sku.name")).isEqualTo("lacluster");
        Answer cluster = fixture.get(world.cluster);
        assertThat(cluster.at("properties.associatedWorkspaces").path(0).path("workspaceId").asString())
                .isEqualTo(workspace.text("properties.customerId"));
        assertThat(
                fixture.get(world.workspace + "/linkedservices/Cluster").text("properties.provisioningState"))
                .isEqualTo("Succeeded");
        assertThat(world.link().headers()).doesNotContainKey("Azure-AsyncOperation");
        assertThat(
                fixture.module.workspaces().require(world.workspaceId()).cluster().orElseThrow().clusterId())
                .isEqualTo(world.clusterId());
    }

    @Test
    void rulesL3_X35_aWorkspaceIsLinkedToOneClusterAtMost() {
        world.createCluster().createLinkedWorkspace();
        World other = fixture.world().createCluster();

        Answer refused = fixture.call("PUT", world.workspace + SERVICE,
                "{\"properties\":{\"writeAccessResourceId\":\"" + other.cluster + "\"}}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message()).contains(world.cluster);
    }

    @Test
    void rulesV7_X32_X34_whatCannotBeLinkedIsRefused() {
        assertThat(world.link().status()).isEqualTo(404);
        world.createWorkspace();
        assertThat(world.link().status()).isEqualTo(400);
        assertThat(fixture.call("PUT", world.workspace + SERVICE, "{}").code()).isEqualTo("InvalidParameter");
        assertThat(fixture.call("PUT", world.workspace + "/linkedServices/Automation", "{}").status())
                .isEqualTo(400);
        world.createCluster();
        fixture.call("PUT", world.workspace + "-far", "{\"location\":\"northeurope\"}");
        Answer far = fixture.call("PUT", world.workspace + "-far" + SERVICE,
                "{\"properties\":{\"writeAccessResourceId\":\"" + world.cluster + "\"}}");
        assertThat(far.status()).isEqualTo(400);
        assertThat(far.message()).contains("same region");
    }

    @Test
    void rulesL8_X37_anUnlinkedWorkspaceIsAsBefore() {
        world.createCluster().createLinkedWorkspace();
        world.createTableAndRule();

        Answer unlinking = fixture.call("DELETE", world.workspace + SERVICE, "");

        assertThat(unlinking.status()).isEqualTo(200);
        assertThat(unlinking.text("properties.provisioningState")).isEqualTo("Deleting");
        assertThat(fixture.ended(unlinking).text("status")).isEqualTo("Succeeded");
        Answer workspace = fixture.get(world.workspace);
        assertThat(workspace.at("properties.features").has("clusterResourceId")).isFalse();
        assertThat(workspace.text("properties.sku.name")).isEqualTo("pergb2018");
        assertThat(fixture.get(world.cluster).at("properties.associatedWorkspaces").isEmpty()).isTrue();
        assertThat(fixture.call("DELETE", world.workspace + SERVICE, "").status()).isEqualTo(204);
        assertThat(fixture.get(world.workspace + SERVICE).status()).isEqualTo(404);
    }

    @Test
    void ruleA10_aWorkspaceThatHoldsRowsIsNotUnlinked() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1}]").status()).isEqualTo(204);

        Answer refused = fixture.call("DELETE", world.workspace + SERVICE, "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("WorkspaceHoldsData");
        assertThat(fixture.call("DELETE", world.workspace + "/tables/Events_CL", "").status()).isEqualTo(200);
        assertThat(fixture.ended(fixture.call("DELETE", world.workspace + SERVICE, "")).text("status"))
                .isEqualTo("Succeeded");
    }

    @Test
    void ruleS9e_anOnboardedWorkspaceUnderTheCustomersKeyIsNotUnlinked() {
        world.createProtectedCluster();
        world.createLinkedWorkspace();
        fixture.gate.states.put(world.workspaceId(), Onboarding.CUSTOMER_KEY);

        Answer refused = fixture.call("DELETE", world.workspace + SERVICE, "");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("UnlinkNotSupportedWithCustomerManagedKey");
        assertThat(refused.message()).contains("disable the key", "delete the workspace");
    }

    @Test
    void ruleS8c_aWorkspaceOnboardedWithoutTheKeyIsNotLinkedToAClusterWithOne() {
        world.createProtectedCluster();
        World plain = fixture.world().createCluster();
        world.createWorkspace();
        fixture.gate.states.put(world.workspaceId(), Onboarding.PLATFORM_KEY);

        assertThat(world.link().code()).isEqualTo("WorkspaceAlreadyOnboarded");
        assertThat(fixture.call("PUT", world.workspace + SERVICE,
                "{\"properties\":{\"writeAccessResourceId\":\"" + plain.cluster + "\"}}").status())
                .isEqualTo(200);
    }

    @Test
    void ruleL6_whoMayNotWriteTheClusterDoesNotLinkToIt() {
        world.createCluster().createWorkspace();
        String principal = fixture.identity.principals().createApplication("linker").principal().objectId();
        fixture.assignOn(world.workspace, BuiltInRoles.LOG_ANALYTICS_CONTRIBUTOR, principal);
        String body = "{\"properties\":{\"writeAccessResourceId\":\"" + world.cluster + "\"}}";

        Answer refused = fixture.callAs(principal, "PUT", world.workspace + SERVICE, body);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("LinkedAuthorizationFailed");
        fixture.assignOn(world.cluster, BuiltInRoles.LOG_ANALYTICS_CONTRIBUTOR, principal);
        assertThat(fixture.callAs(principal, "PUT", world.workspace + SERVICE, body).status()).isEqualTo(200);
    }

    @Test
    void ruleX39_theSkuOfALinkedWorkspaceCannotChange() {
        world.createCluster().createLinkedWorkspace();

        Answer refused = fixture.call("PUT", world.workspace,
                "{\"location\":\"westeurope\",\"properties\":{\"sku\":{\"name\":\"PerGB2018\"}}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("BadRequest");
        assertThat(fixture.call("PATCH", world.workspace,
                "{\"properties\":{\"sku\":{\"name\":\"LACluster\"},\"retentionInDays\":90}}").status())
                .isEqualTo(200);
    }
}
