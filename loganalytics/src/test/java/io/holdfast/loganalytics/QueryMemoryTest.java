package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.logstore.MemoryBudget;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Queries that need more memory than DuckDB may have: here 128 MiB.
class QueryMemoryTest {

    private static final int ROWS = 1_500;
    /// Each row beside each other one, with a text of their own: some 500 MB.
    private static final String PAIRS = "Events_CL | extend k = 1 | join kind=inner (Events_CL | extend k = 1) on k"
            + " | extend Pair = strcat(Message, Id, '-', Id1, Message1)";

    @TempDir
    Path folder;

    private Fixture fixture;
    private World world;

    @BeforeEach
    void fill() {
        fixture = new Fixture(folder, new MemoryBudget(256L << 20));
        world = fixture.world().createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        String rows = IntStream.range(0, ROWS)
                .mapToObj(id -> Json.object().put("TimeGenerated", "2026-03-01T11:00:00Z").put("Id", id)
                        .put("Message", "needle".repeat(16)).toString())
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(fixture.ingest(rule, "Custom-Events_CL", rows).status()).isEqualTo(204);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"| summarize n = count() by Pair | summarize sum(n)",
            "| summarize set = make_set(Pair, 5000000) | project array_length(set)",
            "| sort by Pair asc | serialize n = row_number() | where n == 7 | project n",
            "| join kind=leftouter (Events_CL | project Pair = Message) on Pair | sort by Pair1 asc, Pair desc"
                    + " | serialize n = row_number() | where n == 7 | project n"})
    void aQueryOverTheLimitIsRefusedWithoutSpillingAndTheNextOneWorks(String operators) throws IOException {
        assertThat(count()).isEqualTo(ROWS);
        Set<Path> before = files();

        Answer answer = world.query(PAIRS + operators);

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("BadArgumentError");
        assertThat(answer.text("error.innererror.code")).isEqualTo("QueryOutOfMemory");
        assertThat(answer.text("error.innererror.message")).contains("memory");
        assertThat(answer.json().toString()).doesNotContain("needle", "Events_CL", "Pair");
        assertThat(files()).isEqualTo(before);
        assertThat(count()).isEqualTo(ROWS);
        assertThat(world.query(PAIRS + " | where Id == 3 and Id1 < 9 | sort by Pair asc | count").at("tables")
                .path(0).path("rows").toString()).isEqualTo("[[9]]");
    }

    private int count() {
        return world.query("Events_CL | count").at("tables").path(0).path("rows").path(0).path(0).asInt();
    }

    /// Where DuckDB would put temporary files if it were to decide, too: `.tmp` in the working directory.
    private Set<Path> files() throws IOException {
        try (Stream<Path> data = Files.walk(folder); Stream<Path> work = Files.list(Path.of(""))) {
            return Stream.concat(data, work).filter(file -> !file.toString().endsWith(".db-shm"))
                    .collect(Collectors.toSet());
        }
    }
}
