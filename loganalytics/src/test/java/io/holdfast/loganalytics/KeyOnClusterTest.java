package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.StorageResource;
import io.holdfast.loganalytics.WorkspaceGate.Onboarding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Setting, rotating and keeping the customer's key on a cluster.
@ExtendWith(Worlds.class)
class KeyOnClusterTest {

    private static final String ALL = "\"get\",\"wrapKey\",\"unwrapKey\"";

    private static final String STREAM = "Custom-Events_CL";
    private static final String RECORD = "[{\"Id\":1}]";

    private final World world;
    private final Fixture fixture;

    KeyOnClusterTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void rulesK1_K7_K10_C10_settingAKeyIsAnsweredUpdatingWith200AndEndsWithTheKeyShown() {
        world.createCluster();
        String version = world.createVaultAndKey();
        world.grant(ALL);

        Answer patched = world.patchKey(version);

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.text("properties.provisioningState")).isEqualTo("Updating");
        assertThat(patched.at("properties.keyVaultProperties").isMissingNode()).isTrue();
        assertThat(patched.header("Azure-AsyncOperation").orElseThrow())
                .startsWith("https://localhost:8443/");
        assertThat(fixture.ended(patched).text("status")).isEqualTo("Succeeded");
        Answer cluster = fixture.get(world.cluster);
        assertThat(cluster.text("properties.provisioningState")).isEqualTo("Succeeded");
        assertThat(cluster.text("properties.keyVaultProperties.keyName")).isEqualTo("kek");
        assertThat(cluster.text("properties.keyVaultProperties.keyVersion")).isEqualTo(version);
    }

    @Test
    void rulesV5_V6_X22_aKeyThatTheIdentityMayNotUseIsRefusedNamingTheCallThatGrantsIt() {
        world.createCluster();
        String version = world.createVaultAndKey();

        Answer noPolicy = world.patchKey(version);
        world.grant("\"get\"");
        Answer getOnly = world.patchKey(version);
        world.revokeGrant();
        world.grant("\"wrapKey\",\"unwrapKey\"");
        Answer withoutGet = world.patchKey(version);

        assertThat(noPolicy.status()).isEqualTo(400);
        assertThat(noPolicy.code()).isEqualTo("KeyAccessDenied");
        assertThat(noPolicy.message()).contains("accessPolicies/add",
                fixture.get(world.cluster).text("identity.principalId"));
        assertThat(getOnly.code()).isEqualTo("KeyAccessDenied");
        assertThat(withoutGet.code()).isEqualTo("KeyAccessDenied");
        assertThat(fixture.get(world.cluster).text("properties.provisioningState")).isEqualTo("Succeeded");
        world.grant(ALL);
        assertThat(fixture.ended(world.patchKey(version)).text("status")).isEqualTo("Succeeded");
    }

    @Test
    void rulesV1_X23_aKeyThatIsNotRecoverableIsRefusedNamingPurgeProtection() {
        world.createCluster();
        String version = world.createVaultAndKey("");
        world.grant(ALL);

        Answer refused = world.patchKey(version);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("KeyNotRecoverable");
        assertThat(refused.message()).contains("enablePurgeProtection");
        Answer cluster = fixture.get(world.cluster);
        assertThat(cluster.at("properties.keyVaultProperties").isMissingNode()).isTrue();
        assertThat(cluster.text("properties.provisioningState")).isEqualTo("Succeeded");
    }

    @Test
    void rulesK12_X21_aDisabledKeyAndOneThatDoesNotExistAreRefused() {
        world.createCluster();
        String version = world.createVaultAndKey();
        world.grant(ALL);
        world.enable(version, false);

        assertThat(world.patchKey(version).code()).isEqualTo("KeyDisabled");
        assertThat(world.patchKey("0123456789abcdef0123456789abcdef").code()).isEqualTo("KeyAccessDenied");
        assertThat(world.patchKey("latest").code()).isEqualTo("InvalidParameter");
    }

    @Test
    void rulesK9_X25_associatedWorkspacesAreReadOnlyAndNullIsNot() {
        world.createCluster();

        Answer refused = fixture.call("PATCH", world.cluster,
                "{\"properties\":{\"associatedWorkspaces\":[]}}");

        assertThat(refused.code()).isEqualTo("InvalidParameter");
        assertThat(fixture.call("PATCH", world.cluster, "{\"properties\":{\"associatedWorkspaces\":null}}")
                .status())
                .isEqualTo(200);
    }

    @Test
    void ruleX26_anotherIdentityIsRefusedAloneAndWithAKey() {
        String version = world.createProtectedCluster();
        String body = world.keyBody(version);

        assertThat(fixture.call("PATCH", world.cluster, "{\"identity\":{\"type\":\"None\"}}").status())
                .isEqualTo(400);
        assertThat(fixture.call("PATCH", world.cluster,
                "{\"identity\":{\"type\":\"UserAssigned\"}," + body.substring(1)).status()).isEqualTo(400);
        Answer same = fixture.call("PATCH", world.cluster,
                "{\"identity\":{\"type\":\"SystemAssigned\"}," + body.substring(1));
        assertThat(same.status()).isEqualTo(200);
        assertThat(fixture.ended(same).text("status")).isEqualTo("Succeeded");
    }

    @Test
    void rulesK5_K6_R11_S9f_onlyThreeEmptyTextsAskForRemovalAndRemovalIsRefused() {
        world.createProtectedCluster();
        String removal = "{\"properties\":{\"keyVaultProperties\":{\"keyVaultUri\":\"\",\"keyName\":\"\","
                + "\"keyVersion\":\"\"}}}";

        Answer refused = fixture.call("PATCH", world.cluster, removal);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("CustomerManagedKeyRemovalNotSupported");
        assertThat(
                fixture.call("PATCH", world.cluster, "{\"properties\":{\"keyVaultProperties\":{}}}").status())
                .isEqualTo(200);
        assertThat(fixture.get(world.cluster).text("properties.keyVaultProperties.keyName")).isEqualTo("kek");
        World plain = fixture.world().createCluster();
        assertThat(fixture.call("PATCH", plain.cluster, removal).status()).isEqualTo(200);
    }

    @Test
    void rulesK16_S11_anotherKeyIsRefusedAndAnotherVersionIsNot() {
        world.createProtectedCluster();
        Answer other = fixture.call("PATCH", world.cluster, """
                {"properties":{"keyVaultProperties":{"keyVaultUri":"https://%s:8443","keyName":"other",
                 "keyVersion":""}}}""".formatted(world.host()));
        String second = world.newKeyVersion();

        Answer rotated = world.patchKey(second);

        assertThat(other.status()).isEqualTo(400);
        assertThat(other.code()).isEqualTo("KeyReplacementNotSupported");
        assertThat(fixture.ended(rotated).text("status")).isEqualTo("Succeeded");
        assertThat(fixture.get(world.cluster).text("properties.keyVaultProperties.keyVersion"))
                .isEqualTo(second);
    }

    @Test
    void rulesT5_T6_S22_G5_rotationSaysWhenTheOldVersionMayBeDisabled() {
        String first = world.createProtectedCluster();
        assertThat(usage(first).path("mayBeDisabled").asBoolean()).isFalse();
        String second = world.newKeyVersion();

        assertThat(fixture.ended(world.patchKey(second)).text("status")).isEqualTo("Succeeded");

        assertThat(usage(first).path("mayBeDisabled").asBoolean()).isTrue();
        assertThat(usage(second).path("mayBeDisabled").asBoolean()).isFalse();
        assertThat(usage(second).path("wrapped").path(0).path("storageResource").asString())
                .isEqualTo("LOG_STORE");
        Answer health = fixture.get(world.cluster + "/keyHealth");
        assertThat(health.at("value").path(0).path("state").asString()).isEqualTo("Available");
        assertThat(health.at("value").path(0).path("keyId").asString()).endsWith(second);
    }

    @Test
    void ruleT5_aVersionThatARegisteredBackupNeedsIsNotSaidToBeUnneeded() {
        String first = world.createProtectedCluster();
        String backup = "backup-of-" + world.vault;
        fixture.keyring.backups().register(backup);
        String second = world.newKeyVersion();
        assertThat(fixture.ended(world.patchKey(second)).text("status")).isEqualTo("Succeeded");

        assertThat(usage(first).path("wrapped")).isEmpty();
        assertThat(usage(first).path("registeredBackups").path(0).path("backup").asString())
                .isEqualTo(backup);
        assertThat(usage(first).path("mayBeDisabled").asBoolean()).isFalse();
        assertThat(usage(first).has("mayBeDisabledSince")).isFalse();
        assertThat(usage(second).path("registeredBackups")).isEmpty();

        fixture.keyring.backups().remove(backup);

        assertThat(usage(first).path("mayBeDisabled").asBoolean()).isTrue();
        assertThat(usage(first).path("mayBeDisabledSince").asString()).isNotEmpty();
    }

    @Test
    void ruleS6_theDocumentsOfAClusterAreRotatedAndDestroyedWithItsLogs() {
        String first = world.createProtectedCluster();
        StorageResource documents = StorageResource.documentStore(world.clusterId());
        fixture.keyring.protect(documents, KeyReference.pinned("https://" + world.host(), "kek", first),
                fixture.get(world.cluster).text("identity.principalId"));
        String second = world.newKeyVersion();

        assertThat(fixture.ended(world.patchKey(second)).text("status")).isEqualTo("Succeeded");

        assertThat(usage(first).path("mayBeDisabled").asBoolean()).isTrue();
        assertThat(usage(second).path("wrapped").size()).isEqualTo(2);
        assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(200);
        assertThat(fixture.keyring.exists(documents)).isFalse();
    }

    private JsonNode usage(String version) {
        for (JsonNode entry : fixture.get(world.cluster + "/keyUsage").at("value")) {
            if (entry.path("keyId").asString().endsWith(version)) {
                return entry;
            }
        }
        throw new AssertionError("No use of the version is listed");
    }

    @Test
    void rulesK3_K4_anEmptyVersionFollowsTheNewest() {
        world.createCluster();
        world.createVaultAndKey();
        world.grant(ALL);

        assertThat(fixture.ended(world.patchKey("")).text("status")).isEqualTo("Succeeded");

        assertThat(fixture.get(world.cluster).text("properties.keyVaultProperties.keyVersion")).isEmpty();
        assertThat(fixture.get(world.cluster + "/keyHealth").at("value").path(0).path("followsNewest")
                .asBoolean())
                .isTrue();
    }

    @Test
    void ruleK8_aPutOfTheWholeClusterSetsTheKeyAsAPatchDoes() {
        world.createCluster();
        String version = world.createVaultAndKey();
        world.grant(ALL);
        ObjectNode whole = (ObjectNode) fixture.get(world.cluster).json();
        ObjectNode properties = (ObjectNode) whole.path("properties");
        properties.putNull("associatedWorkspaces");
        properties.putObject("keyVaultProperties").put("keyVaultUri", "https://" + world.host() + ":8443")
                .put("keyName", "kek").put("keyVersion", version);

        Answer put = fixture.call("PUT", world.cluster, whole.toString());

        assertThat(put.status()).as(put.json().toString()).isEqualTo(200);
        assertThat(fixture.ended(put).text("status")).isEqualTo("Succeeded");
        assertThat(fixture.get(world.cluster).text("properties.keyVaultProperties.keyVersion"))
                .isEqualTo(version);
    }

    @Test
    void ruleV9_anImportedKeyIsAsGoodAsOneMadeInTheVaultAndItsSizeIsRecorded() {
        world.createCluster();
        world.createVaultAndKey();
        world.grant(ALL);
        String version = world.importKeyVersion();
        String body = world.keyBody(version).replace("\"keyVersion\"", "\"keyRsaSize\":2048,\"keyVersion\"");

        assertThat(fixture.ended(fixture.call("PATCH", world.cluster, body)).text("status"))
                .isEqualTo("Succeeded");

        assertThat(usage(version).path("wrapped").size()).isEqualTo(1);
        assertThat(fixture.get(world.cluster).at("properties.keyVaultProperties.keyRsaSize").asInt())
                .isEqualTo(2048);
    }

    @Test
    void ruleS8b_aClusterWithAnOnboardedWorkspaceTakesNoKey() {
        world.createCluster().createLinkedWorkspace();
        String version = world.createVaultAndKey();
        world.grant(ALL);
        fixture.gate.states.put(world.workspaceId(), Onboarding.PLATFORM_KEY);

        Answer refused = world.patchKey(version);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("WorkspaceAlreadyOnboarded");
        assertThat(refused.message()).contains(world.workspaceId().name());
    }

    @Test
    void ruleS8b_aDeletedWorkspaceThatWouldComeBackKeepsTheKeyOff() {
        world.createCluster().createLinkedWorkspace();
        String version = world.createVaultAndKey();
        world.grant(ALL);
        fixture.gate.states.put(world.workspaceId(), Onboarding.PLATFORM_KEY);
        assertThat(fixture.call("DELETE", world.workspace, "").status()).isEqualTo(200);

        assertThat(world.patchKey(version).code()).isEqualTo("WorkspaceAlreadyOnboarded");

        fixture.gate.states.remove(world.workspaceId());
        assertThat(fixture.ended(world.patchKey(version)).text("status")).isEqualTo("Succeeded");
    }

    @Test
    void ruleT8_aKeyIsRotatedForBothStoresOrForNone() {
        String first = world.createProtectedCluster();
        StorageResource documents = StorageResource.documentStore(world.clusterId());
        String cosmosDb = "cccccccc-cccc-cccc-cccc-cccccccccccc";
        world.grantTo(cosmosDb, ALL);
        fixture.keyring.protect(documents, KeyReference.pinned("https://" + world.host(), "kek", first),
                cosmosDb);
        String second = world.newKeyVersion();
        world.revokeGrantOf(cosmosDb);
        world.until(() -> world.patchKey(second), 403);

        assertThat(usage(first).path("wrapped").size()).isEqualTo(2);
        assertThat(fixture.get(world.cluster).text("properties.keyVaultProperties.keyVersion"))
                .isEqualTo(first);
    }

    @Test
    void firstKeyOfAClusterWithoutRowsBringsAnAccountKeyThatThePlatformKeyNeverWrapped() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        byte[] before = fingerprint();
        setFirstKey();

        byte[] after = fingerprint();
        assertThat(after).isNotEqualTo(before);
        assertThat(fixture.ingest(rule, STREAM, RECORD).status()).isEqualTo(204);
        assertThat(world.rowCount("Events_CL")).isEqualTo(1);
        assertThat(fixture.ended(world.patchKey(world.newKeyVersion())).text("status"))
                .isEqualTo("Succeeded");
        assertThat(fingerprint()).isEqualTo(after);
    }

    @Test
    void rulesA8_A9_firstKeyOfAClusterWithRowsKeepsTheAccountKeyAndTheRows() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, STREAM, RECORD).status()).isEqualTo(204);
        byte[] before = fingerprint();
        setFirstKey();

        assertThat(fingerprint()).isEqualTo(before);
        assertThat(fixture.ingest(rule, STREAM, RECORD).status()).isEqualTo(204);
        assertThat(world.rowCount("Events_CL")).isEqualTo(2);
    }

    /// Between the deletion of the empty store and the new account key.
    @Test
    void crashBeforeTheNewAccountKeyIsStoredLeavesAClusterThatWorks() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        byte[] before = fingerprint();
        assertThatThrownBy(() -> fixture.module.stores().replaceKeyIfEmpty(world.clusterId(), () -> {
            throw new IllegalStateException("crash");
        })).hasMessage("crash");

        assertThat(fingerprint()).isEqualTo(before);
        assertThat(fixture.ingest(rule, STREAM, RECORD).status()).isEqualTo(204);
        assertThat(world.rowCount("Events_CL")).isEqualTo(1);
    }

    private void setFirstKey() {
        String version = world.createVaultAndKey();
        world.grant(ALL);
        assertThat(fixture.ended(world.patchKey(version)).text("status")).isEqualTo("Succeeded");
    }

    /// Something that only the same account key makes.
    private byte[] fingerprint() {
        try (SealingKey key = fixture.keyring.accountKey(StorageResource.logStore(world.clusterId()))) {
            return key.deriveSecret(Aad.of("probe"), 32).insecureCopy();
        }
    }
}
