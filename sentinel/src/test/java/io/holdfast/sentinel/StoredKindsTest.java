package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sentinel.SentinelFixture.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Automation rules, metadata, settings and threat intelligence.
class StoredKindsTest extends FreshWorkspace {

    private static final String AUTOMATION = """
            {'properties':{'displayName':'Close','order':1,'triggeringLogic':{'isEnabled':true,
             'triggersOn':'incidents','triggersWhen':'Created','conditions':[
             {'conditionType':'Property','conditionProperties':{'propertyName':'IncidentTitle',
             'operator':'Contains','propertyValues':['test']}},
             {'conditionType':'Boolean','conditionProperties':{'operator':'Or','innerConditions':[
             {'conditionType':'PropertyChanged','conditionProperties':{'propertyName':'IncidentStatus'}}]}}]},
             'actions':[{'order':1,'actionType':'ModifyProperties',
             'actionConfiguration':{'status':'Closed','classification':'Undetermined'}}]}}""";

    private static final String INDICATOR = "{'kind':'indicator','properties':{'source':'feed',"
            + "'patternType':'x','pattern':'PATTERN','confidence':70}}";

    @Test
    void anAutomationRuleIsKeptAsItIsWritten() {
        Answer made = put("automationRules/a1", AUTOMATION);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/properties/triggeringLogic/triggersOn")).isEqualTo("Incidents");
        assertThat(made.text("/properties/triggeringLogic/conditions/1/conditionProperties/innerConditions/0"
                + "/conditionProperties/propertyName")).isEqualTo("IncidentStatus");
        assertThat(made.text("/properties/createdBy/objectId")).isEqualTo(SentinelFixture.ADMIN);
        put("automationRules/a0", AUTOMATION.replace("'order':1,'trig", "'order':2,'trig"));
        assertThat(get("automationRules").json().path("value").valueStream()
                .map(rule -> rule.path("name").asString())).containsExactly("a1", "a0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'order':1,'trig   | 'order':0,'trig
            'incidents'       | 'Rules'
            'Created'         | 'Deleted'
            'Contains'        | 'Resembles'
            'Property'        | 'Sometimes'
            'IncidentStatus'  | 'IncidentTitle'
            'ModifyProperties' | 'Shout'
            'Undetermined'    | 'Whatever'
            'isEnabled':true, | ``
            """)
    void anAutomationRuleThatIsWrongIsRefused(String right, String wrong) {
        assertThat(put("automationRules/bad", AUTOMATION.replace(right, wrong)).error())
                .isEqualTo("400 InvalidParameter");
        assertThat(get("automationRules/bad").status()).isEqualTo(404);
    }

    @Test
    void metadataIsPatched() {
        put("metadata/m1", "{'properties':{'parentId':'/rules/r1','kind':'AnalyticsRule','version':'1',"
                + "'source':{'kind':'Solution','name':'s'}}}");
        Answer patched = fixture.call("PATCH " + path("metadata/m1"), "{'properties':{'version':'2'}}");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.text("/properties/version")).isEqualTo("2");
        assertThat(patched.text("/properties/source/name")).isEqualTo("s");
        assertThat(fixture.call("PATCH " + path("metadata/none"), "{'properties':{}}").error())
                .isEqualTo("404 ResourceNotFound");
        assertThat(fixture.call("PATCH " + path("metadata/m1"), "{'properties':{'kind':'Song'}}").error())
                .isEqualTo("400 InvalidParameter");
    }

    @Test
    void aSettingIsChangedWithItsEtagOnly() {
        String ueba = "{'kind':'Ueba','properties':{'dataSources':['SigninLogs']}%s}";
        Answer made = put("settings/Ueba", ueba.formatted(""));

        assertThat(made.status()).isEqualTo(200);
        assertThat(put("settings/Ueba", ueba.formatted("")).error()).isEqualTo("409 Conflict");
        assertThat(put("settings/Ueba", ueba.formatted(",'etag':'"
                + made.text("/etag").replace("\"", "") + "'")).status()).isEqualTo(200);
        assertThat(put("settings/Other", ueba.formatted("")).error()).isEqualTo("400 InvalidParameter");
        assertThat(put("settings/EyesOn", ueba.formatted("")).error()).isEqualTo("400 InvalidParameter");
    }

    @Test
    void anIndicatorIsMadeTaggedFoundAndCounted() {
        String indicator = "{'kind':'indicator','properties':{'displayName':'bad %1$s','source':'feed',"
                + "'patternType':'ipv4-addr','pattern':'[ipv4-addr:value = 10.0.0.%1$s]',"
                + "'threatTypes':['botnet'],'confidence':%1$s0,'validUntil':'202%1$s-01-01T00:00:00Z'}}";
        Answer made = post("threatIntelligence/main/createIndicator",
                indicator.formatted(7));
        post("threatIntelligence/main/createIndicator", indicator.formatted(8));
        put("threatIntelligence/main/indicators/old", indicator.formatted(5));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/kind")).isEqualTo("indicator");
        assertThat(made.text("/type")).isEqualTo("Microsoft.SecurityInsights/threatIntelligence");
        String one = "threatIntelligence/main/indicators/" + made.text("/name");
        assertThat(get(one).json()).isEqualTo(made.json());
        assertThat(post(one + "/appendTags", "{'threatIntelligenceTags':['a']}")
                .status()).isEqualTo(200);
        post(one + "/appendTags", "{'threatIntelligenceTags':['b']}");
        assertThat(get(one).json().at("/properties/threatIntelligenceTags").size()).isEqualTo(2);
        Answer replaced = post(one + "/replaceTags",
                "{'kind':'indicator','properties':{'threatIntelligenceTags':['c']}}");
        assertThat(replaced.text("/properties/threatIntelligenceTags/0")).isEqualTo("c");
        assertThat(found("{}")).containsExactlyInAnyOrder("bad 7", "bad 8");
        assertThat(found("{'includeDisabled':true,'sortBy':[{'itemKey':'confidence',"
                + "'sortOrder':'descending'}]}")).containsExactly("bad 8", "bad 7", "bad 5");
        assertThat(found("{'minConfidence':75}")).containsExactly("bad 8");
        assertThat(found("{'keywords':['10.0.0.7'],'sources':['FEED']}")).containsExactly("bad 7");
        assertThat(found("{'minValidUntil':'2027-06-01T00:00:00Z'}")).containsExactly("bad 8");
        assertThat(get("threatIntelligence/main/metrics").json().toString())
                .contains("{\"metricName\":\"botnet\",\"metricValue\":3}");
        assertThat(post("threatIntelligence/main/createIndicator",
                "{'properties':{}}").error()).isEqualTo("400 InvalidParameter");
    }

    private List<String> found(String query) {
        return post("threatIntelligence/main/queryIndicators", query).json()
                .path("value").valueStream().map(found -> found.at("/properties/displayName").asString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [ipv4-addr:value = '10.0.0.7']                     | NetworkIP           | 10.0.0.7
            [ipv4-addr:value = '10.0.0.0/8']                   | NetworkCidrBlock    | 10.0.0.0/8
            [domain-name:value='a.example' OR url:value='x']   | Url                 | x
            [file:hashes.'SHA-256' = 'ab12']                   | FileHashType        | SHA256
            [file:hashes.MD5 = 'ab12' AND file:name = 'it\\'s'] | FileName            | it's
            [email-addr:value = 'ann@a.example']               | EmailSourceDomain   | a.example
            [network-traffic:dst_ref.value = '10.0.0.9']       | NetworkDestinationIP | 10.0.0.9
            """)
    void theRowOfAnIndicatorHoldsWhatItsPatternNames(String pattern, String column, String value) {
        Answer made = put("threatIntelligence/main/indicators/i1", INDICATOR.replace("PATTERN",
                pattern.replace("\\", "\\\\").replace("'", "\\u0027")));
        assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
        assertThat(outbox(Outbox.INDICATORS)).singleElement().satisfies(row -> {
            assertThat(row.path(column).asString("")).isEqualTo(value);
            assertThat(row.path("Active").asBoolean()).isTrue();
            assertThat(row.path("ConfidenceScore").asInt()).isEqualTo(70);
        });
    }

    @Test
    void eachChangeOfAnIndicatorIsARowAndAfterItsDeletionItIsNotActive() {
        String one = "threatIntelligence/main/indicators/i1";
        put(one, INDICATOR.replace("PATTERN", "x"));
        post(one + "/appendTags", "{'threatIntelligenceTags':['seen']}");
        put(one, INDICATOR.replace("PATTERN", "x").replace("'source'", "'revoked':true,'source'"));
        delete(one);
        delete(one);
        assertThat(outbox(Outbox.INDICATORS)).extracting(row -> row.path("Active").asBoolean() + " "
                + row.path("Tags").asString("")).containsExactly("true ", "true seen", "false ", "false ");
        assertThat(outbox(Outbox.INDICATORS)).extracting(row -> row.path("_ItemId").asString(""))
                .doesNotHaveDuplicates();
    }
}
