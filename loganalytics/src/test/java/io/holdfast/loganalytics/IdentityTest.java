package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The identities by which clusters reach their keys.
@ExtendWith(Worlds.class)
class IdentityTest {

    private static final String SYSTEM = "\"identity\":{\"type\":\"SystemAssigned\"}";

    private final World world;
    private final Fixture fixture;
    private final String identity;

    IdentityTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
        this.identity = fixture.group() + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-of-"
                + world.workspaceId().name();
    }

    @Test
    void aUserAssignedIdentityHasAPrincipalOfItsOwn() {
        Answer made = createIdentity();

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("properties.principalId")).isNotEqualTo(made.text("properties.clientId"));
        assertThat(createIdentity().text("properties.principalId"))
                .isEqualTo(made.text("properties.principalId"));
        assertThat(fixture.call("PATCH", identity, "{\"tags\":{\"a\":\"b\"}}").text("tags.a")).isEqualTo("b");
        assertThat(fixture.call("DELETE", identity, "").status()).isEqualTo(200);
        assertThat(fixture.call("DELETE", identity, "").status()).isEqualTo(204);
    }

    @Test
    void ruleI3_aClusterWithAUserAssignedIdentityMayBeMadeWithItsKey() {
        String principal = createIdentity().text("properties.principalId");
        String version = world.createVaultAndKey();
        world.grantTo(principal, "\"get\",\"wrapKey\",\"unwrapKey\"");

        Answer made = createCluster(user(), world.keyBody(version).replaceAll("^\\{|\\}$", "") + ",");

        assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
        assertThat(fixture.ended(made).text("status")).isEqualTo("Succeeded");
        Answer cluster = fixture.get(world.cluster);
        assertThat(cluster.text("properties.keyVaultProperties.keyVersion")).isEqualTo(version);
        assertThat(
                cluster.at("identity.userAssignedIdentities").path(identity).path("principalId").asString())
                .isEqualTo(principal);
        world.createLinkedWorkspace();
        world.enable(version, false);
        world.until(() -> fixture.call("PATCH", world.workspace, "{\"tags\":{}}"), 403);
        assertThat(fixture.call("DELETE", identity, "").code()).isEqualTo("IdentityInUse");
    }

    @Test
    void ruleI2_aClusterWithASystemAssignedIdentityIsMadeWithoutAKey() {
        String version = world.createVaultAndKey();

        Answer refused = createCluster(SYSTEM, world.keyBody(version).replaceAll("^\\{|\\}$", "") + ",");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("does not exist yet");
    }

    @Test
    void rulesI5_X26_identityAndKeyAreChangedOneAfterTheOther() {
        createIdentity();
        world.createCluster();
        String version = world.createVaultAndKey();
        String own = fixture.get(world.cluster).text("identity.principalId");

        Answer both = fixture.call("PATCH", world.cluster,
                "{" + user() + "," + world.keyBody(version).replaceAll("^\\{", ""));

        assertThat(both.status()).isEqualTo(400);
        assertThat(both.message()).contains("one after another");
        assertThat(fixture.get(world.cluster).text("identity.principalId")).isEqualTo(own);
    }

    @Test
    void rulesI6_I7_aClusterWithoutAKeyMayChangeItsIdentity() {
        createIdentity();
        world.createCluster();
        String own = fixture.get(world.cluster).text("identity.principalId");

        assertThat(fixture.call("PATCH", world.cluster, "{" + user() + "}").text("identity.type"))
                .isEqualTo("UserAssigned");
        assertThat(fixture.identity.principals().find(own)).isEmpty();
        assertThat(fixture.call("PATCH", world.cluster, "{" + SYSTEM + "}").text("identity.type"))
                .isEqualTo("SystemAssigned");
        assertThat(fixture.get(world.cluster).text("identity.principalId")).isNotEqualTo(own);
    }

    @Test
    void ruleS12_anotherIdentityOfAClusterWithAKeyIsRefused() {
        createIdentity();
        world.createProtectedCluster();
        String own = fixture.get(world.cluster).text("identity.principalId");

        Answer refused = fixture.call("PATCH", world.cluster, "{" + user() + "}");

        assertThat(refused.code()).isEqualTo("IdentityChangeNotSupportedWithCustomerManagedKey");
        assertThat(fixture.get(world.cluster).text("identity.principalId")).isEqualTo(own);
        assertThat(fixture.call("PATCH", world.cluster, "{" + SYSTEM + "}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"None\"}", "{\"type\":\"SystemAssigned, UserAssigned\"}",
            "{\"type\":\"UserAssigned\"}",
            "{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"/subscriptions/x/resourceGroups/y/"
                    + "providers/Microsoft.ManagedIdentity/userAssignedIdentities/absent\":{}}}"})
    void rulesI1_I8_R10_aClusterHasOneIdentityAndNeverNone(String other) {
        world.createCluster();
        String own = fixture.get(world.cluster).text("identity.principalId");

        Answer refused = fixture.call("PATCH", world.cluster, "{\"identity\":" + other + "}");

        assertThat(refused.status()).isIn(400, 403);
        assertThat(fixture.get(world.cluster).text("identity.principalId")).isEqualTo(own);
    }

    private Answer createIdentity() {
        return fixture.call("PUT", identity, "{\"location\":\"westeurope\"}");
    }

    private String user() {
        return "\"identity\":{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"" + identity
                + "\":{}}}";
    }

    private Answer createCluster(String identityMember, String properties) {
        return fixture.call("PUT", world.cluster, "{\"location\":\"westeurope\"," + identityMember + ","
                + properties + "\"sku\":{\"name\":\"CapacityReservation\",\"capacity\":500}}");
    }
}
