package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import io.holdfast.externaldata.ExternalData;
import io.holdfast.externaldata.ExternalTables;
import io.holdfast.logstore.TableRead;
import io.holdfast.query.QueryEngine;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.QueryResult;
import io.holdfast.query.TimeRange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// Runs the queries of detection rules, which read their own workspace only. Thread-safe.
public final class DetectionQueries {

    private final Workspaces workspaces;
    private final Tables tables;
    private final ClusterStores stores;
    private final SavedSearches searches;
    private final WorkspaceFunctions functions;
    private final Arrivals arrivals;
    private final ExternalData external;

    DetectionQueries(LogAnalyticsParts parts, Workspaces workspaces, Tables tables, ClusterStores stores,
            Arrivals arrivals) {
        this.workspaces = workspaces;
        this.tables = tables;
        this.stores = stores;
        this.searches = new SavedSearches(parts);
        this.functions = parts.gate().functions();
        this.arrivals = arrivals;
        this.external = parts.external();
    }

    /// Runs a query over a span of time, as if it were the end of that span now: what is run late finds what it
    /// would have found in time.
    ///
    /// @param span with an end
    /// @param longest time of execution
    /// @throws io.holdfast.kql.KqlException if the text is no query over the workspace's tables
    /// @throws io.holdfast.query.QueryException if it fails
    /// @throws RuntimeException if the workspace is not there or its store is not open, as by the query APIs
    public QueryResult run(ResourceId workspace, String kql, TimeRange span, Duration longest) {
        return run(workspace, kql, new Reading(span, span.end(), Optional.empty()), longest);
    }

    /// The same over the rows that were taken in within a span of time, whenever they were made. All tables of the
    /// query are read so.
    ///
    /// @param span with both ends, [settled][#areSettled]
    public QueryResult runReceived(ResourceId workspace, String kql, TimeRange span, Duration longest) {
        return run(workspace, kql, new Reading(TimeRange.UNBOUNDED, span.end(),
                Optional.of(new TableRead.Received(span.start(), span.end()))), longest);
    }

    /// Checks that a workspace is there and its store open.
    ///
    /// @throws RuntimeException if not, as by the query APIs
    public void requireOpen(ResourceId workspace) {
        stores.open(WorkspaceQueries.linked(workspaces.require(workspace)).clusterId());
    }

    /// Whether the rows that were taken in before `end` are all to be read, and no others will be.
    public boolean areSettled(Instant end) {
        return arrivals.areSettled(end);
    }

    /// Says that rows which were taken in before `end` have been read: none comes to be among them any more, also
    /// where the clock was set back.
    public void haveRead(Instant end) {
        arrivals.notBefore(end);
    }

    /// What of the tables is read.
    ///
    /// @param span of the rows' own times
    private record Reading(TimeRange span, Instant now, Optional<TableRead.Received> received) {}

    private QueryResult run(ResourceId workspace, String kql, Reading reading, Duration longest) {
        WorkspaceView view = workspaces.require(workspace);
        OpenStore store = stores.open(WorkspaceQueries.linked(view).clusterId());
        WorkspaceReach reach = new WorkspaceReach(workspaces, tables,
                new WorkspaceReach.Reader("a detection rule", other -> false), view, List.of());
        QueryLimits limits = new QueryLimits(QueryLimits.SERVICE.maxRows(),
                QueryLimits.SERVICE.maxResultBytes(),
                longest);
        Clock clock = Clock.fixed(reading.now(), ZoneOffset.UTC);
        return store.query((open, cancellation) -> {
            ExternalTables outside = external.forQuery(longest, cancellation);
            QueryEngine engine = new QueryEngine(
                    new WorkspaceScans(open, reach, functions, outside, reading.received()), clock, limits);
            return engine.runAll(kql, new WorkspaceCatalog(reach, searches, functions, outside),
                    reading.span(), cancellation).getFirst();
        });
    }
}
