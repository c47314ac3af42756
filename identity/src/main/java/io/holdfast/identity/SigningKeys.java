package io.holdfast.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The RSA keys under which tokens are signed, sealed in the records as JWK (RFC 7517) by key id.
///
/// The newest signs; it is replaced when a token is asked for and the key is [#ROTATE_AFTER] old, or on command. A
/// replaced key is published and verifies until every token that it signed has expired, and is then destroyed.
/// Thread-safe.
final class SigningKeys {

    /// How long a key signs, unless it is replaced on command.
    static final Duration ROTATE_AFTER = Duration.ofDays(30);

    private static final Logger LOGGER = LoggerFactory.getLogger(SigningKeys.class);
    private static final String COLLECTION = "identity/signing-key";
    private static final int KEY_BITS = 2048;

    private final RecordSpace space;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Duration verifyAfter;
    private final ReentrantLock rotating = new ReentrantLock();
    // Replaced as a whole, under the lock.
    private volatile List<Held> newestFirst;

    private SigningKeys(RecordSpace space, InstantSource clock, SecureRandom random, Duration verifyAfter) {
        this.space = space;
        this.clock = clock;
        this.random = random;
        this.verifyAfter = verifyAfter;
        this.newestFirst = load();
    }

    /// A key and when it was replaced, if it was.
    private record Held(RSAKey key, Instant created, Optional<Instant> replaced) {}

    /// The keys of the records; the first is made where there is none.
    ///
    /// @param verifyAfter how long a replaced key goes on verifying: as long as its tokens may live
    static SigningKeys open(RecordSpace space, InstantSource clock, SecureRandom random,
            Duration verifyAfter) {
        SigningKeys keys = new SigningKeys(space, clock, random, verifyAfter);
        if (keys.newestFirst.isEmpty()) {
            keys.rotate(false);
        }
        return keys;
    }

    /// Keeps a key, which signs from the next opening on.
    static void add(RecordSpace space, RSAKey key, Instant created) {
        space.transact(transaction -> put(transaction, new Held(key, created, Optional.empty())));
    }

    private static boolean put(RecordTransaction transaction, Held held) {
        ObjectNode record = Json.object().put("v", 1).put("created", held.created().toString()).put("jwk",
                held.key().toJSONString());
        held.replaced().ifPresent(at -> record.put("replaced", at.toString()));
        transaction.put(ref(held.key()), Json.bytes(record));
        return true;
    }

    private static RecordRef ref(RSAKey key) {
        return RecordRef.of(COLLECTION, key.getKeyID());
    }

    private List<Held> load() {
        return space.list(COLLECTION, "").stream().map(record -> held(Json.parseObject(record.body())))
                .sorted(Comparator.comparing(Held::created).reversed()).toList();
    }

    private static Held held(ObjectNode record) {
        try {
            return new Held(RSAKey.parse(record.path("jwk").asString()),
                    Instant.parse(record.path("created").asString()),
                    Json.text(record, "replaced").map(Instant::parse));
        } catch (ParseException e) {
            throw new IllegalStateException("A key that signs tokens could not be read", e);
        }
    }

    static RSAKey generate(SecureRandom random) {
        try {
            return new RSAKeyGenerator(KEY_BITS).secureRandom(random).keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("The key that signs tokens could not be made", e);
        }
    }

    /// Makes a new key, which signs from now on.
    ///
    /// @param discardOthers whether the others are destroyed at once, so that every token they signed is refused: for
    ///         when one of them has become known
    RSAKey rotate(boolean discardOthers) {
        rotating.lock();
        try {
            Instant now = clock.instant();
            Held fresh = new Held(generate(random), now, Optional.empty());
            List<Held> before = newestFirst;
            List<Held> kept = new ArrayList<>(List.of(fresh));
            before.stream().map(old -> replaced(old, now)).filter(old -> !discardOthers && verifies(old, now))
                    .forEach(kept::add);
            // First, so that no token is found valid by a discarded key once the records have changed.
            newestFirst = List.copyOf(kept);
            try {
                space.transact(transaction -> written(transaction, before, kept));
            } catch (RuntimeException e) {
                newestFirst = before;
                throw e;
            }
            LOGGER.atInfo().addKeyValue("keyId", fresh.key().getKeyID()).addKeyValue("keys", kept.size())
                    .addKeyValue("othersDiscarded", discardOthers)
                    .log("The key that signs tokens was replaced");
            return fresh.key();
        } finally {
            rotating.unlock();
        }
    }

    private static Held replaced(Held old, Instant now) {
        return new Held(old.key(), old.created(), old.replaced().or(() -> Optional.of(now)));
    }

    private static boolean written(RecordTransaction transaction, List<Held> before, List<Held> kept) {
        before.forEach(old -> transaction.delete(ref(old.key())));
        kept.forEach(held -> put(transaction, held));
        return true;
    }

    private boolean verifies(Held held, Instant now) {
        return held.replaced().map(at -> now.isBefore(at.plus(verifyAfter))).orElse(true);
    }

    /// The key that signs now; made anew if the present one has signed for long enough.
    RSAKey signing() {
        if (isDue()) {
            rotating.lock();
            try {
                return isDue() ? rotate(false) : newestFirst.getFirst().key();
            } finally {
                rotating.unlock();
            }
        }
        return newestFirst.getFirst().key();
    }

    private boolean isDue() {
        return !clock.instant().isBefore(newestFirst.getFirst().created().plus(ROTATE_AFTER));
    }

    /// The key of an id, if tokens under it are accepted.
    Optional<RSAKey> find(String keyId) {
        Instant now = clock.instant();
        return newestFirst.stream().filter(held -> verifies(held, now)).map(Held::key)
                .filter(key -> key.getKeyID().equals(keyId)).findFirst();
    }

    /// The public halves of the keys under which tokens are accepted.
    List<RSAKey> verifying() {
        Instant now = clock.instant();
        return newestFirst.stream().filter(held -> verifies(held, now)).map(held -> held.key().toPublicJWK())
                .toList();
    }
}
