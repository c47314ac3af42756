package io.holdfast.keyring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which key versions the account keys of a cluster are or were wrapped by, here and in registered backups.
///
/// @param versions newest use first
public record KeyUsage(List<VersionUsage> versions) {

    /// Copies the list.
    public KeyUsage {
        versions = List.copyOf(versions);
    }

    /// One key version.
    ///
    /// @param keyId the version
    /// @param wrapped the records of the cluster that are wrapped by it
    /// @param wrappedElsewhere how many records of other clusters are
    /// @param backups the registered backups that need it, those of other clusters' account keys included
    /// @param unusedSince since when no record and no registered backup at all needs it; empty while one does
    public record VersionUsage(VaultKeyId keyId, List<WrappedRecord> wrapped, int wrappedElsewhere,
            List<RegisteredBackup> backups, Optional<Instant> unusedSince) {

        /// Copies the lists.
        public VersionUsage {
            wrapped = List.copyOf(wrapped);
            backups = List.copyOf(backups);
        }

        /// Whether disabling this version takes nothing away: no record and no backup is left that needs it.
        public boolean mayBeDisabled() {
            return unusedSince.isPresent();
        }
    }

    /// An account key record that is wrapped by a key version.
    ///
    /// @param since when it was wrapped
    public record WrappedRecord(StorageResource resource, Instant since) {}
}
