package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import io.holdfast.query.CancellationSignal;
import io.holdfast.query.QueryEngine;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.QueryResult;
import io.holdfast.query.TimeRange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// Runs the queries of detection rules, which read their own workspace only. Thread-safe.
public final class DetectionQueries {

    private final Workspaces workspaces;
    private final Tables tables;
    private final ClusterStores stores;
    private final SavedSearches searches;
    private final WorkspaceFunctions functions;

    DetectionQueries(LogAnalyticsParts parts, Workspaces workspaces, Tables tables, ClusterStores stores) {
        this.workspaces = workspaces;
        this.tables = tables;
        this.stores = stores;
        this.searches = new SavedSearches(parts);
        this.functions = parts.gate().functions();
    }

    /// Runs a query over a span of time, as if it were the end of that span now: what is run late finds what it
    /// would have found in time.
    ///
    /// @param longest time of execution
    /// @throws io.holdfast.kql.KqlException if the text is no query over the workspace's tables
    /// @throws io.holdfast.query.QueryException if it fails
    /// @throws RuntimeException if the workspace is not there or its store is not open, as by the query APIs
    public QueryResult run(ResourceId workspace, String kql, TimeRange span, Duration longest) {
        WorkspaceView view = workspaces.require(workspace);
        OpenStore store = stores.open(WorkspaceQueries.linked(view).clusterId());
        WorkspaceReach reach = new WorkspaceReach(workspaces, tables,
                new WorkspaceReach.Reader("a detection rule", other -> false), view, List.of());
        QueryLimits limits = new QueryLimits(QueryLimits.SERVICE.maxRows(),
                QueryLimits.SERVICE.maxResultBytes(),
                longest);
        Clock clock = Clock.fixed(span.hasEnd() ? span.end() : Instant.MAX, ZoneOffset.UTC);
        return store.query(
                (open, cancellation) -> first(
                        new QueryEngine(new WorkspaceScans(open, reach, functions), clock, limits),
                        kql, reach, span, cancellation));
    }

    private QueryResult first(QueryEngine engine, String kql, WorkspaceReach reach, TimeRange span,
            CancellationSignal cancellation) {
        return engine.runAll(kql, new WorkspaceCatalog(reach, searches, functions), span, cancellation)
                .getFirst();
    }
}
