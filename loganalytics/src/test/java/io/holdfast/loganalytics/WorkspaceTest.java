package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Worlds.class)
class WorkspaceTest {

    private static final String LOCATION = "{\"location\":\"westeurope\"}";

    private final World world;
    private final Fixture fixture;

    WorkspaceTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void aWorkspaceIsMadeChangedAndFound() {
        Answer made = fixture.call("PUT", world.workspace,
                "{\"location\":\"westeurope\",\"properties\":{\"retentionInDays\":60}}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("properties.provisioningState")).isEqualTo("Succeeded");
        assertThat(made.at("properties.retentionInDays").asInt()).isEqualTo(60);
        assertThat(made.json().has("internal")).isFalse();
        Answer changed = fixture.call("PATCH", world.workspace, "{\"tags\":{\"k\":\"v\"}}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("tags.k")).isEqualTo("v");
        assertThat(changed.at("properties.retentionInDays").asInt()).isEqualTo(60);
        WorkspaceView view = fixture.module.workspaces()
                .findByCustomerId(made.text("properties.customerId").toUpperCase(Locale.ROOT)).orElseThrow();
        assertThat(view.id()).isEqualTo(world.workspaceId());
        assertThat(view.cluster()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"sku\":{\"name\":\"Gold\"}}", "{\"sku\":{\"name\":\"LACluster\"}}",
            "{\"retentionInDays\":29}", "{\"retentionInDays\":731}", "{\"retentionInDays\":\"x\"}",
            "{\"features\":{\"clusterResourceId\":\"/subscriptions/x\"}}", "[]"})
    void ruleX39b_aWorkspaceThatCannotBeIsRefused(String properties) {
        Answer refused = fixture.call("PUT", world.workspace,
                "{\"location\":\"westeurope\",\"properties\":" + properties + "}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(fixture.get(world.workspace).status()).isEqualTo(404);
    }

    @Test
    void rulesL10_G9_aDeletedWorkspaceComesBackLinkedAndWithItsRows() {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1}]").status()).isEqualTo(204);
        String customerId = fixture.get(world.workspace).text("properties.customerId");

        assertThat(fixture.call("DELETE", world.workspace, "").status()).isEqualTo(200);

        assertThat(fixture.get(world.workspace).status()).isEqualTo(404);
        assertThat(fixture.get(world.workspace + "/tables/Events_CL").status()).isEqualTo(404);
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":2}]").status()).isEqualTo(404);
        assertThat(fixture.get(fixture.group() + "/providers/Microsoft.OperationalInsights/deletedWorkspaces")
                .json()
                .toString()).contains(customerId);
        assertThat(fixture.call("DELETE", world.workspace, "").status()).isEqualTo(204);

        assertThat(fixture.call("PUT", world.workspace, LOCATION).status()).isEqualTo(200);

        assertThat(fixture.get(world.workspace).text("properties.customerId")).isEqualTo(customerId);
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":2}]").status()).isEqualTo(204);
        assertThat(world.rowCount("Events_CL")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatIsDeletedForGoodDoesNotComeBack(boolean force) {
        world.createCluster().createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1}]").status()).isEqualTo(204);
        String customerId = fixture.get(world.workspace).text("properties.customerId");

        fixture.call("DELETE", world.workspace + "?force=" + force + "&api-version=2022-10-01", "");
        if (!force) {
            fixture.clock.advance(Duration.ofDays(15));
        }

        assertThat(fixture.call("PUT", world.workspace, LOCATION).status()).isEqualTo(201);
        assertThat(fixture.gate.deleted).contains(world.workspaceId());
        assertThat(fixture.get(world.workspace).text("properties.customerId")).isNotEqualTo(customerId);
        assertThat(fixture.get(world.workspace + "/tables").at("value").isEmpty()).isTrue();
        if (force) {
            assertThat(fixture.module.stores().logStore(world.clusterId()).tables(customerId)).isEmpty();
        }
    }

    @Test
    void standardTablesComeWithTheirColumnsAndCustomOnesBringThem() {
        world.createWorkspace();

        Answer standard = fixture.call("PUT", world.workspace + "/tables/signinlogs", "{}");
        Answer custom = table("Mine_CL", "[{\"name\":\"TimeGenerated\",\"type\":\"dateTime\"},"
                + "{\"name\":\"A\",\"type\":\"boolean\",\"description\":\"d\"}]");

        assertThat(standard.status()).isEqualTo(200);
        assertThat(standard.text("name")).isEqualTo("SigninLogs");
        assertThat(standard.text("properties.schema.tableType")).isEqualTo("Microsoft");
        assertThat(standard.at("properties.schema.columns").size()).isGreaterThan(80);
        assertThat(custom.status()).isEqualTo(200);
        assertThat(custom.text("properties.schema.tableType")).isEqualTo("CustomLog");
        assertThat(custom.at("properties.schema.columns").path(1).toString())
                .isEqualTo("{\"name\":\"A\",\"type\":\"boolean\",\"description\":\"d\"}");
        assertThat(fixture.get(world.workspace + "/tables").at("value").size()).isEqualTo(2);
    }

    @Test
    void columnsCanBeAddedButNotChanged() {
        world.createCluster().createLinkedWorkspace();
        String time = "{\"name\":\"TimeGenerated\",\"type\":\"datetime\"}";
        table("Mine_CL", "[" + time + ",{\"name\":\"A\",\"type\":\"string\"}]");

        assertThat(table("Mine_CL", "[" + time + ",{\"name\":\"B\",\"type\":\"int\"}]").status())
                .isEqualTo(200);
        assertThat(table("Mine_CL", "[" + time + ",{\"name\":\"A\",\"type\":\"int\"}]").status())
                .isEqualTo(400);
        assertThat(table("Mine_CL", "[" + time + ",{\"name\":\"a\",\"type\":\"string\"}]").status())
                .isEqualTo(400);

        assertThat(fixture.get(world.workspace + "/tables/mine_cl").at("properties.schema.columns").size())
                .isEqualTo(3);
        assertThat(world.rowCount("Mine_CL")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"Mine_CL|[]|TimeGenerated",
            "Mine_CL|[{'name':'TimeGenerated','type':'string'}]|datetime",
            "Mine_CL|[{'name':'TimeGenerated','type':'datetime'},{'name':'1a','type':'int'}]|begin with a "
                    + "letter",
            "Mine_CL|[{'name':'TimeGenerated','type':'datetime'},{'name':'TenantId','type':'string'}]|TenantId",
            "Mine_CL|[{'name':'TimeGenerated','type':'datetime'},{'name':'a','type':'decimal'}]|no type",
            "Mine_CL|[{'name':'TimeGenerated','type':'datetime'},"
                    + "{'name':'a','type':'int'},{'name':'A','type':'int'}]|twice",
            "NoSuchStandardTable|[]|_CL", "bad-name_CL|[]|letters"})
    void aTableThatCannotBeIsRefused(String name, String columns, String hint) {
        world.createWorkspace();

        Answer refused = table(name, columns.replace('\'', '"'));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains(hint);
    }

    @Test
    void ruleS13_searchJobsAreRefusedByNameUnderTheCustomersKeyAndNotOfferedElsewhere() {
        world.createWorkspace();
        Answer elsewhere = table("Found_SRCH", "[]");
        world.createProtectedCluster();
        assertThat(fixture.ended(world.link()).text("status")).isEqualTo("Succeeded");

        assertThat(elsewhere.code()).isEqualTo("SearchJobsNotOffered");
        assertThat(table("Found_SRCH", "[]").code())
                .isEqualTo("SearchJobsNotSupportedWithCustomerManagedKey");
        assertThat(table("Old_RST", "[]").code()).isEqualTo("RestoreNotOffered");
    }

    private Answer table(String name, String columns) {
        return fixture.call("PUT", world.workspace + "/tables/" + name,
                "{\"properties\":{\"schema\":{\"name\":\"" + name + "\",\"columns\":" + columns + "}}}");
    }
}
