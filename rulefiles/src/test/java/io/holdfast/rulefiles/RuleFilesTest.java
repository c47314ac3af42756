package io.holdfast.rulefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RuleFilesTest {

    private static final String ID = "0a1b2c3d-0000-4000-8000-000000000001";
    private static final String WHOLE = """
            # Rules begin after a comment.
            id: 0a1b2c3d-0000-4000-8000-000000000001
            name: Many failed logons
            description: |
              Tells of many failed logons.
            severity: Medium
            version: 1.0
            status: no
            kind: Scheduled
            requiredDataConnectors:
              - connectorId: SecurityEvents
            queryFrequency: 1h
            queryPeriod: 2d
            triggerOperator: gt
            triggerThreshold: 3
            tactics: [CredentialAccess, Command And Control]
            relevantTechniques:
              - T1110.001
              - T1078
            query: |
              SecurityEvent
              | where EventID == 4625
            entityMappings:
              - entityType: Account
                fieldMappings:
                  - identifier: FullName
                    columnName: Account
            customDetails:
              Port: "22"
            incidentConfiguration:
              createIncident: true
              groupingConfiguration: {enabled: true, lookbackDuration: 5h}
            colour: blue
            """;

    private static final String JSON_LINES = """
            {"kind":"analytics-nrt","name":"One","kql":"T","rule":{"ruleId":"r1","suppressionDuration":"1h"}}

            {"kind":"analytics-scheduled","name":"Two","kql":"T","rule":{},"rule":{}}
            {"kind":"hunting","name":"Three","kql":"T"}
            {"kind":"defender-custom-detection","name":"Four","kql":"T","rule":{"ruleId":"r4"}}
            """;

    @TempDir
    Path folder;

    @Test
    void aRuleOfARepositoryBecomesTheBodyOfTheApi() throws IOException {
        AlertRule rule = onlyRule(WHOLE);
        JsonNode properties = rule.body().path("properties");
        assertThat(rule.id()).isEqualTo(ID);
        assertThat(rule.name()).isEqualTo("Many failed logons");
        assertThat(rule.leftOut()).containsExactly("colour");
        assertThat(rule.body().path("kind").stringValue()).isEqualTo("Scheduled");
        assertThat(Json.MAPPER.readTree(properties.toString())).isEqualTo(Json.MAPPER.readTree("""
                {"displayName":"Many failed logons","enabled":true,"severity":"Medium",
                 "description":"Tells of many failed logons.",
                 "query":"SecurityEvent\\n| where EventID == 4625\\n",
                 "entityMappings":[{"entityType":"Account","fieldMappings":[{"identifier":"FullName",
                   "columnName":"Account"}]}],
                 "customDetails":{"Port":"22"},"queryFrequency":"PT1H","queryPeriod":"P2D",
                 "triggerOperator":"GreaterThan","triggerThreshold":3,"suppressionEnabled":false,
                 "suppressionDuration":"PT5H","tactics":["CredentialAccess","CommandAndControl"],
                 "techniques":["T1078","T1110"],"subTechniques":["T1110.001"],
                 "incidentConfiguration":{"createIncident":true,"groupingConfiguration":{"enabled":true,
                   "lookbackDuration":"PT5H"}},
                 "templateVersion":"1.0","alertRuleTemplateName":"0a1b2c3d-0000-4000-8000-000000000001"}"""));
    }

    @Test
    void errorsOfTheApiAreFoundInTheFile() throws IOException {
        AlertRule rule = onlyRule(WHOLE);
        assertThat(rule.lineOf("'properties.queryPeriod' must not be shorter")).isEqualTo(13);
        assertThat(rule.lineOf("'properties.displayName' is required.")).isEqualTo(3);
        assertThat(rule.lineOf("'properties.entityMappings[0].entityType' is wrong")).isEqualTo(23);
        assertThat(rule.lineOf("SEM0100: line 2, column 9: no column")).isEqualTo(22);
        assertThat(rule.lineOf("There are too many rules")).isEqualTo(2);
    }

    @Test
    void rulesWithoutSchedulesAndFilesOfSeveralRulesAreRead() throws IOException {
        List<RuleEntry> entries = read(String.join("\n---\n", "{id: r1, kind: NRT, query: T, name: first}",
                "{id: r2, kind: Fusion, name: second}", "[1, 2]",
                "{id: r3, triggerThreshold: '5', suppressionDuration: 1.02:00:00, enabled: false}"));
        assertThat(entries).hasSize(4);
        assertThat(((RuleEntry.Rule) entries.get(0)).rule().body().path("properties").propertyNames())
                .doesNotContain("queryFrequency", "triggerOperator");
        assertThat(entries.get(1)).isEqualTo(new RuleEntry.NoRule(folder.resolve("rule.yaml"), 3,
                "is of the kind 'Fusion'; only Scheduled and NRT rules are imported"));
        assertThat(((RuleEntry.NoRule) entries.get(2)).problem()).contains("a mapping is expected");
        JsonNode last = ((RuleEntry.Rule) entries.get(3)).rule().body().path("properties");
        assertThat(last.path("triggerThreshold").asInt()).isEqualTo(5);
        assertThat(last.path("suppressionDuration").stringValue()).isEqualTo("P1DT02H00M00S");
        assertThat(last.path("enabled").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"5m, PT5M", "1 h, PT1H", "14d, P14D", "2w, P14D", "PT20M, PT20M", "01:30:00, PT01H30M00S",
            "soon, soon"})
    void durationsAreWrittenAsTheApiTakesThem(String text, String expected) {
        assertThat(RuleDurations.iso(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "name: a\\nid: b\\nname: c           | 3 | has the member 'name' twice, column 1",
            "id: b\\nx: {y: 1, y: 2}             | 2 | has the member 'y' twice, column 11",
            "name: 'a                            | 1 | is not well-formed YAML",
            "name: a\\n\\tid: b                  | 2 | is not well-formed YAML",
            "name: a                             | 1 | has no 'id'",
            "id: ../../other                     | 1 | has no 'id'",
            "id: a\\nkind: {b: c}\\n[1]: 2       | 3 | a member whose name is no text",
            "id: !!java.net.URL [x]              | 1 | Global tag is not allowed"})
    void whatIsNoRuleIsToldWithItsLine(String text, int line, String problem) throws IOException {
        assertThat(read(text.replace("\\n", "\n").replace("\\t", "\t"))).first()
                .isInstanceOfSatisfying(RuleEntry.NoRule.class, entry -> {
                    assertThat(entry.problem()).contains(problem);
                    assertThat(entry.line()).isEqualTo(line);
                });
    }

    @Test
    void aliasBombsRecursionAndDeepNestingAreRefused() throws IOException {
        StringBuilder bomb = new StringBuilder("id: r1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i)).append(("*a" + (i - 1) + ",").repeat(10))
                    .append("]\n");
        }
        for (String hostile : List.of(bomb.toString(), bomb.toString().replace("*a0,".repeat(10), "*a0,"),
                "id: r1\nx: &x [*x]\n", "id: r1\nx: " + "[".repeat(10_000))) {
            assertThat(read(hostile)).singleElement().isInstanceOf(RuleEntry.NoRule.class);
        }
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws IOException {
        assertThat(read("#".repeat(RuleFiles.MAX_BYTES + 1))).singleElement()
                .isInstanceOfSatisfying(RuleEntry.NoRule.class,
                        entry -> assertThat(entry.problem()).contains("larger than"));
    }

    @Test
    void linesOfJsonAreRules() throws IOException {
        Path file = Files.writeString(folder.resolve("rules.jsonl"), JSON_LINES);
        List<RuleEntry> entries = RuleFiles.read(file);
        AlertRule rule = ((RuleEntry.Rule) entries.get(0)).rule();
        assertThat(rule.id()).isEqualTo("r1");
        assertThat(rule.body().at("/properties/suppressionDuration").stringValue()).isEqualTo("PT1H");
        assertThat(rule.lineOf("SEM0100: line 7, column 1: none")).isEqualTo(1);
        assertThat(entries.subList(1, 4)).extracting(entry -> ((RuleEntry.NoRule) entry).problem())
                .satisfiesExactly(problem -> assertThat(problem).contains("not well-formed JSON"),
                        problem -> assertThat(problem).contains("is not a rule"),
                        problem -> assertThat(problem).contains("'defender-custom-detection'"));
        assertThat(entries.get(3).line()).isEqualTo(5);
    }

    @Test
    void aFolderIsReadInOrderWithoutHiddenPartsAndLinks() throws IOException {
        Files.createDirectories(folder.resolve("set/.git"));
        Files.writeString(folder.resolve("set/.git/c.yaml"), "x");
        Path b = Files.writeString(folder.resolve("set/b.YML"), "x");
        Path a = Files.writeString(folder.resolve("set/a.jsonl"), "x");
        Files.writeString(folder.resolve("set/readme.md"), "x");
        Files.createSymbolicLink(folder.resolve("set/z.yaml"), b);
        assertThat(RuleFiles.at(folder.resolve("set"))).containsExactly(a, b);
        assertThat(RuleFiles.at(b)).containsExactly(b);
        assertThatThrownBy(() -> RuleFiles.at(folder.resolve("set/readme.md")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> RuleFiles.at(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", ""})
    void aByteOrderMarkIsNoPartOfTheText(String mark) throws IOException {
        assertThat(onlyRule(mark + "id: r1\n").id()).isEqualTo("r1");
    }

    private List<RuleEntry> read(String text) throws IOException {
        return RuleFiles.read(Files.writeString(folder.resolve("rule.yaml"), text));
    }

    private AlertRule onlyRule(String text) throws IOException {
        List<RuleEntry> entries = read(text);
        assertThat(entries).singleElement().isInstanceOf(RuleEntry.Rule.class);
        return ((RuleEntry.Rule) entries.getFirst()).rule();
    }
}
