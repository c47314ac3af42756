package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.BuiltInRoles;
import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Queries of several workspaces, and batches of queries.
@ExtendWith(Worlds.class)
class CrossWorkspaceTest {

    private static final String LOGS = "https://api.loganalytics.io";

    private final World world;
    private final Fixture fixture;
    private final String other;
    private final String otherName;

    CrossWorkspaceTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
        this.otherName = world.workspaceId().name() + "-other";
        this.other = world.workspace + "-other";
    }

    /// Two workspaces of one cluster with a row each in `Events_CL`, whose columns differ.
    @BeforeEach
    void fill() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1,\"Message\":\"here\"}]").status())
                .isEqualTo(204);
        fixture.call("PUT", other, "{\"location\":\"westeurope\"}");
        assertThat(fixture.ended(fixture.call("PUT", other + "/linkedServices/cluster",
                "{\"properties\":{\"writeAccessResourceId\":\"" + world.cluster + "\"}}")).text("status"))
                .isEqualTo("Succeeded");
        fixture.call("PUT", other + "/tables/Events_CL",
                "{\"properties\":{\"schema\":{\"name\":\"Events_CL\",\"columns\":["
                        + "{\"name\":\"TimeGenerated\",\"type\":\"datetime\"},"
                        + "{\"name\":\"Id\",\"type\":\"long\"},{\"name\":\"Place\",\"type\":\"string\"}]}}}");
    }

    private String id(String workspace) {
        return fixture.get(workspace).text("properties.customerId");
    }

    private Answer query(String caller, String kql, String... added) {
        ObjectNode body = Json.object().put("query", kql);
        for (String one : added) {
            body.withArray("workspaces").add(one);
        }
        return post(caller, "/v1/workspaces/" + id(world.workspace) + "/query", body);
    }

    private Answer post(String caller, String path, JsonNode body) {
        return fixture.send(caller, LOGS, "localhost", "POST", path, Json.bytes(body),
                Map.of("Prefer", "include-dataSources=true"));
    }

    private static long first(Answer answer) {
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.at("tables").path(0).path("rows").path(0).path(0).asLong();
    }

    @Test
    void tablesOfAddedWorkspacesAreOneWithThatOfTheFirst() {
        for (String name : new String[]{otherName, id(other), other}) {
            Answer answer = query(fixture.ownerId(),
                    "Events_CL | summarize n = count() by Id, Message, Place, Type", name);

            assertThat(answer.at("tables").path(0).path("rows").toString())
                    .isEqualTo("[[1,\"here\",\"\",\"Events_CL\",1]]");
            assertThat(answer.at("dataSources")).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"workspace('%s').Events_CL | count", "workspace('%s').table('Events_CL') | count",
            "union Events_CL, workspace('%s').Events_CL | count"})
    void aQueryNamesATableOfAnotherWorkspace(String kql) {
        long expected = kql.startsWith("union") ? 1 : 0;

        assertThat(first(query(fixture.ownerId(), kql.formatted(otherName)))).isEqualTo(expected);
        assertThat(first(query(fixture.ownerId(), kql.formatted(id(other))))).isEqualTo(expected);
    }

    @Test
    void workspacesThatTheCallerMayNotReadAreRefusedAsIfTheyWereNotThere() {
        String reader = fixture.get(world.cluster).text("identity.principalId");
        Answer assigned = fixture.call("PUT",
                world.workspace + "/providers/Microsoft.Authorization/roleAssignments/"
                        + UUID.randomUUID() + "?api-version=2022-04-01",
                "{\"properties\":{\"principalId\":\"%s\",\"roleDefinitionId\":\"%s\"}}".formatted(reader,
                        "/providers/Microsoft.Authorization/roleDefinitions/"
                                + BuiltInRoles.LOG_ANALYTICS_READER.id()));
        assertThat(assigned.status()).as(assigned.json().toString()).isEqualTo(201);

        assertThat(first(query(reader, "Events_CL | count"))).isEqualTo(1);
        for (Answer answer : new Answer[]{query(reader, "Events_CL | count", otherName),
                query(reader, "workspace('" + id(other) + "').Events_CL | count"),
                query(reader, "workspace('nowhere').Events_CL | count")}) {
            assertThat(answer.status()).as(answer.json().toString()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("InsufficientAccessError");
        }
    }

    @Test
    void aTableThatTheOtherWorkspaceLacksIsAMistakeOfTheQuery() {
        Answer answer = query(fixture.ownerId(), "workspace('" + otherName + "').Nothing_CL");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error.innererror.code")).isEqualTo("SemanticError");
    }

    @Test
    void queriesOfABatchAreAnsweredOneByOne() {
        JsonNode body = Json
                .parse("""
                              {"requests":[
                               {"id":"a","method":"POST","path":"/query","workspace":"%1$s",
                        "body":{"query":"Events_CL | count"},
                                "headers":{"Prefer":"include-statistics=true"}},
                               {"id":"b","workspace":"%1$s","body":{"query":"Nothing_CL"}},
                               {"id":"c","workspace":"00000000-0000-0000-0000-000000000000",
                                "body":{"query":"print 1"}}]}"""
                        .formatted(id(world.workspace)).getBytes(StandardCharsets.UTF_8));

        JsonNode responses = post(fixture.ownerId(), "/v1/$batch", body).at("responses");
        JsonNode strange = post("stranger", "/v1/$batch", body).at("responses");

        assertThat(responses.valueStream().map(r -> r.path("id").asString() + r.path("status").asInt()))
                .containsExactly("a200", "b400", "c404");
        assertThat(responses.path(0).path("body").path("tables").path(0).path("rows").toString())
                .isEqualTo("[[1]]");
        assertThat(responses.path(0).path("body").path("statistics").path("query").path("executionTime")
                .asDouble()).isPositive();
        assertThat(strange.valueStream().map(r -> r.path("status").asInt())).containsExactly(403, 403, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"requests\":[]}", "{\"requests\":{}}"})
    void aBatchWithoutQueriesIsABadArgument(String body) {
        Answer answer = post(fixture.ownerId(), "/v1/$batch",
                Json.parse(body.getBytes(StandardCharsets.UTF_8)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("BadArgumentError");
    }

    @Test
    void severalResultsAreSeveralTables() {
        Answer answer = query(fixture.ownerId(), "Events_CL | fork (count) named = (project Id)");

        assertThat(answer.at("tables").valueStream().map(table -> table.path("name").asString()))
                .containsExactly("PrimaryResult", "named");
    }
}
