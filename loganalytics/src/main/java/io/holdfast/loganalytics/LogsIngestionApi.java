package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.keyring.KeyDarkException;
import io.holdfast.loganalytics.internal.BodyDecoder;
import io.holdfast.loganalytics.internal.RowException;
import io.holdfast.loganalytics.internal.RowReader;
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
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The Logs Ingestion API: `POST /dataCollectionRules/{immutableId}/streams/{stream}?api-version=2023-01-01`.
///
/// 204 means that every record of the call is on disk, encrypted, and visible to queries (with
/// [DarkIntake#SEALED]: as soon as the key is back); any other status that none is (but for 503
/// `ServiceUnavailable`, which says that it is not known). What of the records could not be taken as it was
/// sent is in the table [DeadLetters#TABLE]; the header [#DEAD_LETTERS] says how many. Source: arm-api D.
final class LogsIngestionApi implements DataPlaneApi {

    /// The most that a call may carry, compressed and not. Source: Azure Monitor service limits.
    static final int LIMIT_BYTES = 1024 * 1024;

    /// Of an answer: how many records of the call are dead letters.
    static final String DEAD_LETTERS = "x-holdfast-dead-letters";

    private static final String ACTION = "Microsoft.Insights/Telemetry/Write";
    private static final List<String> AUDIENCES = List.of("https://monitor.azure.com");
    private static final List<String> VERSIONS = List.of("2023-01-01", "2021-11-01-preview");

    private final LogAnalyticsSettings settings;
    private final Rules rules;
    private final WorkspaceIntake intake;
    private final Authorizer authorizer;
    private final StreamIntake streams;
    private final DarkIntake darkIntake;
    private final DarkIntake.Way way;
    private final InstantSource clock;
    private final List<Route> routes;

    LogsIngestionApi(LogAnalyticsSettings settings, LogAnalyticsParts parts, Rules rules,
            StreamIntake streams, DarkIntake darkIntake) {
        this.settings = settings;
        this.rules = rules;
        this.intake = darkIntake.intake();
        this.authorizer = parts.authorizer();
        this.streams = streams;
        this.darkIntake = darkIntake;
        this.clock = parts.clock();
        this.way = new DarkIntake.Way(SealedBatch.Kind.STREAM, LIMIT_BYTES, this::wellFormed);
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
        ArmResource rule = rule(call);
        Rules.Target target;
        OpenStore store;
        try {
            target = rules.target(rule, call.variable("stream"));
            store = intake.open(target.workspace());
        } catch (KeyDarkException dark) {
            return darkIntake.take(call.request(), rules.workspace(rule, call.variable("stream")), dark, way,
                    batch -> batch.with("rule", call.variable("rule")).with("stream",
                            call.variable("stream")));
        }
        try (IntakeBudget.Room _ = intake.room(call.request(), LIMIT_BYTES)) {
            byte[] body = BodyDecoder.decode(call.request(), LIMIT_BYTES);
            int bad = streams.take(store, target, origin(call), body);
            return new ApiResponse(204,
                    bad == 0 ? Map.of() : Map.of(DEAD_LETTERS, Integer.toString(bad)), new byte[0]);
        } catch (RowException e) {
            throw new ApiException(400, "InvalidRequest", Failures.message(e));
        }
    }

    /// What a rule makes of a body that waits is found out later; that it is JSON is found out now.
    private byte[] wellFormed(ApiRequest request) {
        byte[] body = BodyDecoder.decode(request, LIMIT_BYTES);
        try {
            new RowReader(List.of(Tables.TIME)).read(body, clock.instant());
            return body;
        } catch (RowException e) {
            throw new ApiException(400, "InvalidRequest", Failures.message(e));
        }
    }

    private DeadLetters.Origin origin(Call call) {
        return DeadLetters.Origin.of(name(call.variable("rule"), call.variable("stream")),
                DarkIntake.requestId(call.request()));
    }

    /// Of the origin of dead letters.
    static String name(String rule, String stream) {
        return rule + "/" + stream;
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
