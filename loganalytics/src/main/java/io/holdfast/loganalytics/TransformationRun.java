package io.holdfast.loganalytics;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import io.holdfast.loganalytics.internal.BadRecord;
import io.holdfast.loganalytics.internal.RecordArrays;
import io.holdfast.loganalytics.internal.ResultRows;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.loganalytics.internal.Rows;
import io.holdfast.logstore.Column;
import io.holdfast.logstore.ColumnType;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.ReadSession;
import io.holdfast.logstore.StagedRows;
import io.holdfast.query.CancellationSignal;
import io.holdfast.query.QueryEngine;
import io.holdfast.query.QueryException;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.QueryResult;
import io.holdfast.query.ScanSession;
import io.holdfast.query.TimeRange;
import io.holdfast.rest.ApiException;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A transformation over the records of one call, in memory alone. For one call, by one thread.
///
/// Where the transformation fails for the values of a record, the records are run in halves, until that record is
/// alone: it is reported and the others are kept.
final class TransformationRun {

    static final String SOURCE = "source";

    /// Runs of the query for one call, so that a body of nothing but bad records does not take long.
    private static final int MAX_RUNS = 64;

    private final LogStore store;
    private final CancellationSignal cancellation;
    private final Rules.Target target;
    private final Clock clock;
    private final Instant received;
    private final List<byte[]> outputs = new ArrayList<>();
    private final List<BadRecord> bad = new ArrayList<>();
    private int count;
    private boolean hasUnmapped;
    private int runs;

    /// @param received when the records were
    TransformationRun(LogStore store, CancellationSignal cancellation, Rules.Target target, Clock clock,
            Instant received) {
        this.store = store;
        this.cancellation = cancellation;
        this.target = target;
        this.clock = clock;
        this.received = received;
    }

    /// The rows that the transformation makes of the records.
    ///
    /// @throws ApiException 400 `InvalidRequest` if it makes too much of them
    Rows over(Rows records) {
        List<Integer> indexes = RecordArrays.keptIndexes(records);
        run(records.jsonArray(), indexes);
        List<BadRecord> all = new ArrayList<>(records.bad());
        all.addAll(bad);
        return new Rows(RecordArrays.concatenated(outputs), count, hasUnmapped, all);
    }

    private void run(byte[] array, List<Integer> indexes) {
        if (indexes.isEmpty()) {
            return;
        }
        runs++;
        QueryResult result;
        try {
            result = result(array);
        } catch (QueryException.Evaluation e) {
            halve(array, indexes);
            return;
        }
        if (result.partial().isPresent()) {
            throw new ApiException(400, "InvalidRequest", "The transformation makes more of the records of "
                    + "this call than may be held: send fewer records a call. Nothing of it was written.");
        }
        ResultRows rows = ResultRows.of(result, target.stored(), received);
        outputs.add(rows.jsonArray());
        count += result.rows().size();
        hasUnmapped |= rows.hasUnmapped();
    }

    private void halve(byte[] array, List<Integer> indexes) {
        List<byte[]> records = RecordArrays.elements(array);
        if (records.size() == 1 || runs >= MAX_RUNS) {
            for (int i = 0; i < records.size(); i++) {
                bad.add(new BadRecord(indexes.get(i), "the transformation fails for its values",
                        RecordArrays.text(records.get(i)), false));
            }
            return;
        }
        int half = records.size() / 2;
        run(RecordArrays.arrayOf(records.subList(0, half)), indexes.subList(0, half));
        run(RecordArrays.arrayOf(records.subList(half, records.size())),
                indexes.subList(half, indexes.size()));
    }

    private QueryResult result(byte[] array) {
        List<ColumnSchema> columns = sourceColumns(target);
        List<Column> staged = columns.stream()
                .map(column -> new Column(column.name(), ColumnType.valueOf(column.type().name()))).toList();
        return new QueryEngine(_ -> new Staged(
                store.read(List.of(), List.of(StagedRows.takeOwnership(staged, array)))), clock,
                QueryLimits.SERVICE)
                .run(target.kql(), TableCatalog.of(List.of(new TableSchema(SOURCE, columns))),
                        TimeRange.UNBOUNDED, cancellation);
    }

    /// The columns of `source`: those of the stream, and what names none of them.
    static List<ColumnSchema> sourceColumns(Rules.Target target) {
        List<ColumnSchema> columns = new ArrayList<>(target.columns());
        if (columns.stream().noneMatch(column -> column.name().equals(RowReader.UNMAPPED))) {
            columns.add(Tables.UNMAPPED);
        }
        return columns;
    }

    private record Staged(ReadSession rows) implements ScanSession {
        @Override
        public Connection connection() {
            return rows.connection();
        }

        @Override
        public String relation(int scanIndex) {
            return rows.relation(0);
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
