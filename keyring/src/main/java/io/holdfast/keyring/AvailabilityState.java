package io.holdfast.keyring;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether one storage resource may use its account key: the state machine of revocation.
///
/// # What it decides
///
/// Everything that a customer is promised about revocation rests on this class: a key that was taken away is
/// not used any more, a vault that merely hiccups costs nobody anything, and the difference between the two
/// is never guessed in the store's favour. It is told each answer of the vault and each passing of a
/// deadline, and says whether the resource went dark or came to light by it. It does nothing else: it calls
/// nobody, holds no key, reads no clock and starts no timer. Its owner ([ResourceKey]) serialises the calls
/// and acts on what it answers.
///
/// # The states
///
/// - *Light*: the last contact was a successful unwrap.
/// - *Outage*: since the last successful unwrap there was no usable answer. The key is still used, until
///   `bound` after that unwrap. Such an unwrap back to *Light* is no event: nothing was ever closed.
/// - *Dark*: the key is not used. It has a cause: *revoked* after an explicit denial, *unreachable* when the
///   bound of an outage passed. Only a successful unwrap leads out, however long it takes and whoever caused
///   it.
///
/// A fresh state is dark and unreachable: a process that starts has not been allowed anything yet, so a
/// restart during an outage stays dark, and grace cannot be won by restarting.
///
/// # Which answers count as what
///
/// [VaultFault] sorts them. A denial darkens at once, from any state. An outage grants the whole grace. What
/// is neither (a firewall, a refused token, an answer never seen before) might be a customer locking us out
/// in a way that we do not know, so it counts as an outage of at most [#UNCERTAIN_BOUND]. Within one outage
/// the tightest bound seen holds until the next successful unwrap: an uncertain answer followed by timeouts
/// does not regain the long grace.
///
/// While dark, a denial turns *unreachable* into *revoked*, since it is the better knowledge; but no silence
/// of the vault turns *revoked* into anything: the last thing that the customer said stands.
///
/// # Time
///
/// The bound runs from the *asking* of the last unwrap that succeeded, not from its answer: the vault's
/// consent is certain for that moment only. It is measured on a monotonic clock, given as nanoseconds whose
/// differences alone have a meaning; setting the wall clock neither lengthens nor shortens the grace.
/// [Instant]s are carried for people to read.
///
/// Not thread-safe: its owner's lock guards it.
final class AvailabilityState {

    /// The longest that answers which tell neither consent nor denial are borne.
    static final Duration UNCERTAIN_BOUND = Duration.ofMinutes(10);

    /// What a call changed for those who use the key.
    enum Change {
        /// Nothing.
        NONE,
        /// It may not be used any more.
        DARKENED,
        /// It may be used again.
        LIT
    }

    /// Whom the vault was asked about, as whom.
    record Asked(Optional<VaultKeyId> keyId, String principalId) {}

    private sealed interface State {}

    private record Light(Instant since, long contactNanos, Instant contact) implements State {}

    private record Outage(Light light, Instant since, Duration bound, Asked asked,
            VaultAnswer answer) implements State {}

    private record Dark(Darkness darkness) implements State {}

    private final Duration grace;
    private State state;

    /// A state that is dark until the first successful unwrap.
    AvailabilityState(Duration grace, Asked asked, Instant now) {
        this.grace = grace;
        this.state = new Dark(new Darkness(Darkness.Cause.UNREACHABLE, asked.keyId(), asked.principalId(),
                VaultAnswer.none("NotYetAsked", "The key vault has not answered since the start."), now));
    }

    /// The vault unwrapped the key when asked at `askedNanos`.
    Change succeeded(long askedNanos, Instant now) {
        return switch (state) {
            case Light light -> become(new Light(light.since(), askedNanos, now), Change.NONE);
            case Outage outage -> become(new Light(outage.light().since(), askedNanos, now), Change.NONE);
            case Dark dark -> dark.darkness().cause() == Darkness.Cause.DESTROYED
                    ? Change.NONE
                    : become(new Light(now, askedNanos, now), Change.LIT);
        };
    }

    /// The vault did not unwrap the key.
    Change failed(Asked asked, VaultAnswer answer, long nowNanos, Instant now) {
        VaultFault fault = VaultFault.of(answer);
        return switch (state) {
            case Dark dark -> become(new Dark(stillDark(dark.darkness(), asked, answer, now)), Change.NONE);
            case Light light -> fault == VaultFault.DENIED
                    ? become(dark(Darkness.Cause.REVOKED, asked, answer, now), Change.DARKENED)
                    : outage(new Outage(light, now, bound(fault), asked, answer), nowNanos, now);
            case Outage outage -> fault == VaultFault.DENIED
                    ? become(dark(Darkness.Cause.REVOKED, asked, answer, now), Change.DARKENED)
                    : outage(new Outage(outage.light(), outage.since(), min(outage.bound(), bound(fault)),
                            asked,
                            answer), nowNanos, now);
        };
    }

    /// Time passed; to be called when the deadline is due, harmless at any other time.
    Change elapsed(long nowNanos, Instant now) {
        return state instanceof Outage outage ? outage(outage, nowNanos, now) : Change.NONE;
    }

    /// The account key was destroyed.
    Change destroyed(Asked asked, Instant now) {
        boolean light = !(state instanceof Dark);
        VaultAnswer answer = VaultAnswer.none("Destroyed", "The account key was destroyed.");
        return become(dark(Darkness.Cause.DESTROYED, asked, answer, now),
                light ? Change.DARKENED : Change.NONE);
    }

    /// How long until an outage darkens; empty if there is none.
    Optional<Duration> untilDark(long nowNanos) {
        return state instanceof Outage outage ? Optional.of(left(outage, nowNanos)) : Optional.empty();
    }

    /// Why it is dark; empty if it is not.
    Optional<Darkness> darkness() {
        return state instanceof Dark dark ? Optional.of(dark.darkness()) : Optional.empty();
    }

    /// For people to read.
    Availability view(long nowNanos) {
        return switch (state) {
            case Light light -> new Availability.Available(light.since(), Optional.of(light.contact()));
            case Outage outage -> new Availability.Unreachable(outage.since(), outage.light().contact(),
                    left(outage, nowNanos), outage.bound(), outage.answer());
            case Dark dark -> new Availability.Dark(dark.darkness());
        };
    }

    private Change outage(Outage outage, long nowNanos, Instant now) {
        return left(outage, nowNanos).isPositive()
                ? become(outage, Change.NONE)
                : become(dark(Darkness.Cause.UNREACHABLE, outage.asked(), outage.answer(), now),
                        Change.DARKENED);
    }

    private Change become(State next, Change change) {
        state = next;
        return change;
    }

    private Duration bound(VaultFault fault) {
        return fault == VaultFault.OUTAGE ? grace : min(grace, UNCERTAIN_BOUND);
    }

    private static Duration left(Outage outage, long nowNanos) {
        return outage.bound().minusNanos(nowNanos - outage.light().contactNanos());
    }

    private static Dark dark(Darkness.Cause cause, Asked asked, VaultAnswer answer, Instant now) {
        return new Dark(new Darkness(cause, asked.keyId(), asked.principalId(), answer, now));
    }

    private static Darkness stillDark(Darkness before, Asked asked, VaultAnswer answer, Instant now) {
        return switch (before.cause()) {
            case DESTROYED -> before;
            case REVOKED -> VaultFault.of(answer) == VaultFault.DENIED
                    ? new Darkness(before.cause(), asked.keyId(), asked.principalId(), answer, before.since())
                    : before;
            case UNREACHABLE -> VaultFault.of(answer) == VaultFault.DENIED
                    ? new Darkness(Darkness.Cause.REVOKED, asked.keyId(), asked.principalId(), answer, now)
                    : new Darkness(before.cause(), asked.keyId(), asked.principalId(), answer,
                            before.since());
        };
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
