package io.holdfast.sealedingest;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.HpkePrivateKey;
import io.holdfast.crypto.HpkePublicKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.UnsealException;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The key pairs that batches are sealed with: the public half and its fingerprint are in the platform's
/// records, the private half is under a key that derives from the account key, bound to the cluster and the
/// public half.
final class KeyPairs {

    private static final String PURPOSE = "holdfast/sealed-ingest/v1";
    private static final HexFormat HEX = HexFormat.of();

    private KeyPairs() {}

    static Stored.Pair make(String cluster, SealingKey accountKey, SecureRandom random) {
        try (HpkePrivateKey key = HpkePrivateKey.generate(random);
                SealingKey under = accountKey.derive(Aad.of(PURPOSE))) {
            HpkePublicKey half = key.publicKey();
            return new Stored.Pair(Stored.VERSION, HEX.formatHex(half.toBytes()), half.fingerprint(),
                    HEX.formatHex(key.wrap(under, aad(cluster, half))));
        }
    }

    /// The private half, once it is shown that the recorded public half and fingerprint are its own.
    ///
    /// @throws SealedIngestException.Corrupt if they are not
    static HpkePrivateKey open(String cluster, Stored.Pair pair, SealingKey accountKey) {
        HpkePublicKey half = publicKey(pair);
        try (SealingKey under = accountKey.derive(Aad.of(PURPOSE))) {
            HpkePrivateKey key = HpkePrivateKey.unwrap(HEX.parseHex(pair.wrapped()), under,
                    aad(cluster, half));
            if (key.publicKey().fingerprint().equals(pair.fingerprint())) {
                return key;
            }
            key.close();
            throw new SealedIngestException.Corrupt("The key of the sealed batches has another fingerprint",
                    null);
        } catch (UnsealException e) {
            throw new SealedIngestException.Corrupt("The key of the sealed batches does not open", e);
        }
    }

    static HpkePublicKey publicKey(Stored.Pair pair) {
        return HpkePublicKey.of(HEX.parseHex(pair.publicKey()));
    }

    private static Aad aad(String cluster, HpkePublicKey half) {
        return Aad.of("holdfast/sealed-ingest-key/v1").with(cluster).with(half.toBytes());
    }
}
