package io.holdfast.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The RSA keys under which tokens are signed, sealed in the records as JWK (RFC 7517) by key id.
///
/// The newest signs; all verify. Immutable.
final class SigningKeys {

    private static final String COLLECTION = "identity/signing-key";
    private static final int KEY_BITS = 2048;

    private final List<RSAKey> newestFirst;

    private SigningKeys(List<RSAKey> newestFirst) {
        this.newestFirst = newestFirst;
    }

    /// The keys of the records; the first is made where there is none.
    static SigningKeys load(RecordSpace space, Instant now, SecureRandom random) {
        List<RSAKey> stored = stored(space.list(COLLECTION, ""));
        if (!stored.isEmpty()) {
            return new SigningKeys(stored);
        }
        RSAKey fresh = generate(random);
        add(space, fresh, now);
        return new SigningKeys(List.of(fresh));
    }

    /// Keeps a key, which signs from the next loading on.
    static void add(RecordSpace space, RSAKey key, Instant created) {
        ObjectNode record = Json.object().put("v", 1).put("created", created.toString()).put("jwk",
                key.toJSONString());
        space.transact(
                transaction -> transaction.put(RecordRef.of(COLLECTION, key.getKeyID()), Json.bytes(record)));
    }

    private static List<RSAKey> stored(List<SealedRecord> records) {
        return records.stream().map(record -> Json.parseObject(record.body()))
                .sorted(Comparator.comparing((ObjectNode record) -> record.path("created").asString())
                        .reversed())
                .map(record -> parsed(record.path("jwk").asString())).toList();
    }

    static RSAKey generate(SecureRandom random) {
        try {
            return new RSAKeyGenerator(KEY_BITS).secureRandom(random).keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("The key that signs tokens could not be made", e);
        }
    }

    private static RSAKey parsed(String jwk) {
        try {
            return RSAKey.parse(jwk);
        } catch (ParseException e) {
            throw new IllegalStateException("A key that signs tokens could not be read", e);
        }
    }

    RSAKey signing() {
        return newestFirst.getFirst();
    }

    Optional<RSAKey> find(String keyId) {
        return newestFirst.stream().filter(key -> key.getKeyID().equals(keyId)).findFirst();
    }

    /// The public halves.
    List<RSAKey> verifying() {
        return newestFirst.stream().map(RSAKey::toPublicJWK).toList();
    }
}
