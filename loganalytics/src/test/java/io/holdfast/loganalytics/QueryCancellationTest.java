package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ClientPresence;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Queries that end before they have an answer.
@ExtendWith(Worlds.class)
class QueryCancellationTest {

    /// Never ends by itself within a test, and holds memory: a hash table of the one side.
    private static final String ENDLESS = "range a from 1 to 2000000 step 1 | extend k = a % 3"
            + " | join kind=inner (range b from 1 to 2000000 step 1 | extend k = b % 3) on k | summarize sum(a * b)";

    private final World world;

    QueryCancellationTest(World world) {
        this.world = world;
    }

    @Test
    void aQueryEndsAndFreesItsMemoryWhenItsClientGoesAway() throws Exception {
        world.createCluster().createLinkedWorkspace();
        OpenStore store = world.fixture.module.stores().open(world.clusterId());
        // What a first query loads stays.
        assertThat(world.query("range a from 1 to 10 step 1 | join (print a = 1) on a").status())
                .isEqualTo(200);
        long before = usedBytes(store);
        AtomicReference<Runnable> leaving = new AtomicReference<>();
        ClientPresence client = action -> {
            // The first who asks is the line for a turn if there is one, the last the query itself.
            leaving.set(action);
            return () -> {};
        };

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Answer> running = CompletableFuture.supplyAsync(
                    () -> query(client), threads);
            while (usedBytes(store) <= before && !running.isDone()) {
                Thread.onSpinWait();
            }
            assertThat(running).isNotDone();
            leaving.get().run();

            assertThat(running.get(20, TimeUnit.SECONDS).status()).isEqualTo(503);
        }
        assertThat(store.runningQueries()).isZero();
        assertThat(usedBytes(store)).isLessThanOrEqualTo(before);
    }

    @Test
    void aQueryEndsWithTheTimeThatItsClientWaits() {
        world.createCluster().createLinkedWorkspace();
        OpenStore store = world.fixture.module.stores().open(world.clusterId());

        Answer answer = world.query(Json.object().put("query", ENDLESS), Map.of("Prefer", "wait=1"));

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("GatewayTimeout");
        assertThat(store.runningQueries()).isZero();
    }

    private Answer query(ClientPresence client) {
        String customerId = world.fixture.get(world.workspace).text("properties.customerId");
        byte[] body = Json.bytes(Json.object().put("query", ENDLESS));
        return Answer.of(world.fixture.dispatcher.dispatch(new ApiRequest("POST",
                List.of("v1", "workspaces", customerId, "query"), Map.of(),
                Headers.of(Map.of("Authorization",
                        "Bearer " + world.fixture.ownerId() + " https://localhost")),
                _ -> body, URI.create("https://localhost:8443"), "request-1", "127.0.0.1", client)));
    }

    private static long usedBytes(OpenStore store) {
        return store.use(open -> {
            try (var session = open.read(List.of());
                    var statement = session.connection().createStatement();
                    var result = statement.executeQuery(
                            "SELECT sum(memory_usage_bytes) FROM duckdb_memory()")) {
                result.next();
                return result.getLong(1);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }
}
