package io.holdfast.logstore;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the catalog keeps of a table, one sealed record each. Format in `docs/formats/log-table.md`.
///
/// @param uuid names the table in the WAL, on disk and in key derivations; a table dropped and made again has
///     another
/// @param columns in the order they were added; only ever grows at the end
/// @param committedLsn rows of the table up to this LSN are in Iceberg; 0 if none is
/// @param metadata the current metadata.json; null before the first flush
record TableRecord(int version, TableId id, UUID uuid, List<Column> columns, long committedLsn,
        @Nullable Metadata metadata) {

    static final int VERSION = 1;

    /// Where a metadata.json is, and the SHA-256 of its stored bytes, in hex.
    record Metadata(String location, String sha256) {}

    static TableRecord create(TableId id, UUID uuid, TableSchema schema) {
        return new TableRecord(VERSION, id, uuid, schema.columns(), 0, null);
    }

    TableRecord withColumns(List<Column> grown) {
        return new TableRecord(version, id, uuid, List.copyOf(grown), committedLsn, metadata);
    }

    TableRecord withCommit(Metadata committed, long lsn) {
        return new TableRecord(version, id, uuid, columns, Math.max(committedLsn, lsn), committed);
    }

    TableSchema schema() {
        return new TableSchema(columns);
    }
}
