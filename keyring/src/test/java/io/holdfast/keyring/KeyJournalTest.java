package io.holdfast.keyring;

import static io.holdfast.keyring.KeyringFixture.CLUSTER_IDENTITY;
import static io.holdfast.keyring.KeyringFixture.DOCUMENTS;
import static io.holdfast.keyring.KeyringFixture.LOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.RecordException;
import io.holdfast.records.RecordRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every change of how an account key stands is in the journal once, dark or not and across restarts.
@ExtendWith(KeyringFixtures.class)
class KeyJournalTest {

    private static final Duration POLL = KeyringSettings.DEFAULT.pollInterval();
    private static final Duration GRACE = KeyringSettings.DEFAULT.grace();
    private static final VaultAnswer SILENCE = VaultAnswer.none("ConnectionRefused", "no answer");

    private KeyringFixture fixture;
    private long before;

    @BeforeEach
    void open(KeyringFixture given) {
        fixture = given.protectedByTheVault();
        before = fixture.keyring.journal().last();
    }

    private List<KeyStateChange> changes() {
        return fixture.keyring.journal().after(before, 1_000).stream().map(KeyJournal.Entry::change).toList();
    }

    private List<String> states(StorageResource resource) {
        return changes().stream().filter(change -> change.resource().equals(resource))
                .map(change -> change.now().state().label()).toList();
    }

    @Test
    void aNewKeyBeginsItsJournal() {
        assertThat(fixture.keyring.journal().after(0, 10)).extracting(KeyJournal.Entry::change)
                .allSatisfy(change -> {
                    assertThat(change.before()).isEmpty();
                    assertThat(change.now().state()).isEqualTo(KeyState.AVAILABLE);
                }).extracting(KeyStateChange::resource).containsExactly(LOGS, DOCUMENTS);
    }

    @Test
    void revocationAndRestorationAreWrittenWithWhatTheVaultSaid() {
        fixture.vault.takeAccess(CLUSTER_IDENTITY);
        fixture.vault.push();
        fixture.vault.giveAccess(CLUSTER_IDENTITY);
        fixture.vault.push();

        assertThat(states(LOGS)).containsExactly("Revoked", "Available");
        assertThat(states(DOCUMENTS)).isEmpty();
        KeyStateChange revoked = changes().getFirst();
        assertThat(revoked.before()).hasValueSatisfying(
                former -> assertThat(former.state()).isEqualTo(KeyState.AVAILABLE));
        assertThat(revoked.principalId()).isEqualTo(CLUSTER_IDENTITY);
        assertThat(revoked.answer().flatMap(VaultAnswer::innerCode)).contains("ForbiddenByPolicy");
        assertThat(revoked.now().keyId()).hasValueSatisfying(
                keyId -> assertThat(keyId.version()).isEqualTo(fixture.firstVersion));
        assertThat(changes().getLast().answer()).isEmpty();
    }

    @Test
    void anOutageIsWrittenAsItBeginsWhenItDarkensAndWhenItEnds() {
        fixture.vault.fault = Optional.of(SILENCE);
        fixture.advance(GRACE.plus(POLL));
        fixture.vault.fault = Optional.empty();
        fixture.advance(POLL);

        assertThat(states(LOGS)).containsExactly("Unreachable", "DarkUnreachable", "Available");
    }

    @Test
    void answersThatChangeNothingAreNotWritten() {
        fixture.advance(POLL.multipliedBy(10));
        fixture.vault.disable(fixture.firstVersion);
        fixture.advance(POLL.multipliedBy(10));

        assertThat(states(LOGS)).containsExactly("Revoked");
    }

    @Test
    void aRestartIsNoChangeUnlessTheKeyStandsOtherwiseThen() {
        fixture.restart();
        assertThat(changes()).isEmpty();

        fixture.vault.disable(fixture.firstVersion);
        fixture.restart();
        fixture.restart();
        assertThat(states(LOGS)).containsExactly("Revoked");

        fixture.vault.enable(fixture.firstVersion);
        fixture.vault.fault = Optional.of(SILENCE);
        fixture.restart();
        fixture.vault.fault = Optional.empty();
        fixture.restart();
        assertThat(states(LOGS)).containsExactly("Revoked", "DarkUnreachable", "Available");
    }

    @Test
    void anotherKeyVersionIsAChangeOfItsOwn() {
        String second = fixture.vault.newVersion();
        fixture.keyring.rotate(LOGS, KeyringFixture.pinned(second));

        assertThat(changes()).singleElement().satisfies(change -> {
            assertThat(change.isOfState()).isFalse();
            assertThat(change.now().keyId()).map(VaultKeyId::version).contains(second);
            assertThat(change.before().orElseThrow().keyId()).map(VaultKeyId::version)
                    .contains(fixture.firstVersion);
        });
    }

    @Test
    void theDestructionOfAKeyIsTheLastOfItsChanges() {
        fixture.keyring.destroy(LOGS);
        fixture.restart();

        assertThat(states(LOGS)).containsExactly("Destroyed");
    }

    @Test
    void entriesHaveHashesOfTheirOwnAlsoWhereTheyAreAlike() {
        for (int i = 0; i < 2; i++) {
            fixture.vault.disable(fixture.firstVersion);
            fixture.vault.push();
            fixture.vault.enable(fixture.firstVersion);
            fixture.vault.push();
        }

        List<KeyJournal.Entry> entries = fixture.keyring.journal().after(before, 100);
        assertThat(entries).hasSize(8).extracting(KeyJournal.Entry::hash).doesNotHaveDuplicates()
                .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
        assertThat(entries).extracting(KeyJournal.Entry::number).containsExactly(before + 1, before + 2,
                before + 3, before + 4, before + 5, before + 6, before + 7, before + 8);
    }

    @Test
    void anEntryThatIsNotAsWrittenIsAnErrorAndNoValue() {
        fixture.vault.disable(fixture.firstVersion);
        fixture.vault.push();
        RecordRef entry = new RecordRef("keyring/journal", "changes/0000000000000000",
                "%016x".formatted(before + 1));
        byte[] body = fixture.space.find(entry).orElseThrow().body();

        fixture.space.transact(transaction -> transaction.put(entry, "{\"v\":2}".getBytes(
                StandardCharsets.UTF_8)));
        assertThatThrownBy(this::changes).isInstanceOf(CorruptKeyRecordException.class);
        fixture.space.transact(transaction -> transaction.put(entry, new byte[]{body[0]}));
        assertThatThrownBy(this::changes).isInstanceOf(CorruptKeyRecordException.class)
                .isNotInstanceOf(RecordException.class);
    }
}
