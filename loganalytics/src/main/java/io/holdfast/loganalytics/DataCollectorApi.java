package io.holdfast.loganalytics;

import io.holdfast.crypto.HashAlgorithm;
import io.holdfast.crypto.Hmac;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyring.KeyDarkException;
import io.holdfast.loganalytics.internal.CollectorReader;
import io.holdfast.loganalytics.internal.Moments;
import io.holdfast.loganalytics.internal.RowException;
import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The HTTP Data Collector API: `POST /api/logs?api-version=2016-04-01`, signed with a shared key of the
/// workspace.
///
/// 200 means that every record of the call is on disk, encrypted, and visible to queries (with
/// [DarkIntake#SEALED]: as soon as the key is back); any other status that none is (but for 503
/// `ServiceUnavailable`, which says that it is not known). Records that could not be taken are in the table
/// [DeadLetters#TABLE]. The signature covers the length of the body, its type and a date at most [#SKEW]
/// away. Source: arm-api E.
final class DataCollectorApi implements Api {

    /// The most that a call may carry. Source: Data Collector API, data limits.
    static final int LIMIT_BYTES = 30 * 1024 * 1024;

    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final String VERSION = "2016-04-01";
    private static final String PATH = "/api/logs";
    private static final Pattern SIGNED = Pattern
            .compile("SharedKey ([0-9A-Fa-f-]{36}):([A-Za-z0-9+/]{43}=)");
    private static final Pattern LOG_TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");

    private final LogAnalyticsSettings settings;
    private final Workspaces workspaces;
    private final SharedKeys keys;
    private final WorkspaceIntake intake;
    private final CollectorTables tables;
    private final DarkIntake darkIntake;
    private final DarkIntake.Way way;
    private final InstantSource clock;
    private final List<Route> routes;

    DataCollectorApi(LogAnalyticsSettings settings, LogAnalyticsParts parts, Workspaces workspaces,
            CollectorTables tables, DarkIntake darkIntake) {
        this.settings = settings;
        this.workspaces = workspaces;
        this.keys = new SharedKeys(parts);
        this.intake = darkIntake.intake();
        this.tables = tables;
        this.darkIntake = darkIntake;
        this.way = new DarkIntake.Way(SealedBatch.Kind.COLLECTOR, LIMIT_BYTES, this::wellFormed);
        this.clock = parts.clock();
        this.routes = List.of(Route.of("POST", PATH, Access.signed("with a shared key of the workspace",
                this::requireSignature), this::collect));
    }

    private void requireSignature(Call call) {
        ApiRequest request = call.request();
        Matcher signed = SIGNED.matcher(request.headers().first("authorization").orElse(""));
        Optional<String> meant = settings.collectorOf(request.origin().getHost().toLowerCase(Locale.ROOT));
        if (!signed.matches() || meant.filter(id -> !id.equalsIgnoreCase(signed.group(1))).isPresent()
                || !isRecent(request)) {
            throw unauthorised();
        }
        String customerId = signed.group(1).toLowerCase(Locale.ROOT);
        byte[] signature = Base64.getDecoder().decode(signed.group(2));
        byte[] message = signedText(request);
        if (keys.find(customerId).stream().flatMap(pair -> Stream.of(pair.primary(), pair.secondary()))
                .noneMatch(key -> isSignedWith(key, message, signature))) {
            throw unauthorised();
        }
    }

    /// The workspace with one of whose keys the call is signed.
    private WorkspaceView workspace(Call call) {
        Matcher signed = SIGNED.matcher(call.request().headers().first("authorization").orElse(""));
        return Optional.of(signed).filter(Matcher::matches)
                .flatMap(matched -> workspaces.findByCustomerId(matched.group(1)))
                .orElseThrow(DataCollectorApi::unauthorised);
    }

    private boolean isRecent(ApiRequest request) {
        try {
            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME
                    .parse(request.headers().first("x-ms-date").orElse("")));
            return Duration.between(date, clock.instant()).abs().compareTo(SKEW) <= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static byte[] signedText(ApiRequest request) {
        return String.join("\n", "POST", request.headers().first("content-length").orElse(""),
                request.headers().first("content-type").orElse(""),
                "x-ms-date:" + request.headers().first("x-ms-date").orElse(""), PATH)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isSignedWith(String key, byte[] message, byte[] signature) {
        try (SecretBytes secret = SecretBytes.takeOwnership(Base64.getDecoder().decode(key))) {
            return Hmac.verify(secret, HashAlgorithm.SHA256, message, signature);
        }
    }

    private static ApiException unauthorised() {
        return new ApiException(403, "InvalidAuthorization", "The call is not signed as it must be: "
                + "'Authorization: SharedKey <workspace id>:<signature>', where the signature is the "
                + "HMAC-SHA256, with a shared key of that workspace, of the method, the content length, the "
                + "content type, x-ms-date (at most " + SKEW.toMinutes() + " minutes away) and " + PATH
                + ".");
    }

    private ApiResponse collect(Call call) {
        WorkspaceView workspace = workspace(call);
        requireJson(call.request());
        String type = call.request().headers().first("log-type").orElseThrow(() -> new ApiException(400,
                "MissingLogType", "The header Log-Type is required: the table is named after it."));
        if (!LOG_TYPE.matcher(type).matches()) {
            throw new ApiException(400, "InvalidLogType", "The Log-Type must begin with a letter and have at "
                    + "most 100 letters, digits and underscores.");
        }
        CollectorTables.Kind kind = kind(type, call.request());
        // Dark or not is asked before the body is read.
        OpenStore store;
        try {
            store = intake.open(workspace);
        } catch (KeyDarkException dark) {
            return darkIntake.take(call.request(), workspace, dark, way, kind::describe);
        }
        tables.check(workspace, type);
        try (IntakeBudget.Room _ = intake.room(call.request(), LIMIT_BYTES)) {
            int bad = tables.take(store, workspace, kind, DeadLetters.Origin.of(kind.origin(),
                    DarkIntake.requestId(call.request())),
                    call.request().body().read(LIMIT_BYTES));
            return new ApiResponse(200,
                    bad == 0 ? Map.of() : Map.of(LogsIngestionApi.DEAD_LETTERS, Integer.toString(bad)),
                    new byte[0]);
        } catch (RowException e) {
            throw new ApiException(400, "InvalidDataFormat", Failures.message(e));
        }
    }

    private static void requireJson(ApiRequest request) {
        String type = request.headers().first("content-type").orElseThrow(() -> new ApiException(400,
                "MissingContentType", "The header Content-Type is required."));
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new ApiException(400, "UnsupportedContentType",
                    "The Content-Type must be application/json.");
        }
    }

    private static CollectorTables.Kind kind(String type, ApiRequest request) {
        return new CollectorTables.Kind(type,
                request.headers().first("time-generated-field").filter(name -> !name.isBlank()),
                request.headers().first("x-ms-azureresourceid").filter(id -> !id.isBlank())
                        .map(id -> id.toLowerCase(Locale.ROOT)));
    }

    /// Which columns a body that waits fills is found out later; that it is JSON is found out now.
    private byte[] wellFormed(ApiRequest request) {
        byte[] body = request.body().read(LIMIT_BYTES);
        try {
            new CollectorReader(List.of(), Optional.empty(), Optional.empty()).read(body,
                    Moments.of(clock.instant()));
            return body;
        } catch (RowException e) {
            throw new ApiException(400, "InvalidDataFormat", Failures.message(e));
        }
    }

    @Override
    public String name() {
        return "HTTP Data Collector";
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public boolean servesHost(String host) {
        return settings.collectsAt(host);
    }

    @Override
    public boolean acceptsAudience(String audience, ApiRequest request) {
        return false;
    }

    @Override
    public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        return unauthorised().error();
    }

    @Override
    public void checkVersion(ApiRequest request) {
        String version = request.query("api-version").filter(text -> !text.isBlank())
                .orElseThrow(() -> new ApiException(400, "MissingApiVersion",
                        "The query parameter api-version is required: " + VERSION + "."));
        if (!version.equals(VERSION)) {
            throw new ApiException(400, "InvalidApiVersion", "The api-version must be " + VERSION + ".");
        }
    }

    @Override
    public JsonNode render(ApiError error, String requestId) {
        return Json.object().put("Error", error.code()).put("Message", error.message());
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Failures.translate(failure);
    }
}
