package io.holdfast.keyring;

import static io.holdfast.keyring.KeyringFixture.CLUSTER;
import static io.holdfast.keyring.KeyringFixture.CLUSTER_IDENTITY;
import static io.holdfast.keyring.KeyringFixture.COSMOS_DB;
import static io.holdfast.keyring.KeyringFixture.DOCUMENTS;
import static io.holdfast.keyring.KeyringFixture.LOGS;
import static io.holdfast.keyring.KeyringFixture.pinned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyring.KeyRejectedException.Reason;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KeyringFixtures.class)
class KeyringTest {

    private KeyringFixture fixture;

    @BeforeEach
    void open(KeyringFixture given) {
        fixture = given;
    }

    @Test
    void aFreshAccountKeyIsAnnouncedAndTheSameAfterARestart() {
        fixture.keyring.create(LOGS);
        byte[] before = fixture.fingerprint(LOGS);
        fixture.keyring.create(LOGS);

        assertThat(fixture.events).containsExactly("light LOG_STORE");
        fixture.restart();
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
        assertThat(fixture.events).containsExactly("light LOG_STORE");
        assertThat(fixture.keyring.availability(LOGS).isLight()).isTrue();
        assertThat(fixture.vault.calls).isEmpty();
    }

    @Test
    void ruleA3_eachStorageResourceHasAKeyOfItsOwn() {
        fixture.keyring.create(LOGS);
        fixture.keyring.create(DOCUMENTS);

        assertThat(fixture.fingerprint(LOGS)).isNotEqualTo(fixture.fingerprint(DOCUMENTS));
    }

    @Test
    void ruleA1_anAccountKeyMadeUnderAVaultKeyWasNeverUnderThePlatformKey() {
        fixture.keyring.protect(DOCUMENTS, pinned(fixture.firstVersion), COSMOS_DB);

        assertThat(fixture.events).containsExactly("light DOCUMENT_STORE");
        assertThat(fixture.vault.calls).containsExactly("get", "wrap", "unwrap");
        assertThat(fixture.recordVersion(DOCUMENTS)).isEqualTo(1);
    }

    @Test
    void ruleA1_protectingKeepsTheAccountKeyAndLeavesItToTheVaultAlone() {
        fixture.keyring.create(LOGS);
        byte[] before = fixture.fingerprint(LOGS);
        fixture.keyring.protect(LOGS, pinned(fixture.firstVersion), CLUSTER_IDENTITY);
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);

        fixture.vault.disable(fixture.firstVersion);
        fixture.restart();

        assertThatThrownBy(() -> fixture.keyring.accountKey(LOGS)).isInstanceOf(KeyRevokedException.class);
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void aKeyThatWillNotDoIsRefusedAndChangesNothing() {
        fixture.keyring.create(LOGS);
        fixture.vault.recoverable = false;
        assertRejected(Reason.NOT_RECOVERABLE);
        fixture.vault.recoverable = true;
        fixture.vault.wraps = false;
        assertRejected(Reason.NOT_WRAPPING);
        fixture.vault.wraps = true;
        fixture.vault.type = "EC";
        assertRejected(Reason.UNSUITABLE_TYPE);
        fixture.vault.type = "RSA";
        fixture.vault.disable(fixture.firstVersion);
        assertRejected(Reason.DISABLED);
        fixture.vault.enable(fixture.firstVersion);
        fixture.vault.takeAccess(CLUSTER_IDENTITY);
        assertRejected(Reason.NO_ACCESS);
        fixture.vault.giveAccess(CLUSTER_IDENTITY);
        fixture.vault.fault = Optional.of(VaultAnswer.none("Timeout", "no answer"));
        assertRejected(Reason.UNREACHABLE);
        fixture.vault.fault = Optional.empty();
        fixture.vault.impostor = Optional.of(SecretBytes.random(new SecureRandom(), 32));
        assertRejected(Reason.ROUND_TRIP_FAILED);

        assertThat(fixture.recordVersion(LOGS)).isEqualTo(1);
        assertThat(fixture.keyring.health(CLUSTER).getFirst().keyId()).isEmpty();
    }

    private void assertRejected(Reason reason) {
        assertThatThrownBy(
                () -> fixture.keyring.protect(LOGS, pinned(fixture.firstVersion), CLUSTER_IDENTITY))
                .isInstanceOfSatisfying(KeyRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void checkingAKeyAsksTheVaultAndChangesNothing() {
        fixture.keyring.create(LOGS);
        fixture.keyring.check(LOGS, pinned(fixture.firstVersion), CLUSTER_IDENTITY);
        assertThat(fixture.vault.calls).containsExactly("get", "wrap", "unwrap");
        fixture.vault.takeAccess(CLUSTER_IDENTITY);
        assertThatThrownBy(() -> fixture.keyring.check(LOGS, pinned(fixture.firstVersion), CLUSTER_IDENTITY))
                .isInstanceOf(KeyRejectedException.class);
        assertThat(fixture.recordVersion(LOGS)).isEqualTo(1);
    }

    @Test
    void checkingAKeyForAStoreUnderAnotherOneRefusesIt() {
        fixture.protectedByTheVault();

        assertThatThrownBy(() -> fixture.keyring.check(LOGS, KeyReference.newest(FakeVault.URI, "other"),
                CLUSTER_IDENTITY)).isInstanceOfSatisfying(KeyRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.DIFFERENT_KEY));
    }

    @Test
    void anotherAccountKeyFromTheVaultIsNotUsed() {
        fixture.protectedByTheVault();
        fixture.vault.impostor = Optional.of(SecretBytes.random(new SecureRandom(), 32));

        fixture.restart();

        assertThatThrownBy(() -> fixture.keyring.accountKey(LOGS))
                .isInstanceOfSatisfying(KeyUnreachableException.class,
                        e -> assertThat(e.darkness().answer().code()).isEqualTo("KeyCommitmentMismatch"));
    }

    @Test
    void bytesThatAreNoAccountKeyAreNotUsed() {
        fixture.protectedByTheVault();
        fixture.vault.impostor = Optional.of(SecretBytes.random(new SecureRandom(), 16));

        fixture.restart();

        assertThatThrownBy(() -> fixture.keyring.accountKey(LOGS))
                .isInstanceOf(KeyUnreachableException.class);
    }

    @Test
    void anotherAccountKeyFromTheVaultDoesNotReplaceTheOneInUse() {
        fixture.protectedByTheVault();
        byte[] before = fixture.fingerprint(LOGS);
        fixture.vault.impostor = Optional.of(SecretBytes.random(new SecureRandom(), 32));

        fixture.vault.push();

        assertThat(fixture.keyring.availability(LOGS)).isInstanceOf(Availability.Unreachable.class);
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
    }

    @Test
    void aRecordInThePlaceOfAnotherIsRefused() {
        fixture.keyring.create(LOGS);
        fixture.keyring.create(DOCUMENTS);
        byte[] foreign = fixture.space.find(KeyringFixture.ref(LOGS)).orElseThrow().body();
        fixture.space.transact(tx -> tx.put(KeyringFixture.ref(DOCUMENTS), foreign));

        assertThatThrownBy(fixture::opened).isInstanceOf(CorruptKeyRecordException.class);
    }

    @Test
    void anAlteredRecordIsRefused() {
        fixture.keyring.create(LOGS);
        byte[] body = fixture.space.find(KeyringFixture.ref(LOGS)).orElseThrow().body();
        body[body.length - 1] ^= 1;
        fixture.space.transact(tx -> tx.put(KeyringFixture.ref(LOGS), body));

        assertThatThrownBy(fixture::opened).isInstanceOf(CorruptKeyRecordException.class);
    }

    @Test
    void destroyingNeedsNoVaultAndIsForGood() {
        fixture.protectedByTheVault();
        fixture.vault.disable(fixture.firstVersion);
        fixture.vault.push();
        fixture.events.clear();

        assertThat(fixture.keyring.destroy(LOGS)).isTrue();
        assertThat(fixture.keyring.destroy(LOGS)).isFalse();

        assertThatThrownBy(() -> fixture.keyring.accountKey(LOGS))
                .isInstanceOf(UnknownStorageResourceException.class);
        assertThat(fixture.space.find(KeyringFixture.ref(LOGS))).isEmpty();
        fixture.vault.enable(fixture.firstVersion);
        fixture.vault.push();
        fixture.restart();
        assertThat(fixture.keyring.exists(LOGS)).isFalse();
        assertThat(fixture.events).containsExactly("light DOCUMENT_STORE");
    }

    @Test
    void destroyingALightKeyDarkensIt() {
        fixture.protectedByTheVault();

        fixture.keyring.destroy(DOCUMENTS);

        assertThat(fixture.events).containsExactly("dark DOCUMENT_STORE DESTROYED");
        assertThat(fixture.keyring.availability(LOGS).isLight()).isTrue();
    }

    @Test
    void emptyStoreUnderThePlatformKeyGetsAnotherAccountKeyWithTheCustomersKey() {
        fixture.keyring.create(LOGS);
        byte[] before = fixture.fingerprint(LOGS);
        fixture.events.clear();

        fixture.keyring.protect(LOGS, pinned(fixture.firstVersion), CLUSTER_IDENTITY, KeyringTest::empty);

        byte[] after = fixture.fingerprint(LOGS);
        assertThat(after).isNotEqualTo(before);
        assertThat(fixture.events).isEmpty();
        fixture.restart();
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(after);
    }

    @Test
    void storeThatHoldsRowsKeepsItsAccountKey() {
        fixture.keyring.create(LOGS);
        byte[] before = fixture.fingerprint(LOGS);

        fixture.keyring.protect(LOGS, pinned(fixture.firstVersion), CLUSTER_IDENTITY, KeyedStore.IN_USE);

        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
        fixture.restart();
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
    }

    @Test
    void rotationNeverAsksForAnotherAccountKey() {
        fixture.protectedByTheVault();
        byte[] before = fixture.fingerprint(LOGS);
        String second = fixture.vault.newVersion();

        fixture.keyring.protect(LOGS, pinned(second), CLUSTER_IDENTITY, KeyringTest::empty);

        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
    }

    @Test
    void crashBeforeTheNewAccountKeyIsStoredLeavesTheFormerOne() {
        fixture.keyring.create(LOGS);
        byte[] before = fixture.fingerprint(LOGS);

        assertThatThrownBy(() -> fixture.keyring.protect(LOGS, pinned(fixture.firstVersion), CLUSTER_IDENTITY,
                _ -> {
                    throw new IllegalStateException("crash");
                })).hasMessage("crash");

        fixture.restart();
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
        fixture.keyring.protect(LOGS, pinned(fixture.firstVersion), CLUSTER_IDENTITY, KeyringTest::empty);
        assertThat(fixture.fingerprint(LOGS)).isNotEqualTo(before);
    }

    private static boolean empty(Runnable change) {
        change.run();
        return true;
    }
}
