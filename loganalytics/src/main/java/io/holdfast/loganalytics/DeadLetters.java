package io.holdfast.loganalytics;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.loganalytics.internal.BadRecord;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.logstore.LogStore;
import io.holdfast.rest.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/// The table of a workspace that keeps records which could not be taken as they were sent; it is made with its
/// first row. Thread-safe.
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
    record Origin(String name, String requestId) {}

    /// Keeps the bad records of a call, all or none; they are on disk when this returns.
    void append(LogStore store, WorkspaceView workspace, String table, Origin origin, List<BadRecord> bad) {
        if (bad.isEmpty()) {
            return;
        }
        try (Arrivals.Arrival arrival = arrivals.begin()) {
            store.append(Tables.ensure(store, workspace, tables.custom(workspace, TABLE, COLUMNS)),
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
