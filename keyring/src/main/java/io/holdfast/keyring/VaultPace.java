package io.holdfast.keyring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// How fast each vault is asked: at most [#CALLS_PER_SECOND] in any second, so that many clusters stretch
/// their poll interval instead of overrunning their vault.
///
/// A leaky bucket for each vault: [#BURST] calls at once, and [#STEADY_PER_SECOND] in the long run. What a vault's
/// own notice or a person asks for is counted but never made to wait. Thread-safe.
final class VaultPace {

    /// What a vault gets at most; well below what Azure Key Vault allows (2,000 RSA-2048 calls in 10 s for
    /// each vault and region; source: "Azure Key Vault service limits").
    static final int CALLS_PER_SECOND = 100;

    /// Calls that are made at once: those of a few clusters.
    static final int BURST = 10;

    /// Calls in the long run: an unwrap with RSA-2048 takes a vault in this process a millisecond of processor
    /// time with all that belongs to it, so that these take less than a tenth of a core.
    static final int STEADY_PER_SECOND = 75;

    private static final long CALL_NANOS = TimeUnit.SECONDS.toNanos(1) / STEADY_PER_SECOND;

    private final KeyringScheduler scheduler;
    // By vault URI: when the bucket will have run empty, on the scheduler's clock.
    private final Map<String, Long> emptyAt = new ConcurrentHashMap<>();

    VaultPace(KeyringScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// Counts calls; answers how long they should wait.
    Duration reserve(String vaultUri, int calls) {
        long now = scheduler.nanoTime();
        long after = emptyAt.merge(vaultUri, now + calls * CALL_NANOS,
                (known, fresh) -> Math.max(known - now, 0) + fresh);
        return Duration.ofNanos(Math.max(0, after - now - BURST * CALL_NANOS));
    }

    /// How often each of a vault's keys is asked about.
    ///
    /// @param wished the interval without the bound
    /// @param calls of all its keys in one round
    static Duration interval(Duration wished, int calls) {
        Duration least = Duration.ofNanos(calls * CALL_NANOS);
        return wished.compareTo(least) >= 0 ? wished : least;
    }

    /// The calls of one poll: an unwrap, and a look at the newest version where that is followed.
    static int calls(Wrapping.Vault wrapping) {
        return wrapping.configured().version().isPresent() ? 1 : 2;
    }
}
