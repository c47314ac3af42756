package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sentinel.SentinelFixture.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Entities by themselves: an alert names Ann and an address, a bookmark names Ann.
class EntitiesTest extends FreshWorkspace {

    private static final String ALERT = """
            {'name':'a1','properties':{'systemAlertId':'a1','alertDisplayName':'Odd logon','severity':'High',
             'productName':'Azure Sentinel','description':'','alertType':'r1',
             'timeGenerated':'2026-03-01T11:31:00Z','startTimeUtc':'2026-03-01T11:10:00Z',
             'endTimeUtc':'2026-03-01T11:30:00Z'},'entities':[
             {'kind':'Account','properties':{'accountName':'ann'}},
             {'kind':'Ip','properties':{'address':'10.0.0.1'}}]}""";
    private static final String BOOKMARK = """
            {'properties':{'displayName':'Ann again','query':'Logons_CL',
             'eventTime':'2026-03-01T09:00:00Z','entityMappings':[{'entityType':'Account','fieldMappings':[
             {'identifier':'Name','value':'ann'}]}]}}""";
    private static final String HOUR = "'startTime':'2026-03-01T11:00:00Z',"
            + "'endTime':'2026-03-01T12:00:00Z'";
    private static final String EXPANSION = "'expansionId':'11111111-2222-3333-4444-555555555555'";

    private String ann = "";

    @BeforeEach
    void keepAlertAndBookmark() {
        keepAlert("a1", ALERT);
        put("bookmarks/b1", BOOKMARK);
        ann = name("Account");
    }

    private String name(String kind) {
        return get("entities").json().path("value").valueStream()
                .filter(entity -> entity.path("kind").asString().equals(kind)).findFirst().orElseThrow()
                .path("name").asString();
    }

    private static List<String> kinds(JsonNode entities) {
        return entities.valueStream().map(entity -> entity.path("kind").asString()).toList();
    }

    @Test
    void theEntitiesOfAWorkspaceAreThoseThatAreNamedAndTheAlertsAndBookmarks() {
        assertThat(kinds(get("entities").json().path("value")))
                .containsExactlyInAnyOrder("Account", "Ip", "SecurityAlert", "Bookmark");
        assertThat(kinds(get("entities?$filter=kind%20eq%20'ip'").json().path("value")))
                .containsExactly("Ip");
        Answer first = get("entities?$top=3");
        assertThat(first.json().path("value")).hasSize(3);
        assertThat(fixture.send("GET", first.text("/nextLink"),
                SentinelFixture.ADMIN + "@https://management.azure.com", "").json().path("value")).hasSize(1);
    }

    @Test
    void anEntityIsReadByItsNameAndOneThatNobodyNamesIsNotThere() {
        Answer account = get("entities/" + ann);
        assertThat(account.text("/id")).isEqualTo(path("entities/" + ann));
        assertThat(account.text("/properties/accountName")).isEqualTo("ann");
        assertThat(account.text("/properties/friendlyName")).isEqualTo("ann");
        assertThat(get("Entities/A1").text("/properties/alertDisplayName")).isEqualTo("Odd logon");
        assertThat(get("entities/b1").text("/kind")).isEqualTo("Bookmark");
        String unknown = "entities/11111111-2222-3333-4444-555555555555";
        assertThat(get(unknown).error()).isEqualTo("404 ResourceNotFound");
        assertThat(post(unknown + "/expand", "{" + EXPANSION + "}").error())
                .isEqualTo("404 ResourceNotFound");
        delete("bookmarks/b1");
        assertThat(get("entities/b1").status()).isEqualTo(404);
        assertThat(get("entities/" + ann).status()).isEqualTo(200);
    }

    @Test
    void anEntityLeadsToWhatNamesItAndAnAlertToWhatItNames() {
        Answer account = post("entities/" + ann + "/expand", "{" + EXPANSION + "}");
        assertThat(kinds(account.json().at("/value/entities"))).containsExactly("Bookmark", "SecurityAlert");
        assertThat(account.text("/value/edges/1/targetEntityId")).isEqualTo(path("entities/a1"));
        assertThat(account.text("/metaData/aggregations/0/entityKind")).isEqualTo("Bookmark");
        assertThat(kinds(post("entities/" + ann + "/expand", "{" + EXPANSION + "," + HOUR + "}").json()
                .at("/value/entities"))).containsExactly("SecurityAlert");
        assertThat(kinds(post("entities/a1/expand", "{" + EXPANSION + "}").json().at("/value/entities")))
                .containsExactlyInAnyOrder("Account", "Ip");
        assertThat(kinds(post("bookmarks/b1/expand", "{" + EXPANSION + "}").json().at("/value/entities")))
                .containsExactly("Account");
        assertThat(post("entities/" + ann + "/expand", "{}").error()).isEqualTo("400 InvalidParameter");
    }

    @Test
    void theRelationsOfAnEntityAreToWhatNamesIt() {
        JsonNode relations = get("entities/" + ann + "/relations").json().path("value");
        assertThat(relations.valueStream().map(each -> each.at("/properties/relatedResourceId").asString()))
                .containsExactly(path("bookmarks/b1"), path("entities/a1"));
        assertThat(get("entities/" + ann + "/relations/a1").text("/properties/relatedResourceKind"))
                .isEqualTo("SecurityAlert");
        assertThat(get("entities/" + ann + "/relations/a2").error()).isEqualTo("404 ResourceNotFound");
        assertThat(get("entities/a1/relations").json().path("value")).isEmpty();
    }

    @Test
    void theTimelineHoldsTheAlertsAndBookmarksOfItsTime() {
        Answer all = post("entities/" + ann + "/getTimeline",
                "{'startTime':'2026-03-01T00:00:00Z','endTime':'2026-03-01T12:00:00Z'}");
        assertThat(kinds(all.json().path("value"))).containsExactly("Bookmark", "SecurityAlert");
        assertThat(all.text("/value/1/displayName")).isEqualTo("Odd logon");
        assertThat(all.json().at("/metaData/totalCount").asInt()).isEqualTo(2);
        assertThat(kinds(post("entities/" + ann + "/getTimeline", "{" + HOUR + "}").json().path("value")))
                .containsExactly("SecurityAlert");
        assertThat(post("entities/" + ann + "/getTimeline", "{" + HOUR + ",'kinds':['Bookmark']}").json()
                .path("value")).isEmpty();
        assertThat(post("entities/" + ann + "/getTimeline", "{'startTime':'2026-03-01T00:00:00Z'}").error())
                .isEqualTo("400 InvalidParameter");
    }

    @Test
    void thereAreNoInsights() {
        assertThat(get("entities/" + ann + "/queries?kind=Insight").json().path("value")).isEmpty();
        assertThat(
                post("entities/" + ann + "/getInsights", "{" + HOUR + "}").json().at("/metaData/totalCount")
                        .asInt())
                .isZero();
        assertThat(get("entities/" + ann + "/queries?kind=Other").error()).isEqualTo("400 InvalidParameter");
    }
}
