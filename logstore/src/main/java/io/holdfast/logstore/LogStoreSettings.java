package io.holdfast.logstore;

import java.nio.file.Path;
import java.time.Duration;

/// Where a log store is and what it may use.
///
/// @param folder the folder of this store alone; made if absent
/// @param hotBytesBeforeFlush JSON bytes of hot rows, over all tables, that start a flush; appends wait,
///     and
///     then are refused, at four times as many; a sixteenth of DuckDB's memory where that is less
/// @param hotAgeBeforeFlush a table whose oldest hot row is this old is flushed
/// @param duckDbMemoryBytes what DuckDB may allocate at most, hot rows included; less where the
///     [MemoryBudget] says so
/// @param duckDbThreads threads that a query works with, at least 1
/// @param blockCacheBytes decrypted data in memory files at most, that of running queries included; less
///     where the
///     budget is used up
public record LogStoreSettings(Path folder, long hotBytesBeforeFlush, Duration hotAgeBeforeFlush,
        long duckDbMemoryBytes, int duckDbThreads, long blockCacheBytes) {

    /// Checks that all bounds are positive.
    public LogStoreSettings {
        if (hotBytesBeforeFlush < 1 || duckDbMemoryBytes < 1 || duckDbThreads < 1 || blockCacheBytes < 1
                || hotAgeBeforeFlush.isZero() || hotAgeBeforeFlush.isNegative()) {
            throw new IllegalArgumentException("Invalid log store settings: all bounds must be positive");
        }
    }

    /// Settings for a small machine: 32 MiB or 30 s of hot rows, 1 GiB for DuckDB on 2 threads, 512 MiB
    /// decrypted.
    public static LogStoreSettings small(Path folder) {
        return new LogStoreSettings(folder, 32L << 20, Duration.ofSeconds(30), 1L << 30, 2, 512L << 20);
    }

    /// Settings that leave it to the [MemoryBudget] how much memory there is: 128 MiB of hot rows, whose
    /// files are large enough not to be merged, and as many threads as there are processors.
    public static LogStoreSettings within(Path folder, Duration hotAgeBeforeFlush, int processors) {
        return new LogStoreSettings(folder, 128L << 20, hotAgeBeforeFlush, Long.MAX_VALUE, processors,
                Long.MAX_VALUE);
    }
}
