package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Queries that reach the engine.
@ExtendWith(Worlds.class)
class QueryResultTest {

    private static final String STREAM = "Custom-Events_CL";

    private final World world;
    private final Fixture fixture;

    QueryResultTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void theAnswerHasTheShapeOfTheMirroredService() {
        ingestTwo();

        Answer answer = world.query(
                "Events_CL | where Id == 2 | project TimeGenerated, Id, Message, Extra, Type, TenantId");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.json().toString())
                .isEqualTo("{\"tables\":[{\"name\":\"PrimaryResult\",\"columns\":["
                        + "{\"name\":\"TimeGenerated\",\"type\":\"datetime\"},{\"name\":\"Id\",\"type\":\"long\"},"
                        + "{\"name\":\"Message\",\"type\":\"string\"},{\"name\":\"Extra\",\"type\":\"dynamic\"},"
                        + "{\"name\":\"Type\",\"type\":\"string\"},{\"name\":\"TenantId\",\"type\":\"string\"}],"
                        + "\"rows\":[[\"2026-02-02T10:00:00Z\",2,\"b\",\"{\\\"k\\\":[1]}\",\"Events_CL\",\""
                        + fixture.get(world.workspace).text("properties.customerId") + "\"]]}]}");
    }

    @ParameterizedTest
    @CsvSource({"2026-02-01/2026-02-02, 1", "2026-02-01/P2D, 2", "2026-02-02/2026-02-03, 1",
            "2026-02-04/P1D, 0"})
    void theTimespanBoundsWhatIsRead(String timespan, int count) {
        ingestTwo();

        Answer answer = world.query(Json.object().put("query", "Events_CL | count").put("timespan", timespan),
                Map.of());

        assertThat(answer.at("tables").path(0).path("rows").path(0).path(0).asInt()).isEqualTo(count);
    }

    @Test
    void aQueryInTheAddressIsAQueryToo() {
        ingestTwo();

        Answer answer = fixture.send(fixture.ownerId(), "https://api.loganalytics.io",
                "api.loganalytics.localhost",
                "GET", "/v1/workspaces/" + fixture.get(world.workspace).text("properties.customerId")
                        + "/query?query=Events_CL%20%7C%20count&timespan=2026-02-01/2026-02-02",
                new byte[0], Map.of());

        assertThat(answer.at("tables").path(0).path("rows").path(0).path(0).asInt()).isEqualTo(1);
    }

    @Test
    void preferencesBringStatisticsAndTheDrawing() {
        ingestTwo();

        Answer answer = world.query(
                Json.object().put("query",
                        "Events_CL | summarize count() by bin(TimeGenerated, 1d) | render timechart"),
                Map.of("Prefer", "wait=30,include-statistics=true,include-render=true"));

        assertThat(answer.text("render.visualization")).isEqualTo("timechart");
        assertThat(answer.at("statistics.query.executionTime").asDouble()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"Events_CL | where; SyntaxError; SYN0002; ends",
            "Events_CL | where Nope == 1; SemanticError; SEM0100; Nope",
            "Nowhere_CL | count; SemanticError; SEM0100; Nowhere_CL",
            "events_cl | count; SemanticError; SEM0100; Events_CL"})
    void aMistakeSaysWhatAndWhere(String kql, String kind, String code, String named) {
        ingestTwo();

        Answer answer = world.query(kql);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("BadArgumentError");
        assertThat(answer.text("error.innererror.code")).isEqualTo(kind);
        assertThat(answer.text("error.innererror.innererror.code")).isEqualTo(code);
        assertThat(answer.text("error.innererror.innererror.message")).contains(named);
        assertThat(answer.at("error.innererror.innererror.line").asInt()).isEqualTo(1);
        assertThat(answer.at("error.innererror.innererror.pos").asInt()).isPositive();
    }

    @Test
    void aTableWithoutRowsAndAWorkspaceWithoutTablesCanBeQueried() {
        world.createCluster().createLinkedWorkspace();
        assertThat(world.query("print 1").status()).isEqualTo(200);
        fixture.call("PUT", world.workspace + "/tables/Syslog", "{}");

        assertThat(world.query("Syslog | where Type == 'x'").at("tables").path(0).path("rows").isEmpty())
                .isTrue();
    }

    @Test
    void aQueryThatRunsWhenTheKeyIsRevokedAnswersTheKeysState() throws Exception {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        String rule = world.createTableAndRule();
        String rows = IntStream.range(0, 5000).mapToObj(i -> "{\"Id\":1}")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(fixture.ingest(rule, STREAM, rows).status()).isEqualTo(204);
        String join = " | join kind=inner (Events_CL) on Id";
        OpenStore store = fixture.module.stores().open(world.clusterId());

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Answer> running = CompletableFuture
                    .supplyAsync(() -> world.query("Events_CL" + join + join + " | count"), threads);
            while (store.runningQueries() == 0 && !running.isDone()) {
                Thread.onSpinWait();
            }
            world.enable(version, false);

            Answer answer = running.get(20, TimeUnit.SECONDS);
            assertThat(answer.status()).as(answer.json().toString()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("CustomerManagedKeyRevoked");
        }
    }

    private void ingestTwo() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        Answer answer = fixture.ingest(rule, STREAM, """
                [{"TimeGenerated":"2026-02-01T10:00:00Z","Id":1,"Message":"a"},
                 {"TimeGenerated":"2026-02-02T10:00:00Z","Id":2,"Message":"b","Extra":{"k":[1]}}]"""
                .getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(answer.status()).isEqualTo(204);
    }
}
