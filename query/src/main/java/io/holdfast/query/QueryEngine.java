package io.holdfast.query;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.Position;
import io.holdfast.kql.TableCatalog;
import java.time.Clock;

/// Runs KQL queries over the tables of a scan provider. Thread-safe.
public final class QueryEngine {
    /// Makes an engine.
    ///
    /// @param scans opens the tables a query reads
    /// @param clock what `now()` and `ago()` mean, read once per query
    /// @param limits bounds on each query
    public QueryEngine(ScanProvider scans, Clock clock, QueryLimits limits) {}

    /// Runs one query to its end.
    ///
    /// @param kql query text
    /// @param catalog tables the query may name
    /// @param timespan bounds on `TimeGenerated` of each table read that has this column, besides the
    /// query's own
    /// @param cancellation stops the query
    /// @throws KqlException if the text is no valid query over the catalog
    /// @throws QueryException if it was cancelled, ran out of time or memory, or failed
    public QueryResult run(String kql, TableCatalog catalog, TimeRange timespan,
            CancellationSignal cancellation) {
        if (cancellation.isCancelled()) {
            throw new QueryException.Cancelled();
        }
        throw KqlException.notSupported(Position.START, "running queries");
    }
}
