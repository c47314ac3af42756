package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sentinel.SentinelFixture.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Comments, relations and tasks of incidents, bookmarks, and lists with filters.
class IncidentPartsTest extends FreshWorkspace {

    private static final String INCIDENT = "{'properties':{'title':'%s','severity':'%s','status':'New'}}";

    @BeforeEach
    void makeIncident() {
        put("incidents/i1", INCIDENT.formatted("Brute force", "Low"));
    }

    @Test
    void aCommentIsWrittenChangedCountedAndGoesWithItsIncident() {
        Answer made = put("incidents/i1/comments/c1", "{'properties':{'message':'checked','author':{}}}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/id")).isEqualTo(path("incidents/i1/comments/c1"));
        assertThat(made.text("/type")).isEqualTo("Microsoft.SecurityInsights/incidents/comments");
        assertThat(made.text("/properties/author/objectId")).isEqualTo(SentinelFixture.ADMIN);
        assertThat(made.text("/properties/createdTimeUtc")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(put("incidents/i1/comments/C1", "{'properties':{'message':'again'}}").status())
                .isEqualTo(200);
        assertThat(get("incidents/i1").json().at("/properties/additionalData/commentsCount").asInt())
                .isEqualTo(1);
        assertThat(names(get("incidents/i1/comments"))).containsExactly("c1");

        delete("incidents/i1");
        put("incidents/i1", INCIDENT.formatted("Another", "Low"));
        assertThat(names(get("incidents/i1/comments"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    incidents/i1/comments/c1 | {} | 400 InvalidParameter
                    incidents/i1/comments/c1 | {'message':' '} | 400 InvalidParameter
                    incidents/none/comments/c | {'message':'m'} | 404 ResourceNotFound
                    incidents/i1/tasks/t1 | {'title':'t','status':'Done'} | 400 InvalidParameter
                    incidents/i1/tasks/t1 | {'status':'New'} | 400 InvalidParameter
                    incidents/i1/relations/r1 | {'R':'x'} | 400 InvalidParameter
                    incidents/i1/relations/r1 | {'R':'B/bookmarks/none'} | 400 InvalidParameter
                    incidents/i1/relations/r1 | {'R':'B/Entities/none'} | 400 InvalidParameter
                    incidents/i1/relations/r1 | {'R':'B/incidents/i1'} | 400 InvalidParameter
                    bookmarks/b1 | {'displayName':'d'} | 400 InvalidParameter
                    bookmarks/b1 | {'displayName':'d','query':'q','tactics':['Rest']} | 400 InvalidParameter
                    """)
    void whatIsWrongIsRefusedAndNotKept(String place, String body, String error) {
        assertThat(put(place, "{'properties':" + body.replace("B/", path(""))
                .replace("'R'", "'relatedResourceId'") + "}").error()).isEqualTo(error);
        assertThat(get(place).status()).isEqualTo(404);
    }

    @Test
    void anIncidentTakesNoMoreCommentsAndTasksThanTheLimit() {
        for (int i = 0; i < 100; i++) {
            put("incidents/i1/comments/c" + i, "{'properties':{'message':'m'}}");
        }
        for (int i = 0; i < 40; i++) {
            put("incidents/i1/tasks/t" + i, "{'properties':{'title':'t','status':'New'}}");
        }

        Answer refused = put("incidents/i1/comments/one-more", "{'properties':{'message':'m'}}");
        assertThat(refused.error()).isEqualTo("400 BadRequest");
        assertThat(refused.text("/error/message")).contains("There are 100 incidents/comments");
        assertThat(put("incidents/i1/comments/c5", "{'properties':{'message':'changed'}}").status())
                .isEqualTo(200);
        assertThat(put("incidents/i1/tasks/one-more", "{'properties':{'title':'t','status':'New'}}").error())
                .isEqualTo("400 BadRequest");
    }

    @Test
    void aTaskIsMadeAndCompleted() {
        put("incidents/i1/tasks/t1", "{'properties':{'title':'Ask','description':'her','status':'New'}}");
        Answer done = put("incidents/i1/tasks/t1", "{'properties':{'title':'Ask','status':'Completed'}}");

        assertThat(done.text("/properties/status")).isEqualTo("Completed");
        assertThat(done.text("/properties/createdBy/objectId")).isEqualTo(SentinelFixture.ADMIN);
        assertThat(get("incidents/i1/tasks").json().at("/value/0")).isEqualTo(done.json());
        assertThat(delete("incidents/i1/tasks/t1").status()).isEqualTo(200);
        assertThat(delete("incidents/i1/tasks/t1").status()).isEqualTo(204);
    }

    @Test
    void bookmarksAndAlertsAreRelatedToAnIncidentAndShownWithIt() {
        put("bookmarks/b1", """
                {'properties':{'displayName':'Odd','query':'Logons_CL','labels':['x'],'tactics':['Execution'],
                 'entityMappings':[{'entityType':'Account','fieldMappings':[
                 {'identifier':'Name','value':'ann'}]}]}}""");
        String alert = "{'name':'a1','ruleId':'rule-1','properties':{'systemAlertId':'a1',"
                + "'productName':'Azure Sentinel','tactics':['Impact']},"
                + "'entities':[{'kind':'Ip','properties':{'address':'10.0.0.1'}}]}";
        keepAlert("A1", alert);

        Answer related = put("incidents/i1/relations/r1",
                "{'properties':{'relatedResourceId':'" + path("bookmarks/b1") + "'}}");
        put("incidents/i1/relations/r2",
                "{'properties':{'relatedResourceId':'" + path("Entities/a1") + "'}}");

        assertThat(related.status()).isEqualTo(201);
        assertThat(related.text("/properties/relatedResourceType"))
                .isEqualTo("Microsoft.SecurityInsights/bookmarks");
        assertThat(put("incidents/i1/relations/again",
                "{'properties':{'relatedResourceId':'" + path("bookmarks/B1") + "'}}").error())
                .isEqualTo("409 Conflict");
        Answer incident = get("incidents/i1");
        assertThat(incident.json().at("/properties/additionalData").toString())
                .isEqualTo("{\"alertsCount\":1,\"bookmarksCount\":1,\"commentsCount\":0,"
                        + "\"alertProductNames\":[\"Azure Sentinel\"],\"tactics\":[\"Impact\"],"
                        + "\"techniques\":[]}");
        assertThat(incident.text("/properties/relatedAnalyticRuleIds/0")).isEqualTo("rule-1");
        assertThat(post("incidents/i1/bookmarks", "").text("/value/0/properties/displayName"))
                .isEqualTo("Odd");
        Answer alerts = post("incidents/i1/alerts", "");
        assertThat(alerts.text("/value/0/kind")).isEqualTo("SecurityAlert");
        assertThat(alerts.text("/value/0/properties/systemAlertId")).isEqualTo("a1");
        Answer entities = post("incidents/i1/entities", "");
        assertThat(entities.text("/entities/0/properties/address")).isEqualTo("10.0.0.1");
        assertThat(entities.text("/entities/1/properties/accountName")).isEqualTo("ann");
        assertThat(entities.text("/metaData/1/entityKind")).isEqualTo("Account");
        assertThat(post("incidents/none/alerts", "").error()).isEqualTo("404 ResourceNotFound");
    }

    @Test
    void aBookmarkNamesTheIncidentThatItIsRelatedTo() {
        put("bookmarks/b1", "{'properties':{'displayName':'Odd','query':'Logons_CL'}}");

        Answer related = put("bookmarks/b1/relations/r1",
                "{'properties':{'relatedResourceId':'" + path("incidents/i1") + "'}}");

        assertThat(related.status()).isEqualTo(201);
        assertThat(get("bookmarks/b1").text("/properties/incidentInfo/title")).isEqualTo("Brute force");
        assertThat(put("bookmarks/b1/relations/r2",
                "{'properties':{'relatedResourceId':'" + path("bookmarks/b1") + "'}}").error())
                .isEqualTo("400 InvalidParameter");
        assertThat(delete("bookmarks/b1").status()).isEqualTo(200);
        assertThat(get("bookmarks/b1/relations").error()).isEqualTo("404 ResourceNotFound");
    }

    @Test
    void anIncidentTakesNoMoreThanTwentyBookmarks() {
        for (int i = 0; i <= 20; i++) {
            put("bookmarks/b" + i, "{'properties':{'displayName':'Odd','query':'Logons_CL'}}");
            Answer related = put("incidents/i1/relations/r" + i,
                    "{'properties':{'relatedResourceId':'" + path("bookmarks/b" + i) + "'}}");
            assertThat(related.status()).isEqualTo(i < 20 ? 201 : 400);
        }
    }

    @Test
    void incidentsAreFilteredOrderedAndPaged() {
        put("incidents/i2", INCIDENT.formatted("Phishing", "High"));
        put("incidents/i3", INCIDENT.formatted("Brute rate", "High"));
        put("incidents/i4", INCIDENT.formatted("Malware", "High"));

        assertThat(names(list("$filter=properties/severity eq 'High'"))).containsExactly("i4", "i3", "i2");
        assertThat(
                names(list("$filter=contains(properties/title,'brute') and properties/incidentNumber gt 1")))
                .containsExactly("i3");
        assertThat(names(list("$filter=properties/createdTimeUtc gt 2026-03-01T12:00:01Z"))).isEmpty();
        Answer page = list("$filter=properties/severity eq 'High'&$orderby=properties/title&$top=2");
        assertThat(names(page)).containsExactly("i3", "i4");
        Answer last = fixture.send("GET", page.text("/nextLink"),
                SentinelFixture.ADMIN + "@https://management.azure.com", "");
        assertThat(names(last)).containsExactly("i2");
        assertThat(last.json().has("nextLink")).isFalse();
        Answer refused = list("$filter=properties/nothing eq 'x'");
        assertThat(refused.error()).isEqualTo("400 InvalidParameter");
        assertThat(refused.text("/error/target")).isEqualTo("$filter");
    }

    private Answer list(String query) {
        StringBuilder encoded = new StringBuilder();
        for (String parameter : query.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            encoded.append(encoded.isEmpty() ? "?" : "&").append(parts[0]).append('=')
                    .append(URLEncoder.encode(parts[1], StandardCharsets.UTF_8));
        }
        return get("incidents" + encoded);
    }
}
