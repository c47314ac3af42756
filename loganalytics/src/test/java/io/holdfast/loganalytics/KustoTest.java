package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The Kusto REST API over workspaces.
@ExtendWith(Worlds.class)
class KustoTest {

    private static final String AUDIENCE = "https://localhost:8443";

    private final World world;
    private final Fixture fixture;

    KustoTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    private Answer post(String caller, String path, String csl) {
        return fixture.send(caller, AUDIENCE, "localhost", "POST", path, Json.bytes(Json.object()
                .put("db", world.workspaceId().name()).put("csl", csl)), Map.of());
    }

    private Answer post(String path, String csl) {
        return post(fixture.ownerId(), path, csl);
    }

    private void fill() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1},{\"Id\":2}]").status())
                .isEqualTo(204);
    }

    @Test
    void whileTheKeyIsRevokedQueriesBatchesAndSchemasAreRefused() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        world.createTableAndRule();
        world.enable(version, false);

        Answer refused = world.until(() -> post("/v1/rest/query", "Events_CL | count"), 403);

        assertThat(refused.json().toString()).contains("CustomerManagedKeyRevoked");
        assertThat(post("/v2/rest/query", "Events_CL | count").status()).isEqualTo(403);
        for (String shown : List.of("tables", "functions", "schema", "schema as json",
                "table Events_CL schema as json")) {
            assertThat(post("/v1/rest/mgmt", ".show " + shown).status()).as(shown).isEqualTo(403);
        }
        assertThat(post("/v1/rest/mgmt", ".show databases").status()).isEqualTo(200);
        String customerId = fixture.get(world.workspace).text("properties.customerId");
        Answer batch = fixture.send(fixture.ownerId(), AUDIENCE, "localhost", "POST", "/v1/$batch",
                ("{\"requests\":[{\"id\":\"a\",\"workspace\":\"" + customerId
                        + "\",\"body\":{\"query\":\"Events_CL | count\"}}]}")
                        .getBytes(StandardCharsets.UTF_8),
                Map.of());
        assertThat(batch.json().at("/responses/0/status").asInt()).isEqualTo(403);
        assertThat(batch.json().toString()).contains("CustomerManagedKeyRevoked");
    }

    @Test
    void versionTwoAnswersInFrames() {
        fill();

        JsonNode frames = post("/v2/rest/query", "Events_CL | summarize n = count() | render card").json();

        assertThat(frames.valueStream().map(frame -> frame.path("FrameType").asString()
                + frame.path("TableKind").asString("")))
                .containsExactly("DataSetHeader", "DataTableQueryProperties", "DataTablePrimaryResult",
                        "DataTableQueryCompletionInformation", "DataSetCompletion");
        assertThat(frames.path(2).path("Columns").toString())
                .isEqualTo("[{\"ColumnName\":\"n\",\"ColumnType\":\"long\"}]");
        assertThat(frames.path(2).path("Rows").toString()).isEqualTo("[[2]]");
        assertThat(frames.path(1).path("Rows").path(0).path(2).asString()).contains("card");
        assertThat(frames.path(4).path("HasErrors").asBoolean()).isFalse();
    }

    @Test
    void versionOneAnswersInTables() {
        fill();

        JsonNode tables = post("/v1/rest/query", "Events_CL | project Id | sort by Id asc").at("Tables");

        assertThat(tables.path(0).path("Rows").toString()).isEqualTo("[[1],[2]]");
        assertThat(tables.path(0).path("Columns").path(0).path("DataType").asString()).isEqualTo("Int64");
        assertThat(tables.path(tables.size() - 1).path("Rows").path(0).path(1).asString())
                .isEqualTo("QueryResult");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'Parameters':{'id':'2','text':'b'}}",
            "{'Parameters':{'id':2,'text':'b','more':[1]}}"})
    void parametersComeWithTheRequest(String properties) {
        fill();
        String query = "declare query_parameters(id:long, text:string);"
                + " Events_CL | where Id == id and text == 'b' | project Id";

        Answer answer = fixture.send(fixture.ownerId(), AUDIENCE, "localhost", "POST", "/v1/rest/query",
                Json.bytes(Json.object().put("db", world.workspaceId().name()).put("csl", query)
                        .put("properties", properties.replace('\'', '"'))),
                Map.of());

        assertThat(answer.at("Tables").path(0).path("Rows").toString()).isEqualTo("[[2]]");
    }

    @ParameterizedTest
    @CsvSource({"Events_CL | Nope == 1, Syntax", "Events_CL | where Nope == 1, Semantic",
            "Nowhere_CL, Semantic"})
    void aMistakeIsABadRequestWithItsPlace(String kql, String kind) {
        fill();

        Answer answer = post("/v2/rest/query", kql);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("General_BadRequest");
        assertThat(answer.text("error.@message")).startsWith(kind).contains("[line:position=1:");
    }

    @Test
    void commandsShowTheTablesAndFunctionsOfTheDatabase() {
        fill();

        assertThat(cells(".show tables", 0)).contains("Events_CL");
        assertThat(cells(".show   databases", 0)).contains(world.workspaceId().name());
        assertThat(cells(".show database schema", 2)).contains("Message");
        assertThat(cells(".show table Events_CL cslschema", 1).iterator().next())
                .startsWith("TenantId:string,TimeGenerated:datetime,Id:long");
        assertThat(cells(".show schema as json", 0).iterator().next()).contains("\"OrderedColumns\"");
        assertThat(cells(".show functions", 0)).isEmpty();
        assertThat(cells(".show cluster databases", 0)).contains(world.workspaceId().name());
        assertThat(cells(".show database", 0)).containsExactly(world.workspaceId().name());
        assertThat(cells(".show database ['" + world.workspaceId().name() + "'] schema", 2))
                .contains("Message");
        assertThat(cells(".show database schema as csl script", 0)).anySatisfy(script -> assertThat(script)
                .startsWith(".create-merge table ['Events_CL'] (").contains("['Id']:long"));
        assertThat(cells(".show tables details", 0)).contains("Events_CL");
        assertThat(cells(".show external tables", 0)).isEmpty();
        assertThat(cells(".show materialized-views", 0)).isEmpty();
        assertThat(cells(".show version", 2)).containsExactly("Holdfast");
    }

    private Iterable<String> cells(String command, int column) {
        Answer answer = post("/v1/rest/mgmt", command);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.at("Tables").path(0).path("Rows").valueStream()
                .map(row -> row.path(column).asString("")).toList();
    }

    @ParameterizedTest
    @CsvSource({".drop table Events_CL", ".show secrets", "print 1", ".show table Nothing cslschema",
            ".show function Nothing"})
    void otherCommandsAreRefused(String command) {
        fill();

        Answer answer = post("/v1/rest/mgmt", command);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("General_BadRequest");
    }

    @Test
    void whoMayNotQueryTheWorkspaceSeesNothingOfIt() {
        fill();

        assertThat(post("stranger", "/v2/rest/query", "Events_CL").status()).isEqualTo(403);
        assertThat(post("stranger", "/v1/rest/mgmt", ".show tables").status()).isEqualTo(403);
        Answer databases = post("stranger", "/v1/rest/mgmt", ".show databases");
        assertThat(databases.at("Tables").path(0).path("Rows").isEmpty()).isTrue();
        assertThat(fixture.send("", "", "localhost", "POST", "/v2/rest/query",
                "{}".getBytes(StandardCharsets.UTF_8), Map.of("Authorization", "")).status()).isEqualTo(401);
    }

    @Test
    void clientsLearnWhereToSignIn() {
        Answer answer = fixture.send("", "", "localhost", "GET", "/v1/rest/auth/metadata", new byte[0],
                Map.of("Authorization", ""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("AzureAD.LoginEndpoint")).isEqualTo("https://localhost:8443");
    }
}
