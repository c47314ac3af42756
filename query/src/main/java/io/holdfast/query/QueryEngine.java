package io.holdfast.query;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Column;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableCatalog;
import io.holdfast.query.internal.Execution;
import io.holdfast.query.internal.ResultReader;
import io.holdfast.query.internal.SqlQuery;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs KQL queries over the tables of a scan provider. Thread-safe.
public final class QueryEngine {
    private final ScanProvider scans;
    private final Clock clock;
    private final QueryLimits limits;

    /// Makes an engine.
    ///
    /// @param scans opens the tables a query reads
    /// @param clock what `now()` and `ago()` mean, read once per query
    /// @param limits bounds on each query
    public QueryEngine(ScanProvider scans, Clock clock, QueryLimits limits) {
        this.scans = scans;
        this.clock = clock;
        this.limits = limits;
    }

    /// Runs a query of one result to its end.
    ///
    /// The scans are opened and read on a thread that this call starts and waits for; interrupting the
    /// caller cancels the query.
    ///
    /// @param kql query text
    /// @param catalog tables the query may name
    /// @param timespan bounds on `TimeGenerated` of each table read that has this column, besides the
    /// query's own
    /// @param cancellation stops the query
    /// @throws KqlException if the text is no valid query over the catalog, or has several results
    /// @throws QueryException if it was cancelled, ran out of time or memory, or failed
    public QueryResult run(String kql, TableCatalog catalog, TimeRange timespan,
            CancellationSignal cancellation) {
        long start = System.nanoTime();
        BoundQuery bound = Kql.parse(kql).bind(catalog, options(timespan, Map.of()),
                part -> rows(part, cancellation, start));
        return result(bound, cancellation, start);
    }

    /// As [#run], for a query of one or more results: of statements separated by semicolons, of `fork` and of
    /// `facet`. Each result is computed by itself and has the limits for itself, but for the time, which is that
    /// of all.
    ///
    /// @return the results in the order of the query, at least one
    public List<QueryResult> runAll(String kql, TableCatalog catalog, TimeRange timespan,
            CancellationSignal cancellation) {
        return runAll(kql, catalog, timespan, Map.of(), cancellation);
    }

    /// As [#runAll(String, TableCatalog, TimeRange, CancellationSignal)], with values of query parameters.
    ///
    /// @param parameters by name, as in [BindOptions]; those that the query does not declare are not heeded
    public List<QueryResult> runAll(String kql, TableCatalog catalog, TimeRange timespan,
            Map<String, String> parameters, CancellationSignal cancellation) {
        long start = System.nanoTime();
        List<BoundQuery> bound = Kql.parse(kql).bindAll(catalog, options(timespan, parameters),
                part -> rows(part, cancellation, start));
        return bound.stream().map(query -> result(query, cancellation, start)).toList();
    }

    private QueryResult result(BoundQuery bound, CancellationSignal cancellation, long start) {
        SqlQuery query = new SqlQuery(bound);
        List<Column> columns = bound.relation().columns();
        ResultReader reader = new ResultReader(columns.stream().map(Column::type).toList());
        execution(query, reader, start).run(scans, cancellation);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        QueryStatistics statistics = new QueryStatistics(elapsed, query.scans().size(), reader.rows().size(),
                reader.bytes());
        return new QueryResult(Optional.ofNullable(bound.name()),
                columns.stream().map(column -> new ResultColumn(column.name(), column.type())).toList(),
                reader.rows(), render(bound), reader.isCut() ? Optional.of(tooLarge()) : Optional.empty(),
                statistics);
    }

    /// Runs a part of a query whose rows decide about columns.
    private List<List<@Nullable Object>> rows(BoundQuery part, CancellationSignal cancellation,
            long start) {
        ResultReader reader = new ResultReader(part.relation().columns().stream().map(Column::type).toList());
        execution(new SqlQuery(part), reader, start).run(scans, cancellation);
        return reader.rows();
    }

    /// What is left of the time, which all executions of a query have together.
    private Execution execution(SqlQuery query, ResultReader reader, long start) {
        Duration left = limits.timeout().minusNanos(System.nanoTime() - start);
        if (!left.isPositive()) {
            throw new QueryException.TimedOut(limits);
        }
        return new Execution(query, limits, left, reader);
    }

    private BindOptions options(TimeRange timespan, Map<String, String> parameters) {
        return new BindOptions(KqlDatetime.ofInstant(clock.instant()),
                timespan.hasStart() ? KqlDatetime.ofInstant(timespan.start()) : Long.MIN_VALUE,
                timespan.hasEnd() ? KqlDatetime.ofInstant(timespan.end()) : Long.MAX_VALUE,
                parameters);
    }

    private static Optional<Render> render(BoundQuery bound) {
        BoundQuery.RenderHint hint = bound.render();
        return hint == null
                ? Optional.empty()
                : Optional.of(new Render(hint.visualization(), hint.properties()));
    }

    private PartialError tooLarge() {
        return new PartialError("E_QUERY_RESULT_SET_TOO_LARGE",
                "The result is larger than %d rows or %d bytes and was cut. Summarize, or filter more."
                        .formatted(limits.maxRows(), limits.maxResultBytes()));
    }
}
