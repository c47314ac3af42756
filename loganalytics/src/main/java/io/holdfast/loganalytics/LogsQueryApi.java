package io.holdfast.loganalytics;

import io.holdfast.kql.KqlException;
import io.holdfast.loganalytics.internal.Preferences;
import io.holdfast.loganalytics.internal.QueryJson;
import io.holdfast.loganalytics.internal.Timespans;
import io.holdfast.query.TimeRange;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The Log Analytics query API: `GET` and `POST /v1/workspaces/{customerId}/query`, `POST /v1/$batch`.
///
/// Source: Azure Monitor Log Analytics API, "Request format", "Batch queries", "Cross workspace queries".
final class LogsQueryApi implements DataPlaneApi {

    private static final List<String> AUDIENCES = List.of("https://api.loganalytics.io",
            "https://api.loganalytics.azure.com");
    private static final String PATH = "/v1/workspaces/{workspace}/query";
    /// Most queries of one batch. Source: Azure Monitor, limits of batch queries.
    private static final int MAX_BATCH = 100;

    private final LogAnalyticsSettings settings;
    private final WorkspaceQueries queries;
    private final Clock clock;
    private final List<Route> routes;

    LogsQueryApi(LogAnalyticsSettings settings, WorkspaceQueries queries, Clock clock) {
        this.settings = settings;
        this.queries = queries;
        this.clock = clock;
        Access access = Access.of(WorkspaceReach.ACTION,
                call -> queries.requireReader(call.caller(), workspace(call)));
        this.routes = List.of(Route.of("GET", PATH, access, this::get),
                Route.of("POST", PATH, access, this::post),
                Route.of("POST", "/v1/$batch",
                        Access.anyPrincipal("each query of a batch asks for the right to its workspace"),
                        this::batch));
    }

    private WorkspaceView workspace(Call call) {
        return queries.workspace(call.variable("workspace"));
    }

    private ApiResponse get(Call call) {
        Preferences preferences = preferences(call.request().headers().first("prefer").orElse(""));
        WorkspaceQueries.Request request = new WorkspaceQueries.Request(
                call.request().query("query").orElse(""), timespan(call.request().query("timespan")),
                List.of(), Map.of(), preferences.longestWait(), call.request().client());
        return answer(call, workspace(call), request, preferences);
    }

    private ApiResponse post(Call call) {
        WorkspaceView workspace = workspace(call);
        // What the store says, such as that the key is dark, comes before what is wrong with the body.
        queries.store(workspace);
        Preferences preferences = preferences(call.request().headers().first("prefer").orElse(""));
        WorkspaceQueries.Request request = request(call, body(call.request()),
                timespan(call.request().query("timespan")), preferences);
        return answer(call, workspace, request, preferences);
    }

    private static Preferences preferences(String header) {
        return Preferences.parse(header);
    }

    private static ObjectNode body(ApiRequest request) {
        try {
            return request.jsonObject();
        } catch (ApiException e) {
            throw e.error().status() == 400
                    ? WorkspaceQueries.badArgument(e.error().code(), e.error().message())
                    : e;
        }
    }

    private WorkspaceQueries.Request request(Call call, JsonNode body, TimeRange bounds,
            Preferences preferences) {
        List<String> added = new ArrayList<>();
        for (String member : List.of("workspaces", "workspaceIds", "additionalWorkspaces")) {
            body.path(member).forEach(workspace -> added.add(workspace.asString("")));
        }
        return new WorkspaceQueries.Request(Json.text(body, "query").orElse(""),
                timespan(Json.text(body, "timespan")).intersect(bounds), added,
                WorkspaceQueries.parameters(body.path("parameters")),
                preferences.longestWait(),
                call.request().client());
    }

    private TimeRange timespan(Optional<String> text) {
        return text.filter(given -> !given.isBlank())
                .map(given -> Timespans.parse(given, clock.instant())
                        .orElseThrow(() -> WorkspaceQueries.badArgument("InvalidTimespan",
                                "The timespan is none: it must be an ISO 8601 duration such as P1D, or two "
                                        + "times, or a time and a duration, with a slash between.")))
                .orElse(TimeRange.UNBOUNDED);
    }

    private ApiResponse answer(Call call, WorkspaceView workspace, WorkspaceQueries.Request request,
            Preferences preferences) {
        try {
            WorkspaceQueries.Answer answer = queries.run(call.caller(), workspace, request);
            ObjectNode body = QueryJson.answer(answer.results(), preferences);
            if (preferences.dataSources()) {
                sources(body.putArray("dataSources"), answer);
            }
            return ApiResponse.json(200, body);
        } catch (KqlException e) {
            return ApiResponse.json(400, QueryJson.mistake(e, call.request().requestId()));
        }
    }

    private static void sources(ArrayNode sources, WorkspaceQueries.Answer answer) {
        answer.read().forEach((workspace, tables) -> {
            ObjectNode source = sources.addObject().put("resourceId", workspace.id().toString())
                    .put("region", workspace.location());
            ArrayNode names = source.putArray("tables");
            tables.forEach(names::add);
        });
    }

    /// `{"requests":[{"id","workspace","headers","body":{"query","timespan"}}]}` to
    /// `{"responses":[{"id","status","headers","body"}]}`, in the order of the requests.
    private ApiResponse batch(Call call) {
        JsonNode requests = body(call.request()).path("requests");
        if (!requests.isArray() || requests.isEmpty() || requests.size() > MAX_BATCH) {
            throw WorkspaceQueries.badArgument("InvalidBatch",
                    "A batch has the member requests, an array of 1 to " + MAX_BATCH + " queries.");
        }
        ObjectNode body = Json.object();
        ArrayNode responses = body.putArray("responses");
        for (JsonNode request : requests) {
            ApiResponse response = one(call, request);
            ObjectNode entry = responses.addObject().put("id", Json.text(request, "id").orElse(""))
                    .put("status", response.status());
            ObjectNode headers = entry.putObject("headers");
            response.headers().forEach(headers::put);
            entry.set("body", Json.parse(response.body()));
        }
        return ApiResponse.json(200, body);
    }

    /// Answers one query of a batch; what goes wrong with it is its own answer.
    private ApiResponse one(Call call, JsonNode request) {
        try {
            WorkspaceView workspace = queries.workspace(Json.text(request, "workspace").orElse(""));
            queries.requireReader(call.caller(), workspace);
            Preferences preferences = preferences(header(request.path("headers"), "prefer"));
            return answer(call, workspace,
                    request(call, request.path("body"), TimeRange.UNBOUNDED, preferences), preferences);
        } catch (ApiException e) {
            return refused(call, e.error());
        } catch (RuntimeException e) {
            return refused(call, translate(e).orElseThrow(() -> e));
        }
    }

    private ApiResponse refused(Call call, ApiError error) {
        return ApiResponse.json(error.status(), render(error, call.request().requestId()))
                .with(error.headers());
    }

    private static String header(JsonNode headers, String name) {
        return headers.propertyStream().filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue().asString("")).findFirst().orElse("");
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
    public List<String> audiences() {
        return AUDIENCES;
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
        return WorkspaceQueries.translate(failure);
    }
}
