package io.holdfast.scanner;

import java.util.Locale;

/// Something whose mere presence says that content is readable, whether or not a probe word is in it.
public enum Structure {
    /// `PAR1` at the start or the end, or a whole Parquet file within.
    PARQUET,
    /// `Obj` and 1 at the start, or a whole Avro header within.
    AVRO,
    /// `DUCK` at offset 8: a DuckDB database.
    DUCKDB,
    /// JSON text: three complete members `"name": value` of objects, or string elements of arrays, in one run
    /// of text, also with their quotes doubled (JSON in CSV) or escaped (JSON in JSON).
    JSON,
    /// Delimited text: three lines in a row with the same number, two or more, of commas, tabs, semicolons or
    /// bars.
    CSV,
    /// Log lines: three lines in a row that begin with a time or a syslog priority, or one line with a CEF
    /// header or five pairs `name=value`, names of three letters or more.
    LOG,
    /// Query text: two KQL operators behind bars in one run of text.
    KQL;

    /// The name as it stands in a finding: `parquet`, `json` and so on.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
