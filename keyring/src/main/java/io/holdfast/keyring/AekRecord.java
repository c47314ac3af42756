package io.holdfast.keyring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What is stored of one account key: how it is wrapped, and how it is recognised.
///
/// @param commitment see [KeyCommitment]
/// @param created when the account key was made
/// @param rewrapped when it was last wrapped
/// @param retired the key versions that wrapped it before, newest first
record AekRecord(StorageResource resource, Wrapping wrapping, byte[] commitment, Instant created,
        Instant rewrapped,
        List<Retired> retired) {

    /// How many former key versions are remembered; beyond, the oldest is forgotten.
    static final int MAX_RETIRED = 64;

    AekRecord {
        retired = List.copyOf(retired);
    }

    /// The same account key in another wrapping.
    AekRecord wrappedBy(Wrapping other, Instant now) {
        List<Retired> former = new ArrayList<>(retired);
        if (wrapping instanceof Wrapping.Vault vault
                && !vault.wrapped().keyId().equals(other.keyIdOrNone())) {
            former.addFirst(new Retired(vault.wrapped().keyId(), now));
        }
        former.removeIf(entry -> entry.keyId().equals(other.keyIdOrNone()));
        return new AekRecord(resource, other, commitment, created, now,
                former.subList(0, Math.min(former.size(), MAX_RETIRED)));
    }

    /// The same wrapping under another name of its key (pinned or following the newest version).
    AekRecord configured(Wrapping.Vault other) {
        return new AekRecord(resource, other, commitment, created, rewrapped, retired);
    }

    /// The name of what wraps it, for messages.
    String keyName() {
        return wrapping instanceof Wrapping.Vault vault ? vault.wrapped().keyId().uri() : "the platform key";
    }

    /// A key version that wrapped the account key until some time.
    record Retired(VaultKeyId keyId, Instant until) {}
}
