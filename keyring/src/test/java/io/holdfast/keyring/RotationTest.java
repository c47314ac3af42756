package io.holdfast.keyring;

import static io.holdfast.keyring.KeyringFixture.CLUSTER;
import static io.holdfast.keyring.KeyringFixture.CLUSTER_IDENTITY;
import static io.holdfast.keyring.KeyringFixture.COSMOS_DB;
import static io.holdfast.keyring.KeyringFixture.DOCUMENTS;
import static io.holdfast.keyring.KeyringFixture.LOGS;
import static io.holdfast.keyring.KeyringFixture.pinned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.keyring.KeyRejectedException.Reason;
import io.holdfast.keyring.KeyUsage.VersionUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KeyringFixtures.class)
class RotationTest {

    private KeyringFixture fixture;

    @BeforeEach
    void open(KeyringFixture given) {
        fixture = given;
    }

    @Test
    void rulesA2_T1_rotationIsOneWrapAndOneWritePerStorageResource() {
        fixture.protectedByTheVault();
        byte[] before = fixture.fingerprint(LOGS);
        String second = fixture.vault.newVersion();

        fixture.keyring.rotate(LOGS, pinned(second));

        assertThat(fixture.vault.calls).containsExactly("get", "wrap", "unwrap");
        assertThat(fixture.recordVersion(LOGS)).isEqualTo(2);
        assertThat(fixture.recordVersion(DOCUMENTS)).isEqualTo(1);
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
        assertThat(fixture.events).isEmpty();
        fixture.restart();
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
    }

    @Test
    void rulesT5_P7_theOldVersionIsNotMissedOnceNothingIsWrappedByIt() {
        fixture.protectedByTheVault();
        String second = fixture.vault.newVersion();
        fixture.keyring.rotate(LOGS, pinned(second));
        assertThat(usage(fixture.firstVersion).mayBeDisabled()).isFalse();
        assertThat(usage(fixture.firstVersion).wrapped()).extracting(KeyUsage.WrappedRecord::resource)
                .containsExactly(DOCUMENTS);

        fixture.keyring.rotate(DOCUMENTS, pinned(second));
        assertThat(usage(fixture.firstVersion).mayBeDisabled()).isTrue();
        assertThat(usage(fixture.firstVersion).unusedSince()).hasValue(KeyringFixture.NOW);
        assertThat(usage(second).wrapped()).hasSize(2);

        fixture.vault.disable(fixture.firstVersion);
        fixture.vault.push();
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void aVersionThatAnotherClusterNeedsMayNotBeDisabled() {
        fixture.protectedByTheVault();
        StorageResource other = StorageResource.logStore("22222222-2222-2222-2222-222222222222");
        fixture.keyring.protect(other, pinned(fixture.firstVersion), CLUSTER_IDENTITY);
        String second = fixture.vault.newVersion();
        fixture.keyring.rotate(LOGS, pinned(second));
        fixture.keyring.rotate(DOCUMENTS, pinned(second));

        assertThat(usage(fixture.firstVersion).wrapped()).isEmpty();
        assertThat(usage(fixture.firstVersion).wrappedElsewhere()).isEqualTo(1);
        assertThat(usage(fixture.firstVersion).mayBeDisabled()).isFalse();
    }

    @Test
    void rulesA14_R9_disablingThePinnedVersionBeforeRotatingIsARevocationThatRotationCannotUndo() {
        fixture.protectedByTheVault();
        String second = fixture.vault.newVersion();
        fixture.vault.disable(fixture.firstVersion);
        fixture.vault.push();

        assertThatThrownBy(() -> fixture.keyring.rotate(LOGS, pinned(second)))
                .isInstanceOf(KeyRevokedException.class);
        assertThat(fixture.recordVersion(LOGS)).isEqualTo(1);

        fixture.vault.enable(fixture.firstVersion);
        fixture.vault.push();
        fixture.keyring.rotate(LOGS, pinned(second));
        assertThat(usage(second).wrapped()).hasSize(1);
    }

    @Test
    void ruleK16_anotherKeyOrVaultIsRefused() {
        fixture.protectedByTheVault();

        assertReplacementRefused(KeyReference.newest(FakeVault.URI, "other"));
        assertReplacementRefused(KeyReference.newest("https://kv2.vault.test", FakeVault.KEY));
        assertThat(fixture.recordVersion(LOGS)).isEqualTo(1);
    }

    private void assertReplacementRefused(KeyReference other) {
        assertThatThrownBy(() -> fixture.keyring.rotate(LOGS, other))
                .isInstanceOfSatisfying(KeyRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.DIFFERENT_KEY));
        assertThatThrownBy(() -> fixture.keyring.protect(LOGS, other, CLUSTER_IDENTITY))
                .isInstanceOf(KeyRejectedException.class);
    }

    @Test
    void oneKeyMayBeNamedInSeveralWays() {
        fixture.protectedByTheVault();
        String second = fixture.vault.newVersion();

        fixture.keyring.rotate(LOGS,
                KeyReference.pinned("https://KV1.vault.test:443/", FakeVault.KEY, second));

        assertThat(usage(second).keyId().vaultUri()).isEqualTo(FakeVault.URI);
    }

    @Test
    void rulesT2_T3_G4_aKeyWithoutAVersionFollowsTheNewestOneWhenTold() {
        fixture.keyring.protect(LOGS, KeyReference.newest(FakeVault.URI, FakeVault.KEY), CLUSTER_IDENTITY);
        String second = fixture.vault.newVersion();
        fixture.vault.push();

        assertThat(usage(second).wrapped()).hasSize(1);
        assertThat(usage(fixture.firstVersion).mayBeDisabled()).isTrue();
    }

    @Test
    void ruleT3_aKeyWithoutAVersionFollowsTheNewestOneAtAPoll() {
        fixture.keyring.protect(LOGS, KeyReference.newest(FakeVault.URI, FakeVault.KEY), CLUSTER_IDENTITY);
        String second = fixture.vault.newVersion();
        fixture.advance(KeyringSettings.DEFAULT.pollInterval());

        assertThat(usage(second).wrapped()).hasSize(1);
        assertThat(fixture.vault.count("wrap")).isEqualTo(2);
        fixture.advance(KeyringSettings.DEFAULT.pollInterval());
        assertThat(fixture.vault.count("wrap")).isEqualTo(2);
    }

    @Test
    void rulesK2_T4_aPinnedKeyStaysWithItsVersion() {
        fixture.protectedByTheVault();
        fixture.vault.newVersion();
        fixture.vault.push();

        assertThat(usage(fixture.firstVersion).wrapped()).hasSize(2);
    }

    @Test
    void aDisabledNewestVersionIsNotTakenOver() {
        fixture.keyring.protect(LOGS, KeyReference.newest(FakeVault.URI, FakeVault.KEY), COSMOS_DB);
        fixture.events.clear();
        fixture.vault.disable(fixture.vault.newVersion());
        fixture.vault.push();

        assertThat(usage(fixture.firstVersion).wrapped()).hasSize(1);
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void pinningTheVersionInUseWrapsNothing() {
        fixture.keyring.protect(LOGS, KeyReference.newest(FakeVault.URI, FakeVault.KEY), CLUSTER_IDENTITY);
        fixture.vault.calls.clear();

        fixture.keyring.rotate(LOGS, pinned(fixture.firstVersion));

        assertThat(fixture.vault.calls).containsExactly("get");
        assertThat(fixture.keyring.health(CLUSTER).getFirst().followsNewest()).isFalse();
        fixture.vault.newVersion();
        fixture.vault.push();
        assertThat(usage(fixture.firstVersion).wrapped()).hasSize(1);
    }

    private VersionUsage usage(String version) {
        return fixture.keyring.usage(CLUSTER).versions().stream()
                .filter(found -> found.keyId().version().equals(version)).findFirst().orElseThrow();
    }
}
