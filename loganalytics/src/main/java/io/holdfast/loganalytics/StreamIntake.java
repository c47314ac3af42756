package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.loganalytics.internal.BadRecord;
import io.holdfast.loganalytics.internal.RecordArrays;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.loganalytics.internal.Rows;
import io.holdfast.logstore.LogStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Takes the records of one call into the table that their stream leads to: reads them, transforms them,
/// keeps what could not be taken as dead letters, and appends the rest. Thread-safe.
final class StreamIntake {

    private final Tables tables;
    private final DeadLetters letters;
    private final Clock clock;
    private final Arrivals arrivals;

    StreamIntake(Tables tables, Clock clock, Arrivals arrivals) {
        this.tables = tables;
        this.letters = new DeadLetters(tables, arrivals);
        this.clock = clock;
        this.arrivals = arrivals;
    }

    /// Takes a body; all of it is on disk when this returns.
    ///
    /// @return how many records could not be taken as they were sent
    /// @throws io.holdfast.loganalytics.internal.RowException if it is no well-formed JSON array
    int take(OpenStore store, Rules.Target target, DeadLetters.Origin origin, byte[] body) {
        try (Arrivals.Arrival arrival = arrivals.begin()) {
            Rows records = new RowReader(readColumns(target)).read(body, origin.moments(arrival.time()));
            return store.query((open, cancellation) -> {
                Rows rows = target.kql().isEmpty()
                        ? records
                        : new TransformationRun(open, cancellation, target, clock, arrival.time())
                                .over(records);
                append(open, target.workspace(), target.table(), origin, rows);
                return rows.bad().size();
            });
        }
    }

    /// Keeps all records of a body as dead letters, for one reason.
    void refuse(OpenStore store, WorkspaceView workspace, String table, DeadLetters.Origin origin,
            Refused refused) {
        store.use(open -> {
            letters.append(open, workspace, table, origin, refused.records());
            return open;
        });
    }

    /// A body none of whose records can be taken.
    ///
    /// @param reason for people; it quotes no value
    record Refused(byte[] body, String reason) {

        private List<BadRecord> records() {
            List<byte[]> elements = RecordArrays.records(body);
            return IntStream.range(0, elements.size())
                    .mapToObj(index -> new BadRecord(index, reason, RecordArrays.text(elements.get(index)),
                            false))
                    .toList();
        }
    }

    /// Appends rows, within their arrival, and before them the dead letters: a call that fails between is
    /// sent again, and then tells of its bad records twice rather than never.
    void append(LogStore store, WorkspaceView workspace, ArmResource table, DeadLetters.Origin origin,
            Rows rows) {
        letters.append(store, workspace, table.id().name(), origin, rows.bad());
        if (rows.count() > 0) {
            origin.append(store, Tables.ensure(store, workspace, tables.taking(workspace, table, rows)),
                    rows.jsonArray());
        }
    }

    private static List<ColumnSchema> readColumns(Rules.Target target) {
        List<ColumnSchema> columns = new ArrayList<>(target.columns());
        if (columns.stream().noneMatch(column -> column.name().equals(Tables.TIME_GENERATED))) {
            columns.add(Tables.TIME);
        }
        return columns;
    }
}
