package io.holdfast.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.keyring.AvailabilityState.Asked;
import io.holdfast.keyring.AvailabilityState.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvailabilityStateTest {

    private static final Duration GRACE = Duration.ofMinutes(30);
    private static final Duration TICK = Duration.ofNanos(1);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Asked ASKED = new Asked(Optional.of(new VaultKeyId("https://v", "k", "1")),
            "principal");
    private static final VaultAnswer TIMEOUT = VaultAnswer.none("Timeout", "no answer");
    private static final VaultAnswer DISABLED = FakeVault.forbidden("KeyDisabled");
    private static final VaultAnswer FIREWALL = FakeVault.forbidden("ForbiddenByFirewall");

    /// Near the end of the range, so that the clock wraps around within a test.
    private static final long START = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos();

    private final AvailabilityState state = new AvailabilityState(GRACE, ASKED, NOW);

    static Stream<VaultAnswer> denials() {
        return Stream.of(DISABLED, FakeVault.forbidden("ForbiddenByPolicy"),
                FakeVault.forbidden("ForbiddenByRbac"),
                FakeVault.forbidden("AccessDenied"), FakeVault.forbidden("KeyOperationForbidden"),
                answer(403, "AccessDenied"), answer(404, "KeyNotFound"), answer(404, "VaultNotFound"));
    }

    static Stream<VaultAnswer> outages() {
        return Stream.concat(
                Stream.of("Timeout", "ConnectionRefused", "ConnectionReset", "NameNotResolved", "Tls")
                        .map(code -> VaultAnswer.none(code, "no answer")),
                Stream.of(408, 429, 500, 502, 503, 504, 599)
                        .map(status -> answer(status, "ServiceUnavailable")));
    }

    static Stream<VaultAnswer> uncertainties() {
        return Stream.of(FIREWALL, FakeVault.forbidden("NeverSeenBefore"), answer(403, "Forbidden"),
                answer(401, "Unauthorized"), answer(400, "BadParameter"), answer(404, "ResourceNotFound"),
                answer(302, "Found"), answer(418, "Teapot"), answer(200, "KeyCommitmentMismatch"),
                VaultAnswer.none("UnexpectedFailure", "NullPointerException"));
    }

    @Test
    void aFreshStateIsDarkUntilTheFirstUnwrap() {
        assertThat(cause()).hasValue(Darkness.Cause.UNREACHABLE);
        assertThat(failed(TIMEOUT, Duration.ZERO)).isEqualTo(Change.NONE);
        assertThat(cause()).as("an outage over a restart stays dark").hasValue(Darkness.Cause.UNREACHABLE);

        assertThat(succeeded(Duration.ZERO)).isEqualTo(Change.LIT);
        assertThat(cause()).isEmpty();
    }

    @Test
    void aFreshStateLearnsOfARevocation() {
        assertThat(failed(DISABLED, Duration.ZERO)).isEqualTo(Change.NONE);

        assertThat(cause()).hasValue(Darkness.Cause.REVOKED);
    }

    @ParameterizedTest
    @MethodSource("denials")
    void ruleO4_aDenialDarkensAtOnce(VaultAnswer denial) {
        succeeded(Duration.ZERO);

        assertThat(failed(denial, TICK)).isEqualTo(Change.DARKENED);
        assertThat(state.darkness()).hasValueSatisfying(darkness -> {
            assertThat(darkness.cause()).isEqualTo(Darkness.Cause.REVOKED);
            assertThat(darkness.answer()).isEqualTo(denial);
            assertThat(darkness.detail()).contains("https://v/keys/k/1", "principal", denial.brief());
        });
    }

    @ParameterizedTest
    @MethodSource("denials")
    void aDenialDuringAnOutageDarkensAtOnce(VaultAnswer denial) {
        succeeded(Duration.ZERO);
        failed(TIMEOUT, Duration.ofSeconds(10));

        assertThat(failed(denial, Duration.ofSeconds(20))).isEqualTo(Change.DARKENED);
        assertThat(cause()).hasValue(Darkness.Cause.REVOKED);
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageIsBorneUntilTheGraceEnds(VaultAnswer outage) {
        darkensAfter(outage, GRACE);
    }

    @ParameterizedTest
    @MethodSource("uncertainties")
    void anUncertainAnswerIsBorneForTenMinutes(VaultAnswer uncertain) {
        darkensAfter(uncertain, Duration.ofMinutes(10));
    }

    private void darkensAfter(VaultAnswer answer, Duration bound) {
        succeeded(Duration.ZERO);

        assertThat(failed(answer, Duration.ofSeconds(10))).isEqualTo(Change.NONE);
        assertThat(failed(answer, bound.minus(TICK))).isEqualTo(Change.NONE);
        assertThat(elapsed(bound.minus(TICK))).isEqualTo(Change.NONE);
        assertThat(state.untilDark(at(bound.minus(TICK)))).hasValue(TICK);
        assertThat(elapsed(bound)).isEqualTo(Change.DARKENED);
        assertThat(cause()).hasValue(Darkness.Cause.UNREACHABLE);
        assertThat(succeeded(bound.plus(TICK))).isEqualTo(Change.LIT);
    }

    @Test
    void anAnswerAfterTheBoundDarkensWithoutATimer() {
        succeeded(Duration.ZERO);

        assertThat(failed(TIMEOUT, GRACE)).isEqualTo(Change.DARKENED);
    }

    @Test
    void aShorterGraceBoundsUncertainAnswersToo() {
        AvailabilityState strict = new AvailabilityState(Duration.ofMinutes(1), ASKED, NOW);
        strict.succeeded(0, NOW);
        strict.failed(ASKED, FIREWALL, 1, NOW);

        assertThat(strict.untilDark(1)).hasValue(Duration.ofMinutes(1).minusNanos(1));
    }

    @Test
    void withoutGraceTheFirstSilenceDarkens() {
        AvailabilityState strict = new AvailabilityState(Duration.ZERO, ASKED, NOW);
        strict.succeeded(0, NOW);

        assertThat(strict.failed(ASKED, TIMEOUT, 0, NOW)).isEqualTo(Change.DARKENED);
    }

    @Test
    void theTightestBoundHoldsUntilTheNextUnwrap() {
        succeeded(Duration.ZERO);
        failed(FIREWALL, Duration.ofMinutes(1));
        failed(TIMEOUT, Duration.ofMinutes(9));
        assertThat(elapsed(Duration.ofMinutes(10))).isEqualTo(Change.DARKENED);

        succeeded(Duration.ofMinutes(11));
        failed(TIMEOUT, Duration.ofMinutes(12));
        assertThat(elapsed(Duration.ofMinutes(21))).isEqualTo(Change.NONE);
        assertThat(elapsed(Duration.ofMinutes(41))).isEqualTo(Change.DARKENED);
    }

    @Test
    void anUncertainAnswerLateInAnOutageDarkensAtOnce() {
        succeeded(Duration.ZERO);
        failed(TIMEOUT, Duration.ofMinutes(1));

        assertThat(failed(FIREWALL, Duration.ofMinutes(15))).isEqualTo(Change.DARKENED);
    }

    @Test
    void anUnwrapWithinTheGraceIsNoEventAndStartsTheGraceAnew() {
        succeeded(Duration.ZERO);
        failed(TIMEOUT, Duration.ofMinutes(29));

        assertThat(succeeded(Duration.ofMinutes(29).plus(TICK))).isEqualTo(Change.NONE);
        failed(TIMEOUT, Duration.ofMinutes(58));
        assertThat(cause()).isEmpty();
        assertThat(state.view(at(Duration.ofMinutes(58)))).isInstanceOf(Availability.Unreachable.class);
    }

    @Test
    void silenceDoesNotTurnARevocationIntoAnOutage() {
        succeeded(Duration.ZERO);
        failed(DISABLED, Duration.ofMinutes(1));
        failed(TIMEOUT, Duration.ofMinutes(2));
        failed(FIREWALL, Duration.ofMinutes(3));

        assertThat(state.darkness()).hasValueSatisfying(darkness -> {
            assertThat(darkness.cause()).isEqualTo(Darkness.Cause.REVOKED);
            assertThat(darkness.answer()).isEqualTo(DISABLED);
        });
        assertThat(succeeded(Duration.ofDays(400))).isEqualTo(Change.LIT);
    }

    @Test
    void aDenialTurnsDarknessByOutageIntoARevocation() {
        succeeded(Duration.ZERO);
        failed(TIMEOUT, GRACE);

        assertThat(failed(DISABLED, GRACE.plus(TICK))).isEqualTo(Change.NONE);
        assertThat(cause()).hasValue(Darkness.Cause.REVOKED);
    }

    @Test
    void aDestroyedKeyNeverComesToLight() {
        succeeded(Duration.ZERO);

        assertThat(state.destroyed(ASKED, NOW)).isEqualTo(Change.DARKENED);
        assertThat(succeeded(TICK)).isEqualTo(Change.NONE);
        assertThat(failed(TIMEOUT, TICK)).isEqualTo(Change.NONE);
        assertThat(cause()).hasValue(Darkness.Cause.DESTROYED);
    }

    @Test
    void theWallClockDecidesNothing() {
        state.succeeded(START, NOW);
        state.failed(ASKED, TIMEOUT, at(Duration.ofSeconds(1)), NOW.plus(Duration.ofDays(3650)));
        assertThat(state.elapsed(at(Duration.ofSeconds(2)), NOW.minus(Duration.ofDays(3650))))
                .isEqualTo(Change.NONE);
        assertThat(cause()).isEmpty();

        assertThat(state.elapsed(at(GRACE), NOW)).isEqualTo(Change.DARKENED);
    }

    private Change succeeded(Duration after) {
        return state.succeeded(at(after), NOW.plus(after));
    }

    private Change failed(VaultAnswer answer, Duration after) {
        return state.failed(ASKED, answer, at(after), NOW.plus(after));
    }

    private Change elapsed(Duration after) {
        return state.elapsed(at(after), NOW.plus(after));
    }

    private Optional<Darkness.Cause> cause() {
        return state.darkness().map(Darkness::cause);
    }

    private static long at(Duration after) {
        return START + after.toNanos();
    }

    private static VaultAnswer answer(int status, String code) {
        return new VaultAnswer(status, code, Optional.empty(), "the vault's words");
    }
}
