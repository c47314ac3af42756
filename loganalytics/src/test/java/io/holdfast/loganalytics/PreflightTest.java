package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.BuiltInRoles;
import io.holdfast.loganalytics.WorkspaceGate.Onboarding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a preflight says before a call is made, and what the call itself then says.
@ExtendWith(Worlds.class)
class PreflightTest {

    private static final String ALL = "\"get\",\"wrapKey\",\"unwrapKey\"";
    private static final String SERVICE = "/linkedServices/cluster";
    private static final String REMOVAL = """
            {"properties":{"keyVaultProperties":{"keyVaultUri":"","keyName":"","keyVersion":""}}}""";
    private static final String NEW_CLUSTER = """
            {"location":"westeurope","identity":{"type":"SystemAssigned"},
             "sku":{"name":"CapacityReservation","capacity":500}}""";

    private final World world;
    private final Fixture fixture;
    private final Preflights preflight;

    PreflightTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
        this.preflight = new Preflights(world);
    }

    @Test
    void whatAClusterCannotBeMadeWithIsRefusedAlike() {
        preflight.refused("PUT", world.cluster, "{\"location\":\"westeurope\"}", "400 InvalidParameter");
        preflight.refused("PUT", world.cluster, NEW_CLUSTER.replace("500", "501"), "400 InvalidParameter");
        preflight.refused("PUT", world.cluster, NEW_CLUSTER.replace("}}", "}," + world.keyBody("")
                .substring(1)), "400 InvalidParameter");
        preflight.refused("PUT", world.cluster, "{}", "400 LocationRequired");
        assertThat(preflight.allowed("PUT", world.cluster, NEW_CLUSTER).at("irreversible").toString())
                .contains("commitment tier");
        world.createCluster();
        assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(200);
        fixture.call("PUT", world.workspace, "{\"location\":\"westeurope\"}");
        Answer held = preflightOfAbsentCluster();
        assertThat(held.json().path("findings").path(0).path("error").path("message").asString())
                .isEqualTo(fixture.call("PUT", world.cluster, NEW_CLUSTER).message()).contains("is held");
    }

    /// There is no usage report of a cluster that is not there, so that less is compared.
    private Answer preflightOfAbsentCluster() {
        return preflight.as(fixture.ownerId(), "PUT", world.cluster, NEW_CLUSTER);
    }

    @Test
    void eachThingThatAKeyMissesIsFoundAlikeWithTheCallThatBringsIt() {
        world.createCluster();
        String version = world.createVaultAndKey("");
        String principal = fixture.get(world.cluster).text("identity.principalId");

        Answer access = refusedKey(version, "400 KeyAccessDenied");
        assertThat(access.text("verdict")).isEqualTo("Missing");
        assertThat(remedy(access)).contains("accessPolicies/add", principal);
        world.grant("\"get\"");
        refusedKey(version, "400 KeyNotRecoverable");
        world.createVaultAndKey("\"enablePurgeProtection\":true,");
        world.grant("\"get\",\"wrapKey\"");
        Answer unwrap = refusedKey(version, "400 KeyAccessDenied");
        assertThat(unwrap.json().toString()).contains("does not have keys unwrapKey permission");
        world.grant(ALL);
        world.enable(version, false);
        assertThat(remedy(refusedKey(version, "400 KeyDisabled"))).contains("/keys/kek/" + version,
                "\"enabled\":true");
        refusedKey("0123456789abcdef0123456789abcdef", "400 KeyAccessDenied");
        preflight.refused("PATCH", world.cluster,
                world.keyBody(version).replace("{\"properties\":{",
                        "{\"properties\":{\"associatedWorkspaces\":[],"),
                "400 InvalidParameter");
        world.enable(version, true);

        Answer allowed = preflight.allowed("PATCH", world.cluster, world.keyBody(version));
        assertThat(allowed.at("irreversible").toString()).contains("neither removed nor replaced");
        assertThat(allowed.at("unproven").size()).isZero();
        assertThat(fixture.ended(world.patchKey(version)).text("status")).isEqualTo("Succeeded");
    }

    @Test
    void aVaultThatDecidesByRolesIsAnsweredWithARole() {
        world.createCluster();
        String version = world.createVaultAndKey();
        assertThat(fixture.call("PATCH", world.vaultPath(),
                "{\"properties\":{\"enableRbacAuthorization\":true}}").status()).isEqualTo(200);

        Answer refused = refusedKey(version, "400 KeyAccessDenied");

        assertThat(remedy(refused)).contains("roleAssignments", "e147488a-f6f5-4113-8e2d-b22465e65bf6");
        assertThat(refused.json().toString()).contains("Key Vault Crypto Service Encryption User")
                .doesNotContain("accessPolicies/add");
    }

    @Test
    void changesOfAKeyThatIsInUseAreRefusedAlikeButItsRotation() {
        String version = world.createProtectedCluster();

        preflight.refused("PATCH", world.cluster, REMOVAL, "400 CustomerManagedKeyRemovalNotSupported");
        preflight.refused("PATCH", world.cluster, world.keyBody("").replace("\"kek\"", "\"other\""),
                "400 KeyReplacementNotSupported");
        preflight.refused("PATCH", world.cluster,
                world.keyBody("").replace(world.host(), "elsewhere.vault.localhost"),
                "400 KeyReplacementNotSupported");
        preflight.refused("PATCH", world.cluster, "{\"identity\":{\"type\":\"None\"}}",
                "400 InvalidParameter");
        preflight.refused("PATCH", world.cluster, userIdentity(),
                "400 IdentityChangeNotSupportedWithCustomerManagedKey");
        preflight.refused("PATCH", world.cluster,
                "{\"sku\":{\"name\":\"CapacityReservation\",\"capacity\":100}}", "400 InvalidParameter");
        preflight.refused("PUT", world.cluster, NEW_CLUSTER.replace("westeurope", "northeurope"),
                "409 InvalidResourceLocation");
        assertThat(preflight.allowed("PATCH", world.cluster, world.keyBody(world.newKeyVersion()))
                .at("irreversible").size()).isZero();
        assertThat(fixture.get(world.cluster).text("properties.keyVaultProperties.keyVersion"))
                .isEqualTo(version);
    }

    private String userIdentity() {
        return "{\"identity\":{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"" + fixture.group()
                + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/none\":{}}}}";
    }

    @Test
    void allThatIsWrongIsSaidAtOnceFirstWhatTheCallSays() {
        world.createProtectedCluster();

        Answer found = preflight.refused("PATCH", world.cluster,
                "{\"identity\":{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"" + fixture.group()
                        + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/none\":{}}},"
                        + REMOVAL.substring(1),
                "400 CustomerManagedKeyRemovalNotSupported");

        assertThat(found.at("findings").size()).isEqualTo(2);
        assertThat(found.at("findings").path(1).path("error").path("code").asString())
                .isEqualTo("IdentityChangeNotSupportedWithCustomerManagedKey");
    }

    @Test
    void aClusterWithAnOnboardedWorkspaceTakesNoKeyAlike() {
        world.createCluster().createLinkedWorkspace();
        String version = world.createVaultAndKey();
        world.grant(ALL);
        fixture.gate.states.put(world.workspaceId(), Onboarding.PLATFORM_KEY);

        refusedKey(version, "400 WorkspaceAlreadyOnboarded");
    }

    @Test
    void whileDarkAPreflightSaysWhatIsRefusedAndWhatIsNot() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        world.enable(version, false);
        world.until(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"), 403);

        preflight.refused("PATCH", world.cluster, "{\"tags\":{}}", "403 CustomerManagedKeyRevoked");
        preflight.refused("PATCH", world.cluster, world.keyBody(version), "403 CustomerManagedKeyRevoked");
        preflight.refused("PUT", world.workspace + "/tables/Events_CL",
                "{\"properties\":{\"schema\":{\"name\":\"Events_CL\",\"columns\":[{\"name\":\"TimeGenerated\","
                        + "\"type\":\"datetime\"}]}}}",
                "403 CustomerManagedKeyRevoked");
        preflight.refused("DELETE", world.workspace + SERVICE, "", "403 CustomerManagedKeyRevoked");
        assertThat(preflight.allowed("DELETE", world.cluster, "").at("irreversible").toString())
                .contains("unreadable for good", world.workspaceId().name());
        assertThat(preflight.allowed("DELETE", world.workspace, "").at("irreversible").toString())
                .contains("14 days");
        assertThat(preflight.allowed("DELETE", world.workspace + "?force=true", "").at("irreversible")
                .toString()).contains("deleted for good, with its rows");
    }

    @Test
    void linksAreRefusedAlike() {
        world.createCluster().createWorkspace();
        World plain = fixture.world().createCluster();
        fixture.call("PUT", world.workspace + "-far", "{\"location\":\"northeurope\"}");
        String link = "{\"properties\":{\"writeAccessResourceId\":\"" + world.cluster + "\"}}";

        preflight.refused("PUT", world.workspace + SERVICE, "{}", "400 InvalidParameter");
        preflight.refused("PUT", world.workspace + "/linkedServices/Automation", link,
                "400 InvalidParameter");
        preflight.refused("PUT", world.workspace + SERVICE, link.replace("/cl-", "/none-"),
                "400 InvalidParameter");
        assertThat(preflight.allowed("PUT", world.workspace + SERVICE, link).at("irreversible").toString())
                .contains("cannot be unlinked");
        assertThat(fixture.ended(world.link()).text("status")).isEqualTo("Succeeded");
        preflight.refused("PUT", world.workspace + SERVICE,
                link.replace(world.cluster, plain.cluster), "409 Conflict");
        preflight.allowed("DELETE", world.workspace + SERVICE, "");
        fixture.gate.states.put(world.workspaceId(), Onboarding.CUSTOMER_KEY);
        preflight.refused("DELETE", world.workspace + SERVICE, "",
                "400 UnlinkNotSupportedWithCustomerManagedKey");
        fixture.gate.states.remove(world.workspaceId());
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1}]").status()).isEqualTo(204);
        preflight.refused("DELETE", world.workspace + SERVICE, "", "409 WorkspaceHoldsData");
    }

    @Test
    void anOnboardedWorkspaceIsLinkedToNoClusterWithAKeyAlike() {
        world.createProtectedCluster();
        world.createWorkspace();
        fixture.gate.states.put(world.workspaceId(), Onboarding.PLATFORM_KEY);

        preflight.refused("PUT", world.workspace + SERVICE,
                "{\"properties\":{\"writeAccessResourceId\":\"" + world.cluster + "\"}}",
                "400 WorkspaceAlreadyOnboarded");
    }

    @Test
    void searchJobsAreRefusedAlikeWithAndWithoutTheKey() {
        world.createCluster().createWorkspace();
        String table = world.workspace + "/tables/Found_SRCH";
        preflight.refused("PUT", table, "{}", "400 SearchJobsNotOffered");
        preflight.refused("PUT", world.workspace + "/tables/Plain", "{}", "400 InvalidParameter");
        assertThat(fixture.ended(world.link()).text("status")).isEqualTo("Succeeded");
        String version = world.createVaultAndKey();
        world.grant(ALL);
        assertThat(fixture.ended(world.patchKey(version)).text("status")).isEqualTo("Succeeded");

        preflight.refused("PUT", table, "{}", "400 SearchJobsNotSupportedWithCustomerManagedKey");
    }

    @Test
    void whoMayNotMakeTheCallIsToldJustThat() {
        world.createProtectedCluster();
        String reader = fixture.get(world.cluster).text("identity.principalId");
        fixture.assign(BuiltInRoles.READER, reader);

        Answer found = preflight.as(reader, "PATCH", world.cluster, REMOVAL);
        Answer made = fixture.callAs(reader, "PATCH", world.cluster, REMOVAL);

        assertThat(made.code()).isEqualTo("AuthorizationFailed");
        assertThat(found.at("findings").size()).isEqualTo(1);
        assertThat(found.at("findings").path(0).path("error")).isEqualTo(made.at("error"));
        assertThat(fixture.callAs("nobody", "POST", world.cluster + "/preflight", "{\"method\":\"DELETE\"}")
                .code()).isEqualTo("AuthorizationFailed");
    }

    @Test
    void whatHasNoPreflightIsRefusedByName() {
        world.createCluster().createWorkspace();
        for (String body : new String[]{"{\"method\":\"POST\",\"path\":\"sharedKeys\"}",
                "{\"method\":\"POST\",\"path\":\"preflight\"}",
                "{\"method\":\"PUT\",\"path\":\"none/x/y\"}"}) {
            Answer refused = fixture.call("POST", world.workspace + "/preflight", body);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("PreflightNotOffered");
        }
        assertThat(fixture.call("POST", world.workspace + "/preflight", "{}").code())
                .isEqualTo("InvalidParameter");
        assertThat(fixture.call("POST", world.workspace + "/preflight", "{\"method\":\"DELETE\"}").status())
                .isEqualTo(200);
    }

    private Answer refusedKey(String version, String error) {
        return preflight.refused("PATCH", world.cluster, world.keyBody(version), error);
    }

    private static String remedy(Answer preflight) {
        return preflight.at("findings").path(0).path("remedy").toString();
    }
}
