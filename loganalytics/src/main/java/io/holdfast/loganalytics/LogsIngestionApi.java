package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.loganalytics.internal.BodyDecoder;
import io.holdfast.loganalytics.internal.RowException;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.loganalytics.internal.Rows;
import io.holdfast.logstore.LogStore;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The Logs Ingestion API: `POST /dataCollectionRules/{immutableId}/streams/{stream}?api-version=2023-01-01`.
///
/// 204 means that every record of the call is on disk, encrypted, and visible to queries; any other status
/// that none is
/// (but for 503 `ServiceUnavailable`, which says that it is not known). Source: arm-api D.
final class LogsIngestionApi implements DataPlaneApi {

    /// The most that a call may carry, compressed and not. Source: Azure Monitor service limits.
    static final int LIMIT_BYTES = 1024 * 1024;

    private static final Logger LOGGER = LoggerFactory.getLogger(LogsIngestionApi.class);
    private static final String ACTION = "Microsoft.Insights/Telemetry/Write";
    private static final List<String> AUDIENCES = List.of("https://monitor.azure.com");
    private static final List<String> VERSIONS = List.of("2023-01-01", "2021-11-01-preview");

    private final LogAnalyticsSettings settings;
    private final Rules rules;
    private final WorkspaceIntake intake;
    private final Authorizer authorizer;
    private final InstantSource clock;
    private final List<Route> routes;

    LogsIngestionApi(LogAnalyticsSettings settings, LogAnalyticsParts parts, Rules rules,
            WorkspaceIntake intake) {
        this.settings = settings;
        this.rules = rules;
        this.intake = intake;
        this.authorizer = parts.authorizer();
        this.clock = parts.clock();
        this.routes = List.of(Route.of("POST", "/dataCollectionRules/{rule}/streams/{stream}",
                Access.of(ACTION, this::requirePublisher), this::ingest));
    }

    private void requirePublisher(Call call) {
        ArmResource rule = rule(call);
        if (!authorizer.permits(call.caller(), ACTION, rule.id().toString())) {
            throw new ApiException(403, "OperationFailed",
                    "The client '" + call.caller().appId() + "' with object id '"
                            + call.caller().objectId() + "' may not send to the data collection rule '"
                            + rule.id()
                            + "': assign it the role Monitoring Metrics Publisher on the rule.");
        }
    }

    private ArmResource rule(Call call) {
        return rules.findByImmutableId(call.variable("rule")).orElseThrow(() -> new ApiException(404,
                "NotFound",
                "There is no data collection rule with the immutable id '" + call.variable("rule") + "'."));
    }

    private ApiResponse ingest(Call call) {
        Rules.Target target = target(rule(call), call.variable("stream"));
        WorkspaceView workspace = target.workspace();
        OpenStore store = intake.open(workspace);
        Rows rows = rows(call.request(), target);
        if (rows.count() > 0) {
            store.use(open -> append(open, target, rows));
        }
        if (rows.droppedFields() > 0) {
            LOGGER.atDebug().addKeyValue("workspace", workspace.id())
                    .addKeyValue("table", target.table().id().name())
                    .addKeyValue("fields", rows.droppedFields())
                    .log("Members that name no column were dropped");
        }
        return ApiResponse.empty(204);
    }

    private Rules.Target target(ArmResource rule, String stream) {
        RuleRequest request = RuleRequest.parse(rule.properties());
        RuleRequest.Flow flow = request.flow(stream).orElseThrow(() -> new ApiException(404, "NotFound",
                "The data collection rule '" + rule.id().name() + "' has no stream of that name; it has "
                        + request.flows().stream().map(RuleRequest.Flow::stream).toList() + "."));
        try {
            return rules.target(request, flow);
        } catch (ApiException e) {
            throw new ApiException(404, "NotFound", e.error().message());
        }
    }

    private Rows rows(ApiRequest request, Rules.Target target) {
        byte[] body = BodyDecoder.decode(request, LIMIT_BYTES);
        try {
            return new RowReader(target.columns()).read(body, clock.instant());
        } catch (RowException e) {
            throw new ApiException(400, "InvalidRequest", Failures.message(e));
        }
    }

    private static int append(LogStore store, Rules.Target target, Rows rows) {
        store.append(Tables.ensure(store, target.workspace(), target.table()), rows.jsonArray());
        return rows.count();
    }

    @Override
    public String name() {
        return "Logs Ingestion";
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public boolean servesHost(String host) {
        return settings.ingestsAt(host);
    }

    @Override
    public List<String> audiences() {
        return AUDIENCES;
    }

    @Override
    public void checkVersion(ApiRequest request) {
        String version = request.query("api-version").filter(text -> !text.isBlank())
                .orElseThrow(() -> new ApiException(400, "MissingApiVersionParameter",
                        "The api-version query parameter (?api-version=) is required for all requests."));
        if (VERSIONS.stream().noneMatch(version::equalsIgnoreCase)) {
            throw new ApiException(400, "InvalidApiVersionParameter",
                    "The api-version is not supported. The supported versions are " + VERSIONS + ".");
        }
    }

    @Override
    public JsonNode render(ApiError error, String requestId) {
        ObjectNode json = Json.object();
        json.set("error", DataPlane.error(error));
        return json;
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Failures.translate(failure);
    }
}
