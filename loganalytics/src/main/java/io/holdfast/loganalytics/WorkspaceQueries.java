package io.holdfast.loganalytics;

import io.holdfast.externaldata.ExternalTables;
import io.holdfast.kql.BindOptions;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlDatetime;
import io.holdfast.query.QueryEngine;
import io.holdfast.query.QueryException;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.QueryResult;
import io.holdfast.query.TimeRange;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Caller;
import io.holdfast.rest.ClientPresence;
import io.holdfast.rest.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Runs queries of workspaces for all query APIs: who may, on which store, within which limits. Thread-safe.
///
/// A query that runs when its cluster goes dark is cancelled and answers the key's state; one whose client goes
/// away is cancelled, too.
final class WorkspaceQueries {
    static final String BAD_ARGUMENT = "BadArgumentError";
    static final String BAD_ARGUMENT_TEXT = "The request had some invalid properties";

    private final LogAnalyticsParts parts;
    private final Workspaces workspaces;
    private final Tables tables;
    private final ClusterStores stores;
    private final SavedSearches searches;
    private final Clock clock;
    private final QueryTurns turns;

    WorkspaceQueries(LogAnalyticsParts parts, Workspaces workspaces, Tables tables, ClusterStores stores,
            QueryTurns turns) {
        this.parts = parts;
        this.workspaces = workspaces;
        this.tables = tables;
        this.stores = stores;
        this.searches = new SavedSearches(parts);
        this.clock = parts.clock();
        this.turns = turns;
    }

    /// A query as it is asked.
    ///
    /// @param added names of further workspaces, whose tables are one with those of the first
    /// @param parameters values of the query's declared parameters, by name
    /// @param longest longest time of execution
    /// @param client whoever asks: when it goes away, the query is cancelled
    record Request(String kql, TimeRange timespan, List<String> added,
            Map<String, String> parameters, Duration longest, ClientPresence client) {
        Request {
            added = List.copyOf(added);
            parameters = Map.copyOf(parameters);
        }
    }

    /// @param read the tables that were read, by workspace
    record Answer(List<QueryResult> results, Map<WorkspaceView, Set<String>> read) {
        Answer {
            results = List.copyOf(results);
        }
    }

    /// The workspace of a customer id.
    ///
    /// @throws ApiException 404 `WorkspaceNotFoundError`
    WorkspaceView workspace(String customerId) {
        return workspaces.findByCustomerId(customerId).orElseThrow(() -> new ApiException(404,
                "WorkspaceNotFoundError", "The workspace '" + customerId
                        + "' could not be found; it is named by its customer id, a GUID."));
    }

    /// Checks that a caller may query a workspace.
    void requireReader(Caller caller, WorkspaceView workspace) {
        WorkspaceReach.requireReader(parts.authorizer(), caller, workspace);
    }

    /// The store with a workspace's rows.
    ///
    /// @throws ApiException 409 `WorkspaceNotLinked`
    OpenStore store(WorkspaceView workspace) {
        return stores.open(linked(workspace).clusterId());
    }

    /// The cluster of a workspace.
    ///
    /// @throws ApiException 409 `WorkspaceNotLinked`
    static ClusterView linked(WorkspaceView workspace) {
        return workspace.cluster().orElseThrow(() -> new ApiException(409, "WorkspaceNotLinked",
                "The workspace '" + workspace.id().name()
                        + "' holds no data: link it to a dedicated cluster with PUT " + workspace.id()
                        + "/linkedServices/cluster."));
    }

    /// Runs a query on a workspace that the caller may read.
    ///
    /// @throws io.holdfast.kql.KqlException if the text is no query over its tables
    Answer run(Caller caller, WorkspaceView workspace, Request request) {
        OpenStore store = store(workspace);
        if (request.kql().isBlank()) {
            throw badArgument("QueryEmpty", "The query is empty.");
        }
        WorkspaceReach reach = new WorkspaceReach(workspaces, tables,
                WorkspaceReach.Reader.of(caller, parts.authorizer()), workspace, request.added());
        QueryLimits limits = new QueryLimits(QueryLimits.SERVICE.maxRows(),
                QueryLimits.SERVICE.maxResultBytes(), request.longest());
        try (QueryTurns.Turn _ = turns.take(caller.objectId(), request.client())) {
            return run(store, reach, request, limits);
        }
    }

    private Answer run(OpenStore store, WorkspaceReach reach, Request request, QueryLimits limits) {
        return store.query((open, cancellation) -> {
            ExternalTables outside = parts.external().forQuery(request.longest(), cancellation);
            WorkspaceScans scans = new WorkspaceScans(open, reach, parts.gate().functions(), outside);
            QueryEngine engine = new QueryEngine(scans, clock, limits);
            try (ClientPresence.Watch _ = request.client().onGone(cancellation::cancel)) {
                return new Answer(engine.runAll(request.kql(), catalog(reach, outside), request.timespan(),
                        request.parameters(), cancellation), scans.read());
            }
        });
    }

    private WorkspaceCatalog catalog(WorkspaceReach reach, ExternalTables outside) {
        return new WorkspaceCatalog(reach, searches, parts.gate().functions(), outside);
    }

    /// Checks a query of a workspace without running it.
    ///
    /// @throws io.holdfast.kql.KqlException if the text is no query over its tables
    void check(Caller caller, WorkspaceView workspace, String kql) {
        WorkspaceReach reach = new WorkspaceReach(workspaces, tables,
                WorkspaceReach.Reader.of(caller, parts.authorizer()), workspace, List.of());
        Kql.bind(kql, catalog(reach, parts.external().forCheck()),
                BindOptions.at(KqlDatetime.ofInstant(clock.instant())));
    }

    /// The values of query parameters in a JSON object: texts as they are, other values as JSON writes them.
    static Map<String, String> parameters(JsonNode json) {
        Map<String, String> values = new HashMap<>();
        json.propertyStream().filter(entry -> !entry.getValue().isNull()).forEach(entry -> values
                .put(entry.getKey(), Json.text(json, entry.getKey()).orElseGet(entry.getValue()::toString)));
        return values;
    }

    static ApiException badArgument(String innerCode, String innerMessage) {
        return ApiError.of(400, BAD_ARGUMENT, BAD_ARGUMENT_TEXT).withInner(innerCode, innerMessage)
                .toException();
    }

    /// What a failure of a query means to callers.
    static Optional<ApiError> translate(RuntimeException failure) {
        return failure instanceof QueryException e ? Optional.of(error(e)) : Failures.translate(failure);
    }

    private static ApiError error(QueryException failure) {
        return switch (failure) {
            case QueryException.Cancelled e -> ApiError.of(503, "ServiceUnavailable", Failures.message(e))
                    .withHeader("Retry-After", "1");
            case QueryException.TimedOut e -> ApiError.of(504, "GatewayTimeout", Failures.message(e));
            case QueryException.OutOfMemory e -> ApiError.of(400, BAD_ARGUMENT, BAD_ARGUMENT_TEXT)
                    .withInner(e.code(), Failures.message(e));
            case QueryException.Evaluation e -> ApiError.of(400, BAD_ARGUMENT, BAD_ARGUMENT_TEXT)
                    .withInner(e.code(), Failures.message(e));
            case QueryException.External e -> ApiError.of(400, BAD_ARGUMENT, BAD_ARGUMENT_TEXT)
                    .withInner(e.code(), Failures.message(e));
            case QueryException.Internal e -> ApiError.of(500, "InternalServerError", Failures.message(e));
        };
    }
}
