package io.holdfast.loganalytics;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.loganalytics.internal.BadRecord;
import io.holdfast.loganalytics.internal.Moments;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.TableId;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/// The table of a workspace that keeps records which could not be taken as they were sent; it is made with
/// its first row. Thread-safe.
final class DeadLetters {

    static final String TABLE = "HoldfastDeadLetters_CL";

    private static final List<ColumnSchema> COLUMNS = List.of(
            new ColumnSchema(Tables.TIME_GENERATED, KqlType.DATETIME),
            new ColumnSchema("TargetTable", KqlType.STRING), new ColumnSchema("Origin", KqlType.STRING),
            new ColumnSchema("RequestId", KqlType.STRING), new ColumnSchema("RecordIndex", KqlType.INT),
            new ColumnSchema("RowKept", KqlType.BOOL), new ColumnSchema("Reason", KqlType.STRING),
            new ColumnSchema("Record", KqlType.STRING));

    private final Tables tables;
    private final Arrivals arrivals;

    DeadLetters(Tables tables, Arrivals arrivals) {
        this.tables = tables;
        this.arrivals = arrivals;
    }

    /// Where records came from.
    ///
    /// @param name such as `dcr-.../Custom-Events_CL`
    /// @param requestId of the call; empty if it was none
    /// @param waited how they waited for the key; null for a call that goes into the store as it comes
    record Origin(String name, String requestId, @Nullable Waited waited) {

        /// The dead letters of a batch come before its rows.
        private static final int PARTS = 2;

        /// A batch that waited.
        ///
        /// @param since when it came
        /// @param position from 1, ever larger
        record Waited(Instant since, long position) {}

        /// Of a call that goes into the store as it comes.
        static Origin of(String name, String requestId) {
            return new Origin(name, requestId, null);
        }

        /// When the records came.
        ///
        /// @param received when they come into the store
        Moments moments(Instant received) {
            return waited == null ? Moments.of(received) : new Moments(waited.since(), received);
        }

        private void appendLetters(LogStore store, TableId table, byte[] rows) {
            append(store, table, rows, 0);
        }

        /// Appends the rows; those of a batch that comes again are there once.
        void append(LogStore store, TableId table, byte[] rows) {
            append(store, table, rows, 1);
        }

        private void append(LogStore store, TableId table, byte[] rows, int part) {
            if (waited == null) {
                store.append(table, rows);
            } else {
                store.appendOnce(table, rows, PARTS * waited.position() + part);
            }
        }
    }

    /// Keeps the bad records of a call, all or none; they are on disk when this returns.
    void append(LogStore store, WorkspaceView workspace, String table, Origin origin, List<BadRecord> bad) {
        if (bad.isEmpty()) {
            return;
        }
        try (Arrivals.Arrival arrival = arrivals.begin()) {
            origin.appendLetters(store,
                    Tables.ensure(store, workspace, tables.custom(workspace, TABLE, COLUMNS)),
                    Json.bytes(rows(table, origin, bad, arrival.time().toString())));
        }
    }

    private static ArrayNode rows(String table, Origin origin, List<BadRecord> bad, String now) {
        ArrayNode rows = Json.array();
        for (BadRecord record : bad) {
            rows.addObject().put(Tables.TIME_GENERATED, now).put(RowReader.TIME_RECEIVED, now)
                    .put("TargetTable", table)
                    .put("Origin", origin.name()).put("RequestId", origin.requestId())
                    .put("RecordIndex", record.index()).put("RowKept", record.kept())
                    .put("Reason", record.reason()).put("Record", record.json());
        }
        return rows;
    }
}
