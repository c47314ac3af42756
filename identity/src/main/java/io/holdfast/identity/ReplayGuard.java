package io.holdfast.identity;

import io.holdfast.crypto.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Bounds how an assertion can be used again: until it expires only from the address that used it first, only as the
/// very same text, and [#MAX_USES] times.
///
/// A single use would be stricter, but the sign-in libraries for JavaScript and Python send one assertion until it
/// expires. What has been seen is in memory: after a restart an assertion counts as new. Thread-safe.
final class ReplayGuard {

    static final int MAX_USES = 1_000;
    /// An assertion lives for some ten minutes, so this is a client that makes one or two a second.
    static final int MAX_OF_CLIENT = 1_000;
    private static final int MAX_ALL = 50_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    // Both guarded by lock.
    private final Map<Name, Seen> seen = new HashMap<>();
    private final Map<String, Integer> byClient = new HashMap<>();

    ReplayGuard(InstantSource clock) {
        this.clock = clock;
    }

    /// What became of an attempt.
    enum Verdict {
        /// The assertion may be used.
        ACCEPTED,
        /// Another assertion of this id, another address, or too often.
        REPLAYED,
        /// Too many assertions are remembered; later there is room again.
        FULL
    }

    private record Name(String clientId, String jwtId) {}

    private record Seen(String address, String hash, Instant forgetAt, int uses) {}

    /// Judges one use of an assertion whose signature is verified.
    ///
    /// @param forgetAt when it is refused for its age anyway
    Verdict use(String clientId, String jwtId, String assertion, String address, Instant forgetAt) {
        String hash = HexFormat.of()
                .formatHex(Digests.sha256(assertion.getBytes(StandardCharsets.US_ASCII)));
        Name name = new Name(clientId, jwtId);
        lock.lock();
        try {
            Seen before = seen.get(name);
            if (before == null) {
                return remember(name, new Seen(address, hash, forgetAt, 1));
            }
            boolean same = before.address().equals(address) && before.hash().equals(hash);
            if (!same || before.uses() >= MAX_USES) {
                return Verdict.REPLAYED;
            }
            seen.put(name, new Seen(address, hash, before.forgetAt(), before.uses() + 1));
            return Verdict.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    private Verdict remember(Name name, Seen fresh) {
        if (isFull(name)) {
            Instant now = clock.instant();
            seen.values().removeIf(old -> !now.isBefore(old.forgetAt()));
            byClient.clear();
            seen.keySet().forEach(kept -> byClient.merge(kept.clientId(), 1, Integer::sum));
            if (isFull(name)) {
                return Verdict.FULL;
            }
        }
        seen.put(name, fresh);
        byClient.merge(name.clientId(), 1, Integer::sum);
        return Verdict.ACCEPTED;
    }

    private boolean isFull(Name name) {
        return seen.size() >= MAX_ALL || byClient.getOrDefault(name.clientId(), 0) >= MAX_OF_CLIENT;
    }
}
