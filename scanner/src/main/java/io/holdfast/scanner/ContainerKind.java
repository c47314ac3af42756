package io.holdfast.scanner;

import java.util.Locale;

/// A format that the scanner looks inside.
public enum ContainerKind {
    /// A gzip member, RFC 1952.
    GZIP,
    /// A Zstandard frame, RFC 8878.
    ZSTD,
    /// One entry of a zip file (also jar), from its local file header.
    ZIP,
    /// A Parquet file: the values of all columns.
    PARQUET,
    /// An Avro object container file: all strings, bytes and fixed values, and map keys.
    AVRO,
    /// A SQLite database with the committed part of its write-ahead log: all values of all tables.
    SQLITE,
    /// A run of Base64 (RFC 4648, both alphabets), with or without line breaks.
    BASE64;

    /// The name as it stands in the chain of a finding: `gzip`, `sqlite` and so on.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
