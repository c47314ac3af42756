package io.holdfast.server;

import io.holdfast.crypto.PlatformKey;
import io.holdfast.identity.Identity;
import io.holdfast.logstore.FaultPoints;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One life of a server without its port: all modules over a data folder, in stepped time.
///
/// A token is `{object id} {audience}` in plain.
public final class InProcessServer implements AutoCloseable {

    /// The port that names of vaults carry.
    public static final int PORT = 8443;
    /// The named steps of a backup.
    public static final List<String> BACKUP_STEPS = Backups.STEPS;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Composition composition;
    private final ApiDispatcher dispatcher;

    /// Opens a folder, new or not, and starts everything.
    public InProcessServer(Path folder, SteppedTime time) {
        this(folder, time, FaultPoints.NONE);
    }

    /// The same, telling `faults` of the steps of backups.
    public InProcessServer(Path folder, SteppedTime time, FaultPoints faults) {
        SecureRandom random = new SecureRandom();
        DataFolder data = kept(DataFolder.open(folder));
        PlatformKey key = kept(PlatformKey.openOrCreate(data.platformKey(), Optional.empty(), random));
        ServerPace pace = new ServerPace(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(30),
                Duration.ZERO);
        ServerConfig config = new ServerConfig(folder, Endpoint.onLoopback(PORT), Optional.empty(),
                Optional.empty(), pace, ServerParts.ALL);
        composition = kept(Composition.open(config.endpoint(),
                new Platform(data, key, time, random, new Platform.Around(time.timers(), faults)), config));
        composition.start();
        dispatcher = new ApiDispatcher(composition.apis(), token -> {
            String[] parts = token.split(" ", 2);
            return new Caller(identity().tenant().tenantId(), parts[0], "app-of-" + parts[0], parts[1],
                    "issuer");
        });
    }

    private <T extends AutoCloseable> T kept(T part) {
        opened.push(part);
        return part;
    }

    /// Who is who.
    public Identity identity() {
        return composition.identity();
    }

    /// All APIs of the HTTPS port.
    public List<Api> apis() {
        return composition.apis();
    }

    /// The object id of the first application; of a new folder only.
    public String takeOwner() {
        return identity().principals()
                .findByAppId(composition.takeBootstrapCredentials().orElseThrow().clientId()).orElseThrow()
                .objectId();
    }

    /// A request: `host`, then method and path with its query, then a body in which single quotes stand for double
    /// ones.
    public record Call(String host, String methodAndPath, String body) {}

    /// An answer; a missing body is an empty object.
    public record Answer(int status, Map<String, String> headers, JsonNode json) {

        /// Status and, of an error, its code.
        public String brief() {
            String code = json.at("/error/code").asString("");
            return status < 400 ? String.valueOf(status) : (status + " " + code).strip();
        }

        /// The text at a JSON pointer; empty if there is none.
        public String text(String pointer) {
            return json.at(pointer).asString("");
        }
    }

    /// Dispatches a call.
    ///
    /// @param token `{object id} {audience}`
    public Answer send(String token, Call call) {
        String[] parts = call.methodAndPath().split(" ", 2);
        String[] target = parts[1].split("\\?", 2);
        Map<String, String> query = new LinkedHashMap<>();
        if (target.length > 1) {
            Arrays.stream(target[1].split("&", -1)).map(pair -> pair.split("=", 2))
                    .forEach(pair -> query.put(pair[0], pair[1]));
        }
        byte[] body = call.body().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ApiResponse response = dispatcher.dispatch(new ApiRequest(parts[0],
                Arrays.asList(target[0].substring(1).split("/", -1)), query,
                Headers.of(Map.of("Authorization", "Bearer " + token)), limit -> body,
                URI.create("https://" + call.host() + ":" + PORT), "request-1", "127.0.0.1"));
        return new Answer(response.status(), response.headers(),
                response.body().length == 0 ? Json.object() : Json.parse(response.body()));
    }

    /// Ends the process.
    @Override
    public void close() {
        Closing.all(opened);
    }
}
