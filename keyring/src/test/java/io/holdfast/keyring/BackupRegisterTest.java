package io.holdfast.keyring;

import static io.holdfast.keyring.KeyringFixture.CLUSTER;
import static io.holdfast.keyring.KeyringFixture.CLUSTER_IDENTITY;
import static io.holdfast.keyring.KeyringFixture.DOCUMENTS;
import static io.holdfast.keyring.KeyringFixture.LOGS;
import static io.holdfast.keyring.KeyringFixture.pinned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.keyring.KeyUsage.VersionUsage;
import io.holdfast.records.RecordRef;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(KeyringFixtures.class)
class BackupRegisterTest {

    private KeyringFixture fixture;
    private BackupRegister register;

    @BeforeEach
    void open(KeyringFixture given) {
        fixture = given.protectedByTheVault();
        register = fixture.keyring.backups();
    }

    @Test
    void aVersionThatARegisteredBackupNeedsMayNotBeDisabledUntilTheBackupIsRemoved() {
        register.register("b1");
        rotateBoth();
        assertThat(usage(fixture.firstVersion).wrapped()).isEmpty();
        assertThat(usage(fixture.firstVersion).backups()).extracting(RegisteredBackup::id)
                .containsExactly("b1");
        assertThat(usage(fixture.firstVersion).mayBeDisabled()).isFalse();

        fixture.now = KeyringFixture.NOW.plusSeconds(60);
        assertThat(register.remove("b1")).isTrue();

        assertThat(usage(fixture.firstVersion).backups()).isEmpty();
        assertThat(usage(fixture.firstVersion).unusedSince()).hasValue(KeyringFixture.NOW.plusSeconds(60));
        assertThat(register.remove("b1")).isFalse();
    }

    @Test
    void aBackupNeedsNoVersionThatCameAfterIt() {
        register.register("b1");
        String second = rotateBoth();
        String third = rotateBoth();

        assertThat(usage(second).backups()).isEmpty();
        assertThat(usage(second).mayBeDisabled()).isTrue();
        assertThat(usage(third).mayBeDisabled()).isFalse();
    }

    @Test
    void aBackupThatIsRegisteredAgainNeedsEveryVersionThatWrappedInBetween() {
        rotateBoth();
        fixture.now = KeyringFixture.NOW.plusSeconds(60);
        register.register("b1");
        fixture.now = KeyringFixture.NOW.plusSeconds(120);
        String third = rotateBoth();
        String fourth = rotateBoth();

        RegisteredBackup backup = register.register("b1");

        assertThat(backup.begun()).isEqualTo(KeyringFixture.NOW.plusSeconds(60));
        assertThat(backup.needs()).hasSize(6).extracting(RegisteredBackup.Need::resource)
                .containsOnly(LOGS, DOCUMENTS);
        assertThat(usage(third).backups()).hasSize(1);
        assertThat(usage(fourth).backups()).hasSize(1);
        assertThat(usage(fixture.firstVersion).mayBeDisabled()).isTrue();
    }

    @Test
    void theRegisterIsThereAfterARestartAndOncePerBackup() {
        RegisteredBackup first = register.register("b1");
        register.register("b2");
        fixture.restart();

        assertThat(fixture.keyring.backups().list()).extracting(RegisteredBackup::id)
                .containsExactly("b1", "b2");
        assertThat(fixture.keyring.backups().list()).contains(first);
        fixture.keyring.backups().remove("b1");
        rotateBoth();
        assertThat(usage(fixture.firstVersion).mayBeDisabled()).isFalse();
    }

    @Test
    void aVersionIsListedForTheSakeOfABackupThoughTheClustersKeysAreGone() {
        register.register("b1");
        fixture.keyring.destroy(LOGS);
        fixture.keyring.destroy(DOCUMENTS);

        assertThat(usage(fixture.firstVersion).mayBeDisabled()).isFalse();
        register.remove("b1");
        assertThat(fixture.keyring.usage(CLUSTER).versions()).isEmpty();
    }

    @Test
    void aBackupOfAnotherClusterCountsWhereTheVersionIsShared() {
        StorageResource other = StorageResource.logStore("22222222-2222-2222-2222-222222222222");
        String second = fixture.vault.newVersion();
        fixture.keyring.rotate(LOGS, pinned(second));
        fixture.keyring.rotate(DOCUMENTS, pinned(second));
        fixture.keyring.protect(other, pinned(fixture.firstVersion), CLUSTER_IDENTITY);
        register.register("b1");
        fixture.keyring.destroy(other);

        assertThat(usage(fixture.firstVersion).wrappedElsewhere()).isZero();
        assertThat(usage(fixture.firstVersion).mayBeDisabled()).isFalse();
    }

    @Test
    void anEntryOfAnotherVersionIsAnErrorAndNotLeftOut() {
        fixture.space.transact(transaction -> transaction.put(RecordRef.of("keyring/backup", "b1"),
                "{\"v\":2}".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> fixture.keyring.usage(CLUSTER))
                .isInstanceOf(CorruptKeyRecordException.class).hasMessageContaining("version 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-a", "a/b", "a b"})
    void anIdThatIsNoNameIsRefused(String id) {
        assertThatThrownBy(() -> register.register(id)).isInstanceOf(IllegalArgumentException.class);
        assertThat(register.list()).isEmpty();
    }

    private String rotateBoth() {
        String version = fixture.vault.newVersion();
        fixture.keyring.rotate(LOGS, pinned(version));
        fixture.keyring.rotate(DOCUMENTS, pinned(version));
        return version;
    }

    private VersionUsage usage(String version) {
        return fixture.keyring.usage(CLUSTER).versions().stream()
                .filter(found -> found.keyId().version().equals(version)).findFirst().orElseThrow();
    }
}
