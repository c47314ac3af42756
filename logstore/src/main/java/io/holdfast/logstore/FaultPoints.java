package io.holdfast.logstore;

import java.util.List;

/// Told when a named step of writing is reached; crash tests throw from it or end the process.
///
/// [#STEPS] names them all.
@FunctionalInterface
public interface FaultPoints {

    /// The steps: of an append, a flush, the trimming of the WAL, a merge of small files, tidying, and a purge.
    /// Those of `catalog` are part of every commit.
    List<String> STEPS = List.of("wal.write.before", "wal.write.after", "wal.fsync.after", "hot.commit.after",
            "flush.parquet.before", "flush.parquet.after", "flush.encrypt.after", "flush.commit.before",
            "catalog.metadata.after", "catalog.commit.after", "flush.commit.after", "wal.trim.before",
            "wal.trim.listed", "wal.trim.after", "compact.parquet.before", "compact.parquet.after",
            "compact.encrypt.after", "compact.commit.before", "compact.commit.after", "tidy.expire.before",
            "tidy.delete.before", "tidy.delete.after", "purge.commit.before", "purge.commit.after",
            "purge.files.after");

    /// Does nothing at any step.
    FaultPoints NONE = step -> {};

    /// Called by the thread that does the step.
    void reached(String step);
}
