package io.holdfast.sealedingest;

import java.time.Instant;
import java.util.Optional;

/// How sealed ingest stands for a cluster.
///
/// @param enabled whether the cluster has opted in
/// @param quotaBytes as much may wait
/// @param fingerprint SHA-256 of the public key, in hexadecimal; empty until the cluster's key was there
///     after the opt-in
/// @param batches that wait
/// @param bytes of them, as they came
/// @param oldest when the first of them came
/// @param restored how many were ever taken from here into the store
/// @param damaged how many ever could not be, since they were altered or missing
public record SealedIngestStatus(boolean enabled, long quotaBytes, Optional<String> fingerprint, long batches,
        long bytes, Optional<Instant> oldest, long restored, long damaged) {

    /// Whether batches are taken while the key may not be used.
    public boolean ready() {
        return enabled && fingerprint.isPresent();
    }
}
