package io.holdfast.loganalytics;

import io.holdfast.kql.KqlException;
import io.holdfast.loganalytics.internal.Preferences;
import io.holdfast.loganalytics.internal.QueryJson;
import io.holdfast.loganalytics.internal.Timespans;
import io.holdfast.query.QueryEngine;
import io.holdfast.query.QueryException;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.QueryResult;
import io.holdfast.query.TimeRange;
import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The Log Analytics query API: `GET` and `POST /v1/workspaces/{customerId}/query`.
///
/// A query that runs when its cluster goes dark is cancelled and answers the key's state. Source: arm-api C.
final class LogsQueryApi implements Api {

    private static final String ACTION = "Microsoft.OperationalInsights/workspaces/query/read";
    private static final List<String> AUDIENCES = List.of("https://api.loganalytics.io",
            "https://api.loganalytics.azure.com");
    private static final String PATH = "/v1/workspaces/{workspace}/query";
    private static final String BAD_ARGUMENT = "BadArgumentError";
    private static final String BAD_ARGUMENT_TEXT = "The request had some invalid properties";

    private final LogAnalyticsSettings settings;
    private final Workspaces workspaces;
    private final Tables tables;
    private final ClusterStores stores;
    private final SavedSearches searches;
    private final Authorizer authorizer;
    private final Clock clock;
    private final List<Route> routes;

    LogsQueryApi(LogAnalyticsSettings settings, LogAnalyticsParts parts, Workspaces workspaces, Tables tables,
            ClusterStores stores) {
        this.settings = settings;
        this.workspaces = workspaces;
        this.tables = tables;
        this.stores = stores;
        this.searches = new SavedSearches(parts);
        this.authorizer = parts.authorizer();
        this.clock = parts.clock();
        Access access = Access.of(ACTION, this::requireReader);
        this.routes = List.of(Route.of("GET", PATH, access, this::get),
                Route.of("POST", PATH, access, this::post));
    }

    private void requireReader(Call call) {
        WorkspaceView workspace = workspace(call);
        if (!authorizer.permits(call.caller(), ACTION, workspace.id().toString())) {
            throw new ApiException(403, "InsufficientAccessError",
                    "The provided credentials have insufficient access to "
                            + "perform the requested operation: the principal " + call.caller().objectId()
                            + " needs " + ACTION
                            + ", which the role Log Analytics Reader gives.");
        }
    }

    private WorkspaceView workspace(Call call) {
        return workspaces.findByCustomerId(call.variable("workspace")).orElseThrow(() -> new ApiException(404,
                "WorkspaceNotFoundError", "The workspace '" + call.variable("workspace")
                        + "' could not be found; it is named by its customer id, a GUID."));
    }

    private ApiResponse get(Call call) {
        return answer(call, call.request().query("query").orElse(""),
                timespan(call.request().query("timespan")));
    }

    private ApiResponse post(Call call) {
        OpenStore store = store(workspace(call));
        ObjectNode body = body(call.request());
        if (!body.path("workspaces").isEmpty()) {
            throw badArgument("UnsupportedArgument",
                    "Queries across several workspaces are not supported yet.");
        }
        TimeRange timespan = timespan(Json.text(body, "timespan"))
                .intersect(timespan(call.request().query("timespan")));
        return answer(call, store, Json.text(body, "query").orElse(""), timespan);
    }

    private static ObjectNode body(ApiRequest request) {
        try {
            return request.jsonObject();
        } catch (ApiException e) {
            throw e.error().status() == 400 ? badArgument(e.error().code(), e.error().message()) : e;
        }
    }

    private TimeRange timespan(Optional<String> text) {
        return text.filter(given -> !given.isBlank())
                .map(given -> Timespans.parse(given, clock.instant()).orElseThrow(() -> badArgument(
                        "InvalidTimespan",
                        "The timespan is none: it must be an ISO 8601 duration such as P1D, or two times, "
                                + "or a time and "
                                + "a duration, with a slash between.")))
                .orElse(TimeRange.UNBOUNDED);
    }

    private OpenStore store(WorkspaceView workspace) {
        ClusterView cluster = workspace.cluster()
                .orElseThrow(() -> new ApiException(409, "WorkspaceNotLinked",
                        "The workspace '" + workspace.id().name()
                                + "' holds no data: link it to a dedicated cluster with PUT "
                                + workspace.id() + "/linkedServices/cluster."));
        return stores.open(cluster.clusterId());
    }

    private ApiResponse answer(Call call, String query, TimeRange timespan) {
        return answer(call, store(workspace(call)), query, timespan);
    }

    private ApiResponse answer(Call call, OpenStore store, String query, TimeRange timespan) {
        if (query.isBlank()) {
            throw badArgument("QueryEmpty", "The query is empty.");
        }
        WorkspaceView workspace = workspace(call);
        Preferences preferences = Preferences.parse(call.request().headers().first("prefer").orElse(""));
        QueryLimits limits = new QueryLimits(QueryLimits.SERVICE.maxRows(),
                QueryLimits.SERVICE.maxResultBytes(),
                preferences.longestWait());
        try {
            QueryResult result = store.query((open, cancellation) -> new QueryEngine(
                    new WorkspaceScans(open, workspace, tables), clock, limits)
                    .run(query, new WorkspaceCatalog(tables.catalog(workspace), searches, workspace),
                            timespan, cancellation));
            return ApiResponse.json(200, QueryJson.answer(result, preferences));
        } catch (KqlException e) {
            return ApiResponse.json(400, QueryJson.mistake(e, call.request().requestId()));
        }
    }

    private static ApiException badArgument(String innerCode, String innerMessage) {
        return ApiError.of(400, BAD_ARGUMENT, BAD_ARGUMENT_TEXT).withInner(innerCode, innerMessage)
                .toException();
    }

    @Override
    public String name() {
        return "Log Analytics query";
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public boolean servesHost(String host) {
        return settings.queriesAt(host);
    }

    @Override
    public Optional<String> usualAudience() {
        return Optional.of(AUDIENCES.getFirst());
    }

    @Override
    public boolean acceptsAudience(String audience, ApiRequest request) {
        return DataPlane.accepts(audience, AUDIENCES, request);
    }

    @Override
    public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        return DataPlane.unauthenticated(problem);
    }

    @Override
    public void checkVersion(ApiRequest request) {
        // The version is in the path.
    }

    @Override
    public JsonNode render(ApiError error, String requestId) {
        ObjectNode json = Json.object();
        json.set("error", DataPlane.error(error).put("correlationId", requestId));
        return json;
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return failure instanceof QueryException e ? Optional.of(translate(e)) : Failures.translate(failure);
    }

    private static ApiError translate(QueryException failure) {
        return switch (failure) {
            case QueryException.Cancelled e -> ApiError.of(503, "ServiceUnavailable", Failures.message(e))
                    .withHeader("Retry-After", "1");
            case QueryException.TimedOut e -> ApiError.of(504, "GatewayTimeout", Failures.message(e));
            case QueryException.OutOfMemory e -> ApiError.of(400, BAD_ARGUMENT, BAD_ARGUMENT_TEXT)
                    .withInner(e.code(), Failures.message(e));
            case QueryException.Evaluation e -> ApiError.of(400, BAD_ARGUMENT, BAD_ARGUMENT_TEXT)
                    .withInner(e.code(), Failures.message(e));
            case QueryException.Internal e -> ApiError.of(500, "InternalServerError", Failures.message(e));
        };
    }
}
