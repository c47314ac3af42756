package io.holdfast.externaldata;

import java.time.Duration;

/// Bounds on what one query reads outside, all its sources together.
///
/// @param bytes of the files, as they come and again once they are unpacked
/// @param rows of the files
/// @param time for reading them, within that of the query
public record ExternalLimits(long bytes, long rows, Duration time) {

    /// 100 MB, for which the mirrored service has made the operator (source: Kusto reference, page
    /// "externaldata operator"), twice the rows of the longest public list that detections read, one minute.
    public static final ExternalLimits DEFAULT = new ExternalLimits(100_000_000, 2_000_000,
            Duration.ofMinutes(1));

    /// Checks that all are positive.
    public ExternalLimits {
        if (bytes < 1 || rows < 1 || !time.isPositive()) {
            throw new IllegalArgumentException("Invalid limits of external data: " + bytes + " bytes, " + rows
                    + " rows, " + time + " (all must be positive)");
        }
    }
}
