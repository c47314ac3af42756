package io.holdfast.keyring;

import static io.holdfast.keyring.KeyringFixture.CLUSTER_IDENTITY;
import static io.holdfast.keyring.KeyringFixture.COSMOS_DB;
import static io.holdfast.keyring.KeyringFixture.DOCUMENTS;
import static io.holdfast.keyring.KeyringFixture.LOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KeyringFixtures.class)
class RevocationTest {

    private static final Duration POLL = KeyringSettings.DEFAULT.pollInterval();
    private static final VaultAnswer REFUSED = VaultAnswer.none("ConnectionRefused", "no answer");

    private KeyringFixture fixture;

    @BeforeEach
    void open(KeyringFixture given) {
        fixture = given.protectedByTheVault();
    }

    @Test
    void rulesR2_S21_aDisabledKeyDarkensBothStoresWhenTheVaultSaysSo() {
        byte[] before = fixture.fingerprint(LOGS);
        fixture.vault.disable(fixture.firstVersion);
        fixture.vault.push();

        assertThat(fixture.events).containsExactlyInAnyOrder("dark LOG_STORE REVOKED",
                "dark DOCUMENT_STORE REVOKED");
        assertThatThrownBy(() -> fixture.keyring.accountKey(LOGS)).isInstanceOfSatisfying(
                KeyRevokedException.class,
                e -> {
                    assertThat(e.code()).isEqualTo("CustomerManagedKeyRevoked");
                    assertThat(e.darkness().detail()).contains(FakeVault.URI + "/keys/" + FakeVault.KEY + "/",
                            CLUSTER_IDENTITY, "403 Forbidden (KeyDisabled)");
                });

        fixture.events.clear();
        fixture.vault.enable(fixture.firstVersion);
        fixture.vault.push();
        assertThat(fixture.events).containsExactlyInAnyOrder("light LOG_STORE", "light DOCUMENT_STORE");
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
    }

    @Test
    void rulesO1_O7_G6_pollingFindsRevocationAndRestorationWithoutBeingTold() {
        fixture.vault.disable(fixture.firstVersion);
        fixture.advance(POLL.minusNanos(1));
        assertThat(fixture.events).isEmpty();
        fixture.advance(Duration.ofNanos(1));
        assertThat(fixture.events).hasSize(2).allMatch(event -> event.endsWith("REVOKED"));

        fixture.events.clear();
        fixture.vault.enable(fixture.firstVersion);
        fixture.advance(POLL);
        assertThat(fixture.events).containsExactlyInAnyOrder("light LOG_STORE", "light DOCUMENT_STORE");
    }

    @Test
    void ruleR12_losingTheAccessOfOnePrincipalDarkensItsStoreOnly() {
        fixture.vault.takeAccess(COSMOS_DB);
        fixture.vault.push();

        assertThat(fixture.events).containsExactly("dark DOCUMENT_STORE REVOKED");
        assertThat(fixture.keyring.availability(LOGS).isLight()).isTrue();
        assertThat(fixture.keyring.availability(DOCUMENTS).isLight()).isFalse();

        fixture.vault.giveAccess(COSMOS_DB);
        fixture.vault.push();
        assertThat(fixture.events).containsExactly("dark DOCUMENT_STORE REVOKED", "light DOCUMENT_STORE");
    }

    @Test
    void rulesO2_G7_anOutageWithinTheGraceTouchesNobody() {
        byte[] before = fixture.fingerprint(LOGS);
        fixture.vault.fault = Optional.of(REFUSED);
        fixture.advance(Duration.ofMinutes(20));

        assertThat(fixture.events).isEmpty();
        assertThat(fixture.fingerprint(LOGS)).isEqualTo(before);
        assertThat(fixture.keyring.availability(LOGS))
                .isInstanceOfSatisfying(Availability.Unreachable.class,
                        state -> assertThat(state.graceLeft()).isBetween(Duration.ofMinutes(9),
                                Duration.ofMinutes(11)));

        fixture.vault.fault = Optional.empty();
        fixture.advance(POLL);
        assertThat(fixture.events).isEmpty();
        assertThat(fixture.keyring.availability(LOGS)).isInstanceOf(Availability.Available.class);
    }

    @Test
    void ruleO3_anOutageBeyondTheGraceDarkensAtItsEndAndNoLater() {
        fixture.vault.fault = Optional.of(REFUSED);
        fixture.advance(Duration.ofMinutes(30).minusNanos(1));
        assertThat(fixture.events).isEmpty();

        fixture.advance(Duration.ofNanos(1));
        assertThat(fixture.events).containsExactlyInAnyOrder("dark LOG_STORE UNREACHABLE",
                "dark DOCUMENT_STORE UNREACHABLE");
        assertThatThrownBy(() -> fixture.keyring.accountKey(LOGS))
                .isInstanceOfSatisfying(KeyUnreachableException.class, e -> {
                    assertThat(e.code()).isEqualTo("CustomerManagedKeyUnreachable");
                    assertThat(e.retryAfter()).isEqualTo(POLL);
                });
    }

    @Test
    void aRestartDuringAnOutageStaysDarkUntilTheVaultAnswers() {
        fixture.vault.fault = Optional.of(REFUSED);
        fixture.restart();

        assertThatThrownBy(() -> fixture.keyring.accountKey(LOGS))
                .isInstanceOf(KeyUnreachableException.class);
        fixture.vault.fault = Optional.empty();
        fixture.advance(POLL);
        assertThat(fixture.events).containsExactlyInAnyOrder("light LOG_STORE", "light DOCUMENT_STORE");
    }

    @Test
    void readingTheKeyIsNoPoll() {
        fixture.vault.calls.clear();
        fixture.advance(POLL);

        assertThat(fixture.vault.calls).containsExactly("unwrap", "unwrap");
    }

    @Test
    void aConsentFromBeforeARevocationDoesNotUndoIt() {
        // While the first store's consent is on its way, the key is disabled and that is noticed by a push.
        fixture.vault.afterUnwrap = () -> {
            fixture.vault.disable(fixture.firstVersion);
            fixture.vault.push();
        };
        fixture.advance(POLL);

        assertThat(fixture.events).containsExactlyInAnyOrder("dark LOG_STORE REVOKED",
                "dark DOCUMENT_STORE REVOKED");
    }

    @Test
    void aQuestionWithoutAnAnswerCountsAsAnOutageAndItsLateAnswerForNothing() {
        fixture.vault.afterUnwrap = () -> fixture.advance(KeyringSettings.DEFAULT.answerBound());
        fixture.advance(POLL);

        assertThat(fixture.events).isEmpty();
        assertThat(java.util.List.of(fixture.keyring.availability(LOGS),
                fixture.keyring.availability(DOCUMENTS)))
                .hasAtLeastOneElementOfType(Availability.Unreachable.class);
    }
}
