package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sentinel.SentinelFixture.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AlertRulesTest extends FreshWorkspace {

    private static final String SCHEDULED = """
            {'kind':'Scheduled','properties':{'displayName':'Cleared','enabled':true,'severity':'medium',
             'query':'SecurityEvent | where EventID == 1102','queryFrequency':'PT10M','queryPeriod':'PT1H',
             'triggerOperator':'GreaterThan','triggerThreshold':0,'suppressionEnabled':false,
             'suppressionDuration':'PT5H','tactics':['DefenseEvasion'],'customDetails':{'Who':'Account'},
             'entityMappings':[{'entityType':'host','fieldMappings':[
             {'identifier':'hostname','columnName':'Computer'}]}],
             'incidentConfiguration':{'createIncident':true,'groupingConfiguration':{'enabled':true,
             'reopenClosedIncident':false,'lookbackDuration':'PT5H','matchingMethod':'AllEntities'}}}}""";
    private static final String NRT = """
            {'kind':'NRT','properties':{'displayName':'Now','enabled':true,'severity':'Low',
             'query':'SecurityEvent','suppressionEnabled':false,'suppressionDuration':'PT5H'}}""";

    @Test
    void aScheduledRuleIsMadeReadListedAndDeleted() {
        Answer made = put("alertRules/r1", SCHEDULED);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/kind")).isEqualTo("Scheduled");
        assertThat(made.text("/type")).isEqualTo("Microsoft.SecurityInsights/alertRules");
        assertThat(made.text("/properties/severity")).isEqualTo("Medium");
        assertThat(made.text("/properties/entityMappings/0/entityType")).isEqualTo("Host");
        assertThat(made.text("/properties/entityMappings/0/fieldMappings/0/identifier"))
                .isEqualTo("HostName");
        assertThat(made.text("/properties/customDetails/Who")).isEqualTo("Account");
        assertThat(made.text("/properties/lastModifiedUtc")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(get("alertRules/r1").json()).isEqualTo(made.json());
        assertThat(put("alertRules/r1", NRT).error()).isEqualTo("409 Conflict");
        assertThat(delete("alertRules/r1").status()).isEqualTo(200);
        assertThat(get("alertRules/r1").error()).isEqualTo("404 ResourceNotFound");
    }

    @Test
    void changesOfRulesAreAuditedWithTheCallerAndTheStatesAndThoseOfOthersWithoutStates() {
        put("alertRules/r1", SCHEDULED);
        put("alertRules/r1", SCHEDULED.replace("'medium'", "'High'"));
        put("alertRules/r1", SCHEDULED.replace("'medium'", "'Grave'"));
        put("alertRules/r1/actions/a1",
                "{'properties':{'logicAppResourceId':'/x','triggerUri':'https://x.example/?sig=secret'}}");
        delete("alertRules/r1");

        List<JsonNode> rows = outbox(Outbox.AUDIT);
        assertThat(rows).extracting(row -> row.path("OperationName").stringValue()).containsExactly(
                "Microsoft.SecurityInsights/alertRules/Write", "Microsoft.SecurityInsights/alertRules/Write",
                "Microsoft.SecurityInsights/alertRules/actions/Write",
                "Microsoft.SecurityInsights/alertRules/Delete");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.at("/ExtendedProperties/CallerName").stringValue())
                    .isEqualTo(SentinelFixture.ADMIN);
            assertThat(row.path("Status").stringValue()).isEqualTo("Success");
            assertThat(row.toString()).doesNotContain("sig=secret");
        });
        JsonNode update = rows.get(1).path("ExtendedProperties");
        assertThat(update.at("/OriginalResourceState/properties/severity").stringValue()).isEqualTo("Medium");
        assertThat(update.at("/UpdatedResourceState/properties/severity").stringValue()).isEqualTo("High");
        assertThat(update.path("ResourceDiffMemberNames").valueStream().map(JsonNode::stringValue))
                .containsExactly("severity");
        assertThat(rows.get(2).at("/ExtendedProperties/UpdatedResourceState").isMissingNode()).isTrue();
    }

    @Test
    void anNrtRuleHasNoSchedule() {
        Answer made = put("alertRules/nrt", NRT);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().at("/properties/queryFrequency").isMissingNode()).isTrue();
    }

    @Test
    void anNrtRuleReadsItsOwnWorkspaceOnly() {
        Answer refused = put("alertRules/nrt2", NRT.replace("'SecurityEvent'",
                "'union SecurityEvent, workspace(other).SecurityEvent'"));
        assertThat(refused.error()).isEqualTo("400 BadRequest");
        assertThat(refused.text("/error/message")).startsWith("UnsupportedQuery:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SecurityEvent ! where Nothing == 1 | SEM0100: line 1, column 23: | Nothing
            SecurityEvent ! where | SYN0002: line 1, column | .
            NoSuchTable_CL | SEM0100: line 1, column 1: | NoSuchTable_CL
            search * | UnsupportedQuery: | search *
            union * ! take 1 | UnsupportedQuery: | union *
            """)
    void aQueryThatCannotRunIsRefusedWithCodeAndPlace(String query, String start, String holds) {
        Answer refused = put("alertRules/bad",
                SCHEDULED.replace("SecurityEvent | where EventID == 1102", query.replace('!', '|')));

        assertThat(refused.error()).isEqualTo("400 BadRequest");
        assertThat(refused.text("/error/message")).startsWith(start).contains(holds);
        assertThat(get("alertRules/bad").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'PT10M'                | 'PT4M'         | properties.queryFrequency
            'PT1H'                 | 'PT5M'         | properties.queryPeriod
            'PT1H'                 | 'P15D'         | properties.queryPeriod
            'enabled':true,'sev    | 'sev           | properties.enabled
            'medium'               | 'Grave'        | properties.severity
            'GreaterThan'          | 'More'         | properties.triggerOperator
            'triggerThreshold':0   | 'triggerThreshold':-1 | properties.triggerThreshold
            'DefenseEvasion'       | 'Resting'      | properties.tactics
            'host'                 | 'Ship'         | properties.entityMappings[0].entityType
            'hostname' | 'Address' | properties.entityMappings[0].fieldMappings[0].identifier
            'AllEntities'          | 'Selected'     | matchingMethod
            'Scheduled'            | 'Hourly'       | kind
            """)
    void aMemberThatIsWrongIsNamed(String right, String wrong, String target) {
        Answer refused = put("alertRules/bad", SCHEDULED.replace(right, wrong));

        assertThat(refused.error()).isEqualTo("400 InvalidParameter");
        assertThat(refused.text("/error/target")).endsWith(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fusion", "MicrosoftSecurityIncidentCreation", "MLBehaviorAnalytics",
            "ThreatIntelligence"})
    void rulesOfAReadOnlyKindAreRefusedAndListedAsTemplates(String kind) {
        assertThat(put("alertRules/bad", SCHEDULED.replace("Scheduled", kind)).error())
                .isEqualTo("400 BadRequest");
        assertThat(get("alertRuleTemplates").json().path("value").valueStream()
                .filter(template -> template.path("kind").asString().equals(kind)))
                .singleElement().satisfies(template -> assertThat(
                        template.at("/properties/status").asString()).isEqualTo("NotAvailable"));
    }

    @Test
    void theQueryOfEachTemplateMakesARule() {
        List<String> names = get("alertRuleTemplates").json().path("value").valueStream()
                .filter(template -> template.path("kind").asString().equals("Scheduled"))
                .map(template -> template.path("name").asString()).toList();

        assertThat(names).hasSize(3);
        for (String name : names) {
            Answer template = get("alertRuleTemplates/" + name);
            String query = template.text("/properties/query").replace("'", "\\u0027");
            assertThat(put("alertRules/" + name, SCHEDULED
                    .replace("SecurityEvent | where EventID == 1102", query)
                    .replace("'enabled':true,'sev", "'alertRuleTemplateName':'" + name
                            + "','enabled':false,'sev"))
                    .json().toString()).contains("Scheduled");
            assertThat(get("alertRuleTemplates/" + name).json()
                    .at("/properties/alertRulesCreatedByTemplateCount").asInt()).isEqualTo(1);
        }
        assertThat(get("alertRuleTemplates/none").error()).isEqualTo("404 ResourceNotFound");
    }

    @Test
    void anActionNeverAnswersItsTrigger() {
        put("alertRules/r2", SCHEDULED.replace("'enabled':true,'sev", "'enabled':false,'sev"));
        Answer made = put("alertRules/r2/actions/a1", "{'properties':{'logicAppResourceId':"
                + "'/subscriptions/s/logic/workflows/w1','triggerUri':'https://example.org/secret'}}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/properties/workflowId")).isEqualTo("w1");
        assertThat(get("alertRules/r2/actions").json().toString()).contains("w1").doesNotContain("secret");
        assertThat(put("alertRules/r2/actions/a2", "{'properties':{'logicAppResourceId':'/w',"
                + "'triggerUri':'http://example.org'}}").error()).isEqualTo("400 InvalidParameter");
    }

    @Test
    void noMoreThanFiftyNrtRulesAreEnabled() {
        for (int i = 0; i < 50; i++) {
            put("alertRules/n" + i, NRT);
        }

        assertThat(put("alertRules/more", NRT).error())
                .isEqualTo("400 BadRequest");
        assertThat(put("alertRules/n1", NRT).status())
                .isEqualTo(200);
        assertThat(put("alertRules/more", NRT.replace("'enabled':true", "'enabled':false")).status())
                .isEqualTo(201);
    }
}
