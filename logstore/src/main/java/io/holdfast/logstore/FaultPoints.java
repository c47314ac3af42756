package io.holdfast.logstore;

/// Told when a named step of writing is reached; crash tests throw from it or end the process.
///
/// Steps in order: `wal.write.before`, `wal.write.after`, `wal.fsync.after`, `hot.commit.after`;
/// `flush.parquet.before`, `flush.parquet.after`, `flush.encrypt.after`, `flush.commit.before`,
/// `catalog.metadata.after`, `catalog.commit.after`, `flush.commit.after`; `wal.trim.before`,
/// `wal.trim.listed`, `wal.trim.after`.
@FunctionalInterface
public interface FaultPoints {

    /// Does nothing at any step.
    FaultPoints NONE = step -> {};

    /// Called by the thread that does the step.
    void reached(String step);
}
