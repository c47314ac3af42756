package io.holdfast.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ArmFixture.Answer;
import io.holdfast.rest.ApiError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ActivityLogTest {

    private static final String GADGET = "/subscriptions/" + ArmFixture.SUBSCRIPTION
            + "/resourceGroups/rg1/providers/Microsoft.OperationalInsights/clusters/c1";
    private static final String VALUES = "/subscriptions/" + ArmFixture.SUBSCRIPTION
            + "/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01";

    @TempDir
    Path folder;

    private ArmFixture arm;

    @BeforeEach
    void open() {
        arm = new ArmFixture(folder);
        arm.call("PUT", ArmFixture.GROUP, "{\"location\":\"westeurope\"}");
        arm.now = arm.now.plusSeconds(1);
    }

    @AfterEach
    void close() {
        arm.close();
    }

    @Test
    void aWriteLeavesItsStartAndItsEnd() {
        List<JsonNode> events = events("&$filter=resourceGroupName eq 'rg1'");

        assertThat(events).extracting(event -> status(event)).containsExactly("Succeeded", "Started");
        JsonNode done = events.getFirst();
        assertThat(done.path("operationName").path("value").asString())
                .isEqualTo("Microsoft.Resources/subscriptions/resourceGroups/write");
        assertThat(done.path("caller").asString()).isEqualTo(ArmFixture.CALLER);
        assertThat(done.path("httpRequest").path("clientIpAddress").asString()).isEqualTo("127.0.0.1");
        assertThat(done.path("properties").path("statusCode").asString()).isEqualTo("201");
        assertThat(done.path("correlationId").asString()).isEqualTo("request-1");
        assertThat(done.toString()).doesNotContain("westeurope");
    }

    @Test
    void aWriteWhoseEventCannotBeStoredIsNotTried() {
        arm.closeRecords();

        Answer answer = arm.call("PUT", GADGET + "?api-version=2025-07-01", "{}");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(arm.gadgets.asked).isFalse();
    }

    @Test
    void aReadLeavesNothing() {
        int before = events("").size();

        arm.call("GET", ArmFixture.GROUP);
        arm.call("HEAD", ArmFixture.GROUP);

        assertThat(events("")).hasSize(before);
    }

    @Test
    void aLongOperationLeavesItsEndTooAlsoAfterARestart() {
        Answer accepted = arm.call("PUT", GADGET + "?api-version=2025-07-01", "{}");
        String operation = arm.ended(accepted);
        arm.restart();

        List<JsonNode> events = events("&$filter=resourceUri eq '" + GADGET + "'");

        assertThat(events).extracting(event -> status(event)).containsExactlyInAnyOrder("Succeeded",
                "Accepted", "Started");
        assertThat(events).filteredOn(event -> !status(event).equals("Started"))
                .allSatisfy(event -> assertThat(event.path("operationId").asString()).isEqualTo(operation));
    }

    @Test
    void aLongOperationThatFailsSaysSo() {
        arm.gadgets.work = operation -> {
            throw ApiError.of(400, "GadgetBroke", "It broke.").toException();
        };
        arm.ended(arm.call("PUT", GADGET + "?api-version=2025-07-01", "{}"));

        assertThat(events("&$filter=status eq 'Failed'")).singleElement()
                .satisfies(event -> assertThat(event.path("properties").path("statusMessage").asString())
                        .isEqualTo("GadgetBroke"));
    }

    @Test
    void aRefusedWriteIsRecordedWithItsCode() {
        arm.call("PUT", GADGET.replace("rg1", "absent") + "?api-version=2025-07-01", "{}");
        arm.call("POST", GADGET + "/spin?api-version=2025-07-01");
        arm.authorizer = (caller, action, scope) -> action.endsWith("/read");
        arm.call("PUT", ArmFixture.GROUP, "{\"location\":\"westeurope\"}");

        assertThat(events("&$filter=status eq 'Failed'"))
                .extracting(event -> event.path("properties").path("statusMessage").asString())
                .containsExactlyInAnyOrder("AuthorizationFailed", "GadgetIsDark", "ResourceGroupNotFound");
    }

    @ParameterizedTest
    @CsvSource({"resourceProvider eq 'Microsoft.Resources',2", "correlationId eq 'request-1',2",
            "correlationId eq 'other',0", "caller eq 'caller-object',2",
            "operations eq 'Microsoft.Resources/subscriptions/resourceGroups/write',2",
            "eventTimestamp ge '2026-01-01T00:00:00Z' and eventTimestamp le '2026-01-01T00:00:00Z',2",
            "eventTimestamp ge '2026-01-01T00:00:01Z',0",
            "eventTimestamp le '2025-12-31T00:00:00Z' and status eq 'Started',0"})
    void eventsAreFiltered(String filter, int count) {
        assertThat(events("&$filter=" + filter)).hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status ne 'x'", "color eq 'red'", "eventTimestamp ge 'yesterday'", "status"})
    void aFilterThatIsNoneIsRefused(String filter) {
        assertThat(arm.call("GET", VALUES + "&$filter=" + filter.replace(" ", "%20")).code())
                .isEqualTo("InvalidFilterInQueryString");
    }

    @Test
    void eventsAreKeptForNinetyDays() {
        arm.now = arm.now.plus(Duration.ofDays(89));
        assertThat(events("&$filter=eventTimestamp ge '2025-01-01T00:00:00Z'")).hasSize(2);
        arm.now = arm.now.plus(Duration.ofDays(3));
        arm.call("PUT", ArmFixture.GROUP, "{\"location\":\"westeurope\"}");

        arm.now = arm.now.minus(Duration.ofDays(3));
        assertThat(events("&$filter=eventTimestamp ge '2025-01-01T00:00:00Z'")).isEmpty();
    }

    private static String status(JsonNode event) {
        return event.path("status").path("value").asString();
    }

    private List<JsonNode> events(String query) {
        Answer answer = arm.call("GET", VALUES + query.replace(" ", "%20"));
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json().path("value").valueStream().toList();
    }
}
