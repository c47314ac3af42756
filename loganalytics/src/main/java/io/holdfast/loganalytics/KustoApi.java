package io.holdfast.loganalytics;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.loganalytics.internal.KustoJson;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.QueryResult;
import io.holdfast.query.TimeRange;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The Kusto REST API: `/v1/rest/query`, `/v2/rest/query`, `/v1/rest/mgmt`, `/v1/rest/auth/metadata`. A database
/// is a workspace, and takes the same right as in the Log Analytics query API.
///
/// Source: Azure Data Explorer, "Query/management HTTP request".
final class KustoApi implements DataPlaneApi {

    /// The last two are those of the query API: what may be asked there may be asked here.
    private static final List<String> AUDIENCES = List.of("https://kusto.kusto.windows.net",
            "https://help.kusto.windows.net", "https://api.loganalytics.io",
            "https://api.loganalytics.azure.com");
    /// What Azure's own clients call themselves when they sign people in.
    private static final String CLIENT = "db662dc1-0cfe-4e1c-a843-19a68e65be58";
    /// What a query may take unless the request says otherwise. Source: Azure Data Explorer, "Query limits".
    private static final Duration DEFAULT_WAIT = Duration.ofMinutes(4);

    private final LogAnalyticsSettings settings;
    private final WorkspaceQueries queries;
    private final KustoCommands commands;
    private final List<Route> routes;

    KustoApi(LogAnalyticsSettings settings, WorkspaceQueries queries, KustoCommands commands) {
        this.settings = settings;
        this.queries = queries;
        this.commands = commands;
        Access access = Access.anyPrincipal("the body names the workspace, whose right is then asked for");
        this.routes = List.of(
                Route.of("POST", "/v1/rest/query", access, call -> query(call, KustoJson::tables)),
                Route.of("POST", "/v2/rest/query", access, call -> query(call, KustoJson::frames)),
                Route.of("POST", "/v1/rest/mgmt", access, this::manage),
                Route.of("GET", "/v1/rest/auth/metadata",
                        Access.anonymous("tells clients where to get a token"), KustoApi::metadata));
    }

    private static ApiResponse metadata(Call call) {
        String origin = call.request().origin().toString();
        ObjectNode body = Json.object();
        body.putObject("AzureAD").put("LoginEndpoint", origin).put("LoginMfaRequired", false)
                .put("KustoClientAppId", CLIENT).put("KustoClientRedirectUri", origin)
                .put("KustoServiceResourceId", origin).put("FirstPartyAuthorityUrl", origin);
        return ApiResponse.json(200, body);
    }

    private ApiResponse query(Call call, BiFunction<List<QueryResult>, String, JsonNode> form) {
        ObjectNode body = call.request().jsonObject();
        WorkspaceView workspace = commands.database(call.caller(), Json.text(body, "db").orElse(""));
        JsonNode properties = properties(body);
        String text = Json.text(body, "csl").orElse("");
        if (text.strip().startsWith(".")) {
            return ApiResponse.json(200, KustoJson.table(commands.run(call.caller(),
                    Json.text(body, "db").orElse(""), text)));
        }
        try {
            WorkspaceQueries.Answer answer = queries.run(call.caller(), workspace,
                    new WorkspaceQueries.Request(text, TimeRange.UNBOUNDED, List.of(),
                            WorkspaceQueries.parameters(properties.path("Parameters")), wait(properties),
                            call.request().client()));
            return ApiResponse.json(200,
                    form.apply(answer.results(), requestId(call.request())));
        } catch (KqlException e) {
            return ApiResponse.json(400, KustoJson.mistake(e, requestId(call.request())));
        }
    }

    private ApiResponse manage(Call call) {
        ObjectNode body = call.request().jsonObject();
        return ApiResponse.json(200, KustoJson.table(commands.run(call.caller(),
                Json.text(body, "db").orElse(""), Json.text(body, "csl").orElse(""))));
    }

    /// The properties of a request: an object, or the text of one.
    private static JsonNode properties(ObjectNode body) {
        JsonNode properties = body.path("properties");
        return properties.isString()
                ? Json.parse(properties.asString().getBytes(StandardCharsets.UTF_8))
                : properties;
    }

    /// `servertimeout`, within what the service allows.
    private static Duration wait(JsonNode properties) {
        Duration wanted = Json.text(properties.path("Options"), "servertimeout")
                .flatMap(text -> KqlTimespan.parse(text).stream().boxed().findFirst())
                .map(ticks -> Duration.ofMillis(ticks / 10_000)).orElse(DEFAULT_WAIT);
        Duration most = QueryLimits.SERVICE.timeout();
        return wanted.compareTo(most) > 0 ? most : wanted.isPositive() ? wanted : Duration.ofSeconds(1);
    }

    private static String requestId(ApiRequest request) {
        return request.headers().first("x-ms-client-request-id").orElse(request.requestId());
    }

    @Override
    public String name() {
        return "Kusto";
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public boolean servesHost(String host) {
        return settings.queriesAt(host) || settings.kustoAt(host);
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
        return KustoJson.error(error, requestId);
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return WorkspaceQueries.translate(failure);
    }
}
