package io.holdfast.keyring;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.MacKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import java.security.SecureRandom;

/// Recognises an account key when it comes back from a vault.
///
/// The commitment is HMAC-SHA256 under a key derived from the AEK, over kind and cluster: it tells nothing of
/// the AEK, and another AEK, or that of another storage resource, has another one.
final class KeyCommitment {

    /// The length of an account key.
    static final int AEK_BYTES = 32;

    private static final Aad PURPOSE = Aad.of("holdfast/aek-commitment/v1");

    private final SecureRandom random;

    KeyCommitment(SecureRandom random) {
        this.random = random;
    }

    byte[] of(StorageResource resource, SecretBytes aek) {
        try (SealingKey key = SealingKey.takeOwnership(aek.copy(), random);
                MacKey mac = MacKey.derive(key, PURPOSE)) {
            return mac.mac(Aad.of("aek").with(resource.kind().name()).with(resource.clusterId()));
        }
    }

    boolean matches(AekRecord record, SecretBytes aek) {
        try (SecretBytes expected = SecretBytes.copyOf(record.commitment());
                SecretBytes found = SecretBytes.takeOwnership(of(record.resource(), aek))) {
            return expected.constantTimeEquals(found);
        }
    }
}
