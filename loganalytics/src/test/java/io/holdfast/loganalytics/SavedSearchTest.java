package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Worlds.class)
class SavedSearchTest {

    private static final String SECRET = "Events_CL | where Message has 'umbra-7731'";

    private final World world;
    private final Fixture fixture;

    SavedSearchTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void aSavedSearchIsKeptChangedListedAndDeleted() {
        world.createCluster().createLinkedWorkspace();

        Answer made = put("Mine", SECRET, "");

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.text("type")).isEqualTo("Microsoft.OperationalInsights/workspaces/savedSearches");
        assertThat(made.text("properties.query")).isEqualTo(SECRET);
        assertThat(made.at("properties.version").asInt()).isEqualTo(2);
        assertThat(fixture.get(path("mine")).text("name")).isEqualTo("Mine");
        assertThat(fixture.get(world.workspace + "/savedSearches").at("value").size()).isEqualTo(1);
        assertThat(put("Mine", "Events_CL", "").text("etag")).isNotEqualTo(made.text("etag"));
        assertThat(fixture.call("DELETE", path("Mine"), "").status()).isEqualTo(200);
        assertThat(fixture.call("DELETE", path("Mine"), "").status()).isEqualTo(204);
        assertThat(fixture.get(path("Mine")).status()).isEqualTo(404);
    }

    @Test
    void aStaleEtagDoesNotWrite() {
        world.createCluster().createLinkedWorkspace();
        String first = put("Mine", "A", "").text("etag");

        assertThat(put("Mine", "B", first).status()).isEqualTo(200);
        assertThat(put("Mine", "C", first).status()).isEqualTo(409);
        assertThat(put("Mine", "D", "*").status()).isEqualTo(200);
        assertThat(fixture.send(fixture.ownerId(), "https://management.azure.com", "localhost", "PUT",
                path("Mine"), body("E", "").getBytes(StandardCharsets.UTF_8),
                Map.of("If-Match", first)).status()).isEqualTo(412);
        assertThat(fixture.get(path("Mine")).text("properties.query")).isEqualTo("D");
    }

    @Test
    void aSearchWithAnAliasIsAFunctionOfQueries() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1},{\"Id\":2},{\"Id\":3}]").status())
                .isEqualTo(204);
        Answer made = fixture.call("PUT", path("recent"), """
                {"properties":{"Category":"c","DisplayName":"d","Query":"Events_CL | where Id >= least",
                 "FunctionAlias":"RecentEvents","FunctionParameters":"least:long"}}""");
        assertThat(made.status()).as(made.json().toString()).isEqualTo(200);

        Answer answer = world.query("RecentEvents(2) | summarize n = count()");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.at("tables").path(0).path("rows").path(0).path(0).asInt()).isEqualTo(2);
        Answer all = world.query("union withsource=T * | where T has 'Recent' | count");
        assertThat(all.at("tables").path(0).path("rows").path(0).path(0).asInt(-1)).isZero();
        assertThat(fixture.call("PUT", path("other"),
                """
                        {"properties":{"category":"c","displayName":"d","query":"q","functionAlias":"RecentEvents"}}""")
                .status()).isEqualTo(409);
    }

    @Test
    void ruleQ1_savedSearchesAreUnderTheAccountKeyAndRefusedWhileItIsDark() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        put("Mine", SECRET, "");
        fixture.requireUnreadable("umbra-7731");

        world.enable(version, false);

        world.until(() -> fixture.get(path("Mine")), 403);
        assertThat(fixture.get(world.workspace + "/savedSearches").code())
                .isEqualTo("CustomerManagedKeyRevoked");
        assertThat(put("Other", "A", "").code()).isEqualTo("CustomerManagedKeyRevoked");
        assertThat(fixture.call("DELETE", path("Mine"), "").code()).isEqualTo("CustomerManagedKeyRevoked");
        assertThat(fixture.call("POST", world.workspace + "/sharedKeys", "").code())
                .isEqualTo("CustomerManagedKeyRevoked");

        world.enable(version, true);
        world.until(() -> fixture.get(path("Mine")), 200);
        assertThat(fixture.get(path("Mine")).text("properties.query")).isEqualTo(SECRET);
        assertThat(fixture.get(path("Other")).status()).isEqualTo(404);
    }

    @Test
    void theFirstKeyOfTheCustomerLosesNoSavedSearch() {
        world.createCluster().createLinkedWorkspace();
        put("Mine", SECRET, "");

        String version = world.createVaultAndKey();
        world.grant("\"get\",\"wrapKey\",\"unwrapKey\"");
        assertThat(fixture.ended(world.patchKey(version)).text("status")).isEqualTo("Succeeded");

        assertThat(fixture.get(path("Mine")).text("properties.query")).isEqualTo(SECRET);
    }

    @Test
    void aWorkspaceWithSavedSearchesIsNotUnlinkedAndOneThatIsNotLinkedTakesNone() {
        world.createWorkspace();
        assertThat(put("Mine", "A", "").code()).isEqualTo("WorkspaceNotLinked");
        world.createCluster();
        assertThat(fixture.ended(world.link()).text("status")).isEqualTo("Succeeded");
        put("Mine", "A", "");

        assertThat(fixture.call("DELETE", world.workspace + "/linkedServices/cluster", "").code())
                .isEqualTo("WorkspaceHoldsData");
        fixture.call("DELETE", path("Mine"), "");
        assertThat(fixture.call("DELETE", world.workspace + "/linkedServices/cluster", "").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|properties", "{\"properties\":{\"category\":\"c\"}}|displayName",
            "{\"properties\":{\"category\":\"c\",\"displayName\":\"d\"}}|query",
            "{\"properties\":{\"category\":\"c\",\"displayName\":\"d\",\"query\":\"q\","
                    + "\"functionAlias\":\"a b\"}}|functionAlias"})
    void aSearchThatCannotBeIsRefused(String body, String hint) {
        world.createCluster().createLinkedWorkspace();

        Answer refused = fixture.call("PUT", path("Mine"), body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains(hint);
    }

    @Test
    void sharedKeysStayUntilTheyAreRegenerated() {
        world.createWorkspace();

        Answer keys = fixture.call("POST", world.workspace + "/sharedKeys", "");

        assertThat(keys.text("primarySharedKey")).hasSize(88).isNotEqualTo(keys.text("secondarySharedKey"));
        assertThat(fixture.call("POST", world.workspace + "/sharedKeys", "").json()).isEqualTo(keys.json());
        assertThat(
                fixture.call("POST", world.workspace + "/regenerateSharedKey", "").text("primarySharedKey"))
                .isNotEqualTo(keys.text("primarySharedKey"));
    }

    @Test
    void ruleQ2_linkedStorageAccountsAreRecorded() {
        world.createWorkspace();
        String query = world.workspace + "/linkedStorageAccounts/query";
        String account = fixture.group() + "/providers/Microsoft.Storage/storageAccounts/s1";

        Answer made = fixture.call("PUT", query,
                "{\"properties\":{\"storageAccountIds\":[\"" + account + "\"]}}");

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.text("properties.dataSourceType")).isEqualTo("Query");
        assertThat(fixture.get(world.workspace + "/linkedStorageAccounts").at("value").size()).isEqualTo(1);
        assertThat(fixture.call("PUT", query, "{\"properties\":{}}").status()).isEqualTo(400);
        assertThat(fixture.call("PUT", world.workspace + "/linkedStorageAccounts/other", "{}").status())
                .isEqualTo(400);
        assertThat(fixture.call("DELETE", query, "").status()).isEqualTo(200);
        assertThat(fixture.call("DELETE", query, "").status()).isEqualTo(204);
    }

    private String path(String name) {
        return world.workspace + "/savedSearches/" + name;
    }

    private Answer put(String name, String query, String etag) {
        return fixture.call("PUT", path(name), body(query, etag));
    }

    private static String body(String query, String etag) {
        return """
                {"etag":"%s","properties":{"category":"c","displayName":"d","query":"%s"}}"""
                .formatted(etag.replace("\"", "\\\""), query);
    }
}
