package io.holdfast.query;

import java.util.List;

/// Opens consistent views of tables on one DuckDB connection.
public interface ScanProvider {
    /// Opens all scans of one query at one moment: each acknowledged row is seen exactly once.
    ///
    /// May block on reading files. Exceptions pass through the query engine unchanged.
    ScanSession open(List<TableScan> scans);
}
