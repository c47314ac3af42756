package io.holdfast.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The cached keys of one outside issuer.
///
/// They are fetched at first need, again when they are [#FRESH] old, and when a token names a key that is not among
/// them; never twice within [#PAUSE], whatever tokens come. While they cannot be fetched the old ones count, until they
/// are [#USABLE] old. Thread-safe; one thread fetches, the others go on with what there is.
final class OutsideKeys {

    static final Duration FRESH = Duration.ofHours(1);
    static final Duration USABLE = Duration.ofHours(24);
    static final Duration PAUSE = Duration.ofSeconds(30);

    private static final Logger LOGGER = LoggerFactory.getLogger(OutsideKeys.class);
    private static final int MIN_RSA_BITS = 2048;

    private final String issuer;
    private final KeyFetcher fetcher;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    // Replaced as a whole, under the lock.
    private volatile Cached cached = new Cached(List.of(), Instant.MIN);
    // Guarded by the lock.
    private @Nullable Instant lastAttempt;

    OutsideKeys(String issuer, KeyFetcher fetcher, InstantSource clock) {
        this.issuer = issuer;
        this.fetcher = fetcher;
        this.clock = clock;
    }

    private record Cached(List<JWK> keys, Instant fetched) {

        private Optional<JWK> find(String keyId) {
            return keys.stream().filter(key -> keyId.equals(key.getKeyID())).findFirst();
        }
    }

    /// The public key of an id.
    Optional<JWK> find(String keyId) {
        Instant now = clock.instant();
        Cached before = cached;
        if (isOlder(before, FRESH, now) || before.find(keyId).isEmpty()) {
            refresh(before, now);
        }
        Cached present = cached;
        return isOlder(present, USABLE, now) ? Optional.empty() : present.find(keyId);
    }

    private static boolean isOlder(Cached keys, Duration age, Instant now) {
        return keys.fetched().equals(Instant.MIN) || !now.isBefore(keys.fetched().plus(age));
    }

    private void refresh(Cached seen, Instant now) {
        // Who has nothing to go on with waits for the thread that fetches.
        if (isOlder(seen, USABLE, now)) {
            fetching.lock();
        } else if (!fetching.tryLock()) {
            return;
        }
        try {
            boolean pausing = lastAttempt != null && now.isBefore(lastAttempt.plus(PAUSE));
            if (cached.equals(seen) && !pausing) {
                lastAttempt = now;
                cached = new Cached(usable(fetcher.fetch()), now);
                LOGGER.atInfo().addKeyValue("issuer", issuer).addKeyValue("keys", cached.keys().size())
                        .log("The keys of an outside issuer were fetched");
            }
        } catch (IOException e) {
            LOGGER.atWarn().addKeyValue("issuer", issuer).addKeyValue("error", e.toString())
                    .log("The keys of an outside issuer could not be fetched");
        } finally {
            fetching.unlock();
        }
    }

    private static List<JWK> usable(JWKSet all) {
        return all.toPublicJWKSet().getKeys().stream()
                .filter(key -> key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                .filter(key -> KeyType.EC.equals(key.getKeyType())
                        || (KeyType.RSA.equals(key.getKeyType()) && key.size() >= MIN_RSA_BITS))
                .toList();
    }
}
