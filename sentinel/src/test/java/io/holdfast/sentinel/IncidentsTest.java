package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sentinel.SentinelFixture.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncidentsTest extends FreshWorkspace {

    private static final String GUID = "73e01a99-5cd7-4139-a149-9f2736ff2ab5";

    @Test
    void anIncidentIsMadeReadChangedAndDeleted() {
        Answer made = put(GUID,
                """
                        {'properties':{'title':'Brute force','severity':'medium','status':'new',
                         'description':'many failures',
                         'owner':{'objectId':'11111111-2222-3333-4444-555555555555','assignedTo':'Ann'},
                         'labels':[{'labelName':'ssh','labelType':'AutoAssigned'}],
                         'firstActivityTimeUtc':'2026-03-01T13:00:00+02:00','incidentNumber':77,
                         'unknown':1}}""");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/id")).isEqualTo(fixture.incident(workspace, GUID));
        assertThat(made.text("/name")).isEqualTo(GUID);
        assertThat(made.text("/type")).isEqualTo("Microsoft.SecurityInsights/incidents");
        assertThat(made.text("/etag")).startsWith("\"").endsWith("\"");
        assertThat(made.text("/properties/severity")).isEqualTo("Medium");
        assertThat(made.text("/properties/status")).isEqualTo("New");
        assertThat(made.text("/properties/labels/0/labelType")).isEqualTo("User");
        assertThat(made.text("/properties/firstActivityTimeUtc")).isEqualTo("2026-03-01T11:00:00Z");
        assertThat(made.text("/properties/createdTimeUtc")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(made.json().at("/properties/incidentNumber").asInt()).isEqualTo(1);
        assertThat(made.json().at("/properties/unknown").isMissingNode()).isTrue();
        assertThat(get(GUID).json()).isEqualTo(made.json());
        assertThat(get(GUID.toUpperCase(Locale.ROOT)).json()).isEqualTo(made.json());

        Answer closed = put(GUID, """
                {'properties':{'title':'Brute force','severity':'Low','status':'Closed',
                 'classification':'TruePositive','classificationReason':'SuspiciousActivity'}}""");
        assertThat(closed.status()).isEqualTo(200);
        assertThat(closed.json().at("/properties/incidentNumber").asInt()).isEqualTo(1);
        assertThat(closed.json().at("/properties/owner").isMissingNode()).isTrue();
        assertThat(closed.text("/etag")).isNotEqualTo(made.text("/etag"));

        assertThat(fixture.call("DELETE " + fixture.incident(workspace, GUID)).status()).isEqualTo(200);
        assertThat(fixture.call("DELETE " + fixture.incident(workspace, GUID)).status()).isEqualTo(204);
        assertThat(get(GUID).error()).isEqualTo("404 ResourceNotFound");
    }

    @Test
    void aStaleEtagIsAConflictAndSavesNothing() {
        String first = put("i1", minimal("one")).text("/etag");
        Answer second = put("i1", withEtag(minimal("two"), first));
        assertThat(second.status()).isEqualTo(200);

        assertThat(put("i1", withEtag(minimal("three"), first)).error())
                .isEqualTo("409 Conflict");
        assertThat(put("i2", withEtag(minimal("three"), first)).error())
                .isEqualTo("409 Conflict");
        assertThat(get("i1").text("/properties/title")).isEqualTo("two");
        assertThat(get("i2").status()).isEqualTo(404);
        assertThat(put("i3", minimal("four")).json().at("/properties/incidentNumber").asInt())
                .as("a refused incident uses up no number").isEqualTo(2);
    }

    @Test
    void incidentsAreListedInOrderAndByPages() {
        for (int i = 1; i <= 5; i++) {
            put("i" + i, minimal("t" + i));
        }
        String all = "GET " + fixture.incident(workspace, "").replaceAll("/$", "");

        assertThat(numbers(fixture.call(all))).containsExactly(5, 4, 3, 2, 1);
        assertThat(numbers(fixture.call(all + "?$orderby=properties/incidentNumber%20asc"))).containsExactly(
                1, 2, 3, 4,
                5);
        Answer page = fixture.call(all + "?$top=2&$orderby=properties/incidentNumber");
        assertThat(numbers(page)).containsExactly(1, 2);
        Answer second = follow(page);
        assertThat(numbers(second)).containsExactly(3, 4);
        Answer last = follow(second);
        assertThat(numbers(last)).containsExactly(5);
        assertThat(last.json().has("nextLink")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$filter=name ne 'x'", "$orderby=properties/incidentNumber desc",
            "$orderby=properties/title desc",
            "$orderby=properties/createdTimeUtc", "$orderby=properties/firstActivityTimeUtc desc",
            "$orderby=name desc"})
    void pagesHaveEveryIncidentOnceInTheOrderOfTheWholeList(String order) {
        for (int i = 1; i <= 7; i++) {
            put("i" + i, minimal("t" + i % 3));
        }
        String all = "GET " + fixture.incident(workspace, "").replaceAll("/$", "") + "?"
                + order.replace(" ", "%20") + "&$top=";

        List<Integer> paged = new ArrayList<>();
        Answer page = fixture.call(all + 2);
        paged.addAll(numbers(page));
        while (page.json().has("nextLink")) {
            page = follow(page);
            paged.addAll(numbers(page));
        }
        assertThat(paged).hasSize(7).isEqualTo(numbers(fixture.call(all + 7)));
    }

    @Test
    void whatIsMadeBeforeAPageMovesNothingOntoIt() {
        for (int i = 1; i <= 4; i++) {
            put("i" + i, minimal("t" + i));
        }
        Answer page = fixture.call("GET " + fixture.incident(workspace, "").replaceAll("/$", "") + "?$top=2");
        put("i5", minimal("t5"));
        assertThat(numbers(page)).containsExactly(4, 3);
        assertThat(numbers(follow(page))).containsExactly(2, 1);
    }

    private Answer follow(Answer page) {
        return fixture.send("GET", page.text("/nextLink"),
                SentinelFixture.ADMIN + "@https://management.azure.com", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$top=0", "$top=1001", "$top=x",
            "$orderby=properties/labels",
            "$orderby=properties/incidentNumber up", "$skipToken=-1", "$skipToken=2.x.i1", "$skipToken=2.1."})
    void aListWithAWrongParameterIsRefused(String parameter) {
        String all = "GET " + fixture.incident(workspace, "").replaceAll("/$", "");

        assertThat(fixture.call(all + "?" + parameter.replace(" ", "%20")).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{'properties':[]}", "{'properties':{}}",
            "{'properties':{'title':'t','severity':'Low'}}",
            "{'properties':{'title':'','severity':'Low','status':'New'}}",
            "{'properties':{'title':7,'severity':'Low','status':'New'}}",
            "{'properties':{'title':'t','severity':'Huge','status':'New'}}",
            "{'properties':{'title':'t','severity':'Low','status':'New','classification':'TruePositive'}}",
            "{'properties':{'title':'t','severity':'Low','status':'Closed','classification':'Maybe'}}",
            "{'properties':{'title':'t','severity':'Low','status':'Closed','classification':'TruePositive',"
                    + "'classificationReason':'InaccurateData'}}",
            "{'properties':{'title':'t','severity':'Low','status':'New','owner':{'objectId':'ann'}}}",
            "{'properties':{'title':'t','severity':'Low','status':'New','labels':{}}}",
            "{'properties':{'title':'t','severity':'Low','status':'New','labels':[{}]}}",
            "{'properties':{'title':'t','severity':'Low','status':'New','lastActivityTimeUtc':'yesterday'}}"})
    void aMalformedIncidentIsRefusedAndNothingIsKept(String body) {
        Answer refused = put("i1", body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/error/message")).isNotBlank();
        assertThat(get("i1").status()).isEqualTo(404);
    }

    @Test
    void rulesS27_X40_aWorkspaceThatIsNotOnboardedHasNoIncidents() {
        fixture.makeWorkspace("other");

        Answer refused = fixture.call("GET " + fixture.incident("other", "i1"));

        assertThat(refused.error()).isEqualTo("400 BadRequest");
        assertThat(refused.text("/error/message")).contains("'other' is not onboarded");
    }

    @Test
    void whoMayNotIsRefused() {
        assertThat(fixture
                .callAs(SentinelFixture.OPERATOR, "PUT " + fixture.incident(workspace, "i1"), minimal("t"))
                .error())
                .isEqualTo("403 AuthorizationFailed");
    }

    @Override
    Answer put(String name, String body) {
        return super.put("incidents/" + name, body);
    }

    @Override
    Answer get(String name) {
        return super.get("incidents/" + name);
    }

    private static String withEtag(String body, String etag) {
        return "{'etag':'" + etag.replace("\"", "\\'") + "'," + body.substring(1);
    }

    private static String minimal(String title) {
        return "{'properties':{'title':'" + title + "','severity':'Low','status':'New'}}";
    }

    private static List<Integer> numbers(Answer list) {
        return list.json().path("value").valueStream()
                .map(incident -> incident.at("/properties/incidentNumber").asInt()).toList();
    }
}
