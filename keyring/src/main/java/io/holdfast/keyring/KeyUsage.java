package io.holdfast.keyring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which key versions the account keys of a cluster are or were wrapped by.
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
    /// @param unusedSince since when no record at all is wrapped by it; empty while one is
    public record VersionUsage(VaultKeyId keyId, List<WrappedRecord> wrapped, int wrappedElsewhere,
            Optional<Instant> unusedSince) {

        /// Copies the list.
        public VersionUsage {
            wrapped = List.copyOf(wrapped);
        }

        /// Whether disabling this version takes nothing away: no record is left that needs it.
        public boolean mayBeDisabled() {
            return unusedSince.isPresent();
        }
    }

    /// An account key record that is wrapped by a key version.
    ///
    /// @param since when it was wrapped
    public record WrappedRecord(StorageResource resource, Instant since) {}
}
