package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Worlds.class)
class TransformationTest {

    private static final String STREAM = "Custom-Events_CL";

    private final World world;
    private final Fixture fixture;

    TransformationTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void recordsAreStoredAsTheTransformationMakesThem() {
        String rule = ready("source | where Id > 1 | extend Message = strcat(toupper(Message), '!'), "
                + "Extra = parse_json('{\"k\":[1,\"1\"]}'), Id = Id * 10 | project-away Other");

        Answer answer = fixture.ingest(rule, STREAM, """
                [{"TimeGenerated":"2026-02-28T10:00:00.123Z","Id":1,"Message":"a"},
                 {"TimeGenerated":"2026-02-28T11:00:00.5Z","Id":2,"Message":"b'\\u0000"},
                 {"TimeGenerated":"2026-02-28T12:00:00Z","Id":3,"User":"ada"}]""");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(204);
        assertThat(
                world.rows("Events_CL", "\"TimeGenerated\", \"Id\", \"Message\", \"Extra\", \"_Unmapped\""))
                .containsExactly("2026-02-28 11:00:00.5|20|B'\u0000!|{\"k\":[1,\"1\"]}|null",
                        "2026-02-28 12:00:00.0|30|!|{\"k\":[1,\"1\"]}|{\"User\":\"ada\"}");
    }

    @Test
    void aTransformationThatDropsAllRecordsStoresNothing() {
        String rule = ready("source | where Id > 100");

        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").status()).isEqualTo(204);
        assertThat(fixture.ingest(rule, STREAM, "[]").status()).isEqualTo(204);
        assertThat(world.query("Events_CL | count").at("tables").path(0).path("rows").toString())
                .isEqualTo("[[0]]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
            "source | where Nope == 1 # InvalidTransformQuery # at 1:16 ",
            "source | summarize count() by Id # InvalidTransformQuery # at 1:10 : The operator 'summarize'",
            "source | wher Id == 1 # InvalidTransformQuery # at 1:10",
            "Events_CL | where Id == 1 # InvalidTransformQuery # at 1:1",
            "source | project Id # InvalidTransformOutput # TimeGenerated",
            "source | extend Id = tostring(Id) # InvalidTransformOutput # Id [produced:'string', output:'long']"})
    void aTransformationThatCannotRunIsRefusedWhenItIsWritten(String kql, String code, String message) {
        ready("source");

        Answer answer = fixture.call("PUT", world.rulePath(), body(kql));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.message()).contains(message.strip());
        assertThat(fixture.get(world.rulePath()).json().toString()).contains("\"transformKql\":\"source\"");
    }

    @Test
    void theTextIsShownToThoseWhoMayReadTheRuleAndIsSealedAtRest() {
        ready("source | where Message != 'very-secret-word'");

        assertThat(fixture.get(world.rulePath()).json().toString()).contains("very-secret-word")
                .doesNotContain("internal");
        assertThat(fixture.call("PATCH", world.rulePath(), "{\"tags\":{\"a\":\"b\"}}").json().toString())
                .contains("very-secret-word");
        fixture.requireUnreadable("very-secret-word");
        assertThat(fixture.call("PUT", world.rulePath(), body("source")).json().toString())
                .doesNotContain("very-secret-word");
        assertThat(fixture.call("DELETE", world.rulePath(), "").status()).isEqualTo(200);
    }

    @Test
    void aTransformationIsNeitherShownNorRunNorListedWhileTheKeyIsRevoked() {
        String version = world.createProtectedCluster();
        String rule = onCluster("source | extend Message = 'very-secret-word'");
        world.enable(version, false);
        world.until(() -> fixture.get(world.rulePath()), 403);

        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").code())
                .isEqualTo("CustomerManagedKeyRevoked");
        Answer listed = fixture.get(fixture.group() + "/providers/Microsoft.Insights/dataCollectionRules");
        assertThat(listed.status()).isEqualTo(200);
        assertThat(listed.json().toString()).contains(rule).doesNotContain("very-secret-word");
        assertThat(fixture.call("PUT", world.rulePath(), body("source")).status()).isEqualTo(403);

        world.enable(version, true);
        world.until(() -> fixture.get(world.rulePath()), 200);
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").status()).isEqualTo(204);
        assertThat(world.rows("Events_CL", "\"Message\"")).containsExactly("very-secret-word");
    }

    @Test
    void aRecordForWhichTheTransformationFailsIsADeadLetterAndTheOthersAreTaken() {
        String rule = ready("source | extend Message = extract(Message, 0, 'abc')");

        Answer answer = fixture.ingest(rule, STREAM, "[{\"Id\":1,\"Message\":\"a\"},3,"
                + "{\"Id\":2,\"Message\":\"(\"},{\"Id\":3,\"Message\":\"b\"}]");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(204);
        assertThat(world.rows("Events_CL", "\"Id\", \"Message\"")).containsExactlyInAnyOrder("1|a", "3|b");
        assertThat(world.rows("HoldfastDeadLetters_CL", "\"RecordIndex\", \"RowKept\""))
                .containsExactlyInAnyOrder("1|false", "2|false");
    }

    @Test
    void aWorkspaceWithATransformationStaysLinked() {
        ready("source | where Id > 1");

        assertThat(fixture.call("DELETE", world.workspace + "/linkedServices/cluster", "").code())
                .isEqualTo("WorkspaceHoldsData");
    }

    private String ready(String kql) {
        world.createCluster();
        return onCluster(kql);
    }

    private String onCluster(String kql) {
        world.createLinkedWorkspace();
        String rule = world.createTableAndRule();
        Answer answer = fixture.call("PUT", world.rulePath(), body(kql));
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return rule;
    }

    private String body(String kql) {
        return """
                {"location":"westeurope","properties":{
                 "streamDeclarations":{"Custom-Events_CL":{"columns":[{"name":"TimeGenerated","type":"datetime"},
                  {"name":"Id","type":"long"},{"name":"Message","type":"string"},
                  {"name":"Other","type":"string"}]}},
                 "destinations":{"logAnalytics":[{"name":"la","workspaceResourceId":"%s"}]},
                 "dataFlows":[{"streams":["Custom-Events_CL"],"destinations":["la"],
                  "transformKql":"%s","outputStream":"Custom-Events_CL"}]}}"""
                .formatted(world.workspace, kql.replace("\\", "\\\\").replace("\"", "\\\""));
    }
}
