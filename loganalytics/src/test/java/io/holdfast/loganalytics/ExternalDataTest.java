package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.externaldata.ExternalData;
import io.holdfast.externaldata.ExternalLimits;
import io.holdfast.externaldata.ExternalPlaces;
import io.holdfast.query.QueryResult;
import io.holdfast.query.TimeRange;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queries of a workspace that read files outside.
class ExternalDataTest {

    @TempDir
    private static Path folder = Path.of("");
    @SuppressWarnings("NullAway.Init")
    private static Fixture fixture;
    @SuppressWarnings("NullAway.Init")
    private static World world;
    @SuppressWarnings("NullAway.Init")
    private static String keyVersion;

    @BeforeAll
    static void open() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("typed.csv"), """
                true,1,2,0.5,x,2026-01-02,1.00:00:00,{"k":1},74be27de-1e4e-49d9-b579-fe0b331d3642,1.25
                maybe,one,two,half,,yesterday,soon,plain,none,much
                """);
        Files.writeString(files.resolve("bags.json"), "{\"Id\":1,\"Bag\":{\"p\":\"q\"}}\n{\"Id\":2}\n");
        fixture = new Fixture(folder.resolve("server"), ExternalData.open(
                new ExternalPlaces(List.of(), List.of(files)), ExternalLimits.DEFAULT, new SecureRandom()));
        world = fixture.world();
        keyVersion = world.createProtectedCluster();
        world.createLinkedWorkspace();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void valuesHaveTheTypesThatTheQueryDeclaresAndAreNullWhereTheyAreNone() {
        Answer answer = world.query("externaldata(b:bool, i:int, l:long, r:real, s:string, d:datetime,"
                + " t:timespan, ['dy n']:dynamic, g:guid, m:decimal)[@'" + file("typed.csv") + "']"
                + " | extend k = ['dy n'].k | sort by i");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.at("tables").path(0).path("rows").toString()).isEqualTo(
                "[[true,1,2,0.5,\"x\",\"2026-01-02T00:00:00Z\",\"1.00:00:00\",\"{\\\"k\\\":1}\","
                        + "\"74be27de-1e4e-49d9-b579-fe0b331d3642\",\"1.25\",\"1\"],"
                        + "[null,null,null,null,\"\",null,null,\"\\\"plain\\\"\",null,null,null]]");
    }

    @Test
    void theyStandWhereverATableDoes() {
        String bags = "externaldata(Id:int, Bag:dynamic)[h@'" + file("bags.json")
                + "'] with (format='multijson')";

        assertThat(rows("let b = materialize(" + bags + "); b | join kind=inner (" + bags + ") on Id"
                + " | union (b) | summarize count(), max(Id1)")).isEqualTo("[[4,2]]");
        assertThat(rows(bags + " | evaluate bag_unpack(Bag) | project Id, p | sort by Id asc"))
                .isEqualTo("[[1,\"q\"],[2,\"\"]]");
        assertThat(rows("SecurityEvent | where EventID in ((" + bags + " | project Id)) | count"))
                .isEqualTo("[[0]]");
    }

    @Test
    void detectionRulesReadThem() {
        QueryResult result = fixture.module.detectionQueries().run(world.workspaceId(),
                "externaldata(Id:int)['" + file("bags.json") + "'] | count",
                new TimeRange(Instant.EPOCH, fixture.clock.instant()), Duration.ofMinutes(1));

        assertThat(result.rows()).isEqualTo(List.of(List.of(2L)));
    }

    @Test
    void whatMayNotBeReadIsRefusedWithItsPlaceAndTheSetting() {
        Answer answer = world
                .query("print 1;\nexternaldata(a:string)['https://example.org/a.csv?sig=secret']");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().toString()).contains("\"line\":2", "\"pos\":1", "example.org",
                "serve --external-data-host").doesNotContain("secret");
        assertThat(world.query("externaldata(a:string)['/etc/passwd']").json().toString())
                .contains("serve --external-data-folder");
    }

    @Test
    void aFileThatCannotBeReadIsSaidSo() {
        Answer answer = world.query("externaldata(a:string)['" + file("none.csv") + "']");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error.innererror.code")).isEqualTo("ExternalDataFailed");
        assertThat(answer.text("error.innererror.message")).contains("address 1 of 1", "not there");
    }

    @Test
    void nothingIsReadWhileTheClusterIsDark() {
        String query = "externaldata(Id:int)['" + file("bags.json") + "'] | count";
        world.enable(keyVersion, false);

        Answer dark = world.until(() -> world.query(query), 403);

        assertThat(dark.code()).isEqualTo("CustomerManagedKeyRevoked");
        world.enable(keyVersion, true);
        assertThat(world.until(() -> world.query(query), 200).status()).isEqualTo(200);
    }

    private static String rows(String kql) {
        Answer answer = world.query(Json.object().put("query", kql), Map.of());
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.at("tables").path(0).path("rows").toString();
    }

    private static String file(String name) {
        return folder.resolve("files").resolve(name).toString();
    }
}
