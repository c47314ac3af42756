package io.holdfast.keyring;

import java.time.Instant;
import java.util.List;

/// A backup whose account keys can be opened only as long as certain key versions are usable.
///
/// @param id the backup's own name
/// @param begun when it was first registered
/// @param needs what it needs, each once; what the platform key wraps needs no key version
public record RegisteredBackup(String id, Instant begun, List<Need> needs) {

    /// Copies the list.
    public RegisteredBackup {
        needs = List.copyOf(needs);
    }

    /// Whether it has an account key that this version wrapped.
    public boolean needs(VaultKeyId version) {
        return needs.stream().anyMatch(need -> need.keyId().equals(version));
    }

    /// A storage resource, and a key version that wrapped its account key while the backup was made.
    public record Need(StorageResource resource, VaultKeyId keyId) {}
}
