package io.holdfast.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.arm.ArmFixture.Answer;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsTest {

    private static final String PATH = "/subscriptions/" + ArmFixture.SUBSCRIPTION
            + "/resourceGroups/rg1/providers/Microsoft.OperationalInsights/clusters"
            + "/c1?api-version=2025-07-01";
    private static final ResourceId GADGET = ResourceId.parse(PATH.substring(0, PATH.indexOf('?')));

    @TempDir
    Path folder;

    private ArmFixture arm;

    @BeforeEach
    void open() {
        arm = new ArmFixture(folder);
        arm.call("PUT", ArmFixture.GROUP, "{\"location\":\"westeurope\"}");
    }

    @AfterEach
    void close() {
        arm.close();
    }

    @Test
    void anOperationIsAnnouncedAndItsStatusFollowsIt() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        arm.gadgets.work = operation -> {
            awaited(mayEnd);
            return Json.object().put("made", 1);
        };

        Answer started = arm.call("PUT", PATH, "{}");
        String status = started.header("Azure-AsyncOperation");
        assertThat(started.json().path("properties").path("provisioningState").asString())
                .isEqualTo("Updating");
        assertThat(started.response().headers()).containsEntry("Retry-After", "1");
        assertThat(status).startsWith("https://localhost:8443/subscriptions/" + ArmFixture.SUBSCRIPTION
                + "/providers/Microsoft.OperationalInsights/locations/westeurope/operationStatuses/")
                .endsWith("?api-version=2025-07-01");
        Answer running = poll(status);
        assertThat(running.status()).isEqualTo(200);
        assertThat(running.json().path("status").asString()).isEqualTo("InProgress");
        assertThat(running.json().has("endTime")).isFalse();
        assertThat(running.response().headers()).containsEntry("Retry-After", "1");

        mayEnd.countDown();
        ended();
        Answer done = poll(status);
        assertThat(done.json().path("status").asString()).isEqualTo("Succeeded");
        assertThat(done.json().path("properties").path("made").asInt()).isEqualTo(1);
        assertThat(done.response().headers()).doesNotContainKey("Retry-After");
        assertThat(provisioningState()).isEqualTo("Succeeded");
    }

    @Test
    void aResultIs202UntilTheOperationEndsAndThenTheResource() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        arm.gadgets.work = operation -> {
            awaited(mayEnd);
            return Json.object();
        };

        String result = arm.call("PUT", PATH, "{}").header("Location");
        assertThat(result).startsWith("https://localhost:8443/subscriptions/" + ArmFixture.SUBSCRIPTION
                + "/providers/Microsoft.OperationalInsights/locations/westeurope/operationResults/")
                .endsWith("?api-version=2025-07-01");
        Answer running = poll(result);
        assertThat(running.status()).isEqualTo(202);
        assertThat(running.response().headers()).containsEntry("Retry-After", "1")
                .containsEntry("Location", result);

        mayEnd.countDown();
        ended();
        Answer done = poll(result);
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.json()).isEqualTo(arm.call("GET", PATH).json());
    }

    @Test
    void theResultOfAnOperationThatFailedIsItsError() throws InterruptedException {
        arm.gadgets.work = operation -> {
            throw ApiError.of(400, "GadgetBroke", "It broke.").toException();
        };

        String result = arm.call("PUT", PATH, "{}").header("Location");
        ended();

        assertThat(poll(result).status()).isEqualTo(400);
        assertThat(poll(result).code()).isEqualTo("GadgetBroke");
    }

    @Test
    void aRefusedOperationFailsWithItsError() throws InterruptedException {
        arm.gadgets.work = operation -> {
            throw ApiError.of(400, "KeyNotRecoverable", "Turn purge protection on.")
                    .withInner("Forbidden", "inner").toException();
        };

        String status = arm.call("PUT", PATH, "{}").header("Azure-AsyncOperation");
        ended();

        Answer failed = poll(status);
        assertThat(failed.status()).isEqualTo(200);
        assertThat(failed.json().path("status").asString()).isEqualTo("Failed");
        assertThat(failed.json().path("error").path("code").asString()).isEqualTo("KeyNotRecoverable");
        assertThat(failed.json().path("error").path("innererror").path("code").asString())
                .isEqualTo("Forbidden");
        assertThat(provisioningState()).isEqualTo("Failed");
    }

    @Test
    void anUnexpectedFailureShowsNothingOfItsText() throws InterruptedException {
        arm.gadgets.work = operation -> {
            throw new IllegalStateException("inner workings");
        };

        String status = arm.call("PUT", PATH, "{}").header("Azure-AsyncOperation");
        ended();

        Answer failed = poll(status);
        assertThat(failed.json().path("error").path("code").asString()).isEqualTo("InternalServerError");
        assertThat(failed.json().toString()).doesNotContain("inner workings");
    }

    @Test
    void anOperationThatARestartInterruptedIsResumed() throws InterruptedException {
        arm.call("PUT", PATH, "{}");
        ended();
        Operation interrupted = prepared(GadgetProvider.KIND);

        arm.restart();
        assertThat(arm.state.operations().find(interrupted.id()).orElseThrow().isInProgress()).isTrue();
        arm.state.operations().recover();
        ended();

        assertThat(arm.state.operations().find(interrupted.id()).orElseThrow().outcome())
                .hasValueSatisfying(how -> assertThat(how).isInstanceOf(Operation.Succeeded.class));
    }

    @Test
    void anOperationOfAKindThatIsGoneFailsAndSaysSo() throws InterruptedException {
        arm.call("PUT", PATH, "{}");
        ended();
        arm.state.operations().register("old", arm.gadgets);
        Operation interrupted = prepared("old");
        Operation other = prepared(GadgetProvider.KIND);

        arm.restart();
        arm.state.operations().recover();
        ended();

        assertThat(arm.state.operations().find(other.id()).orElseThrow().isInProgress()).isFalse();
        assertThat(arm.state.operations().find(interrupted.id()).orElseThrow().outcome())
                .hasValueSatisfying(how -> assertThat(how).isInstanceOfSatisfying(Operation.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo("OperationInterrupted")));
    }

    @Test
    void endedOperationsAreForgottenAfterADay() throws InterruptedException {
        String status = arm.call("PUT", PATH, "{}").header("Azure-AsyncOperation");
        ended();
        Operation pending = prepared(GadgetProvider.KIND);

        arm.now = arm.now.plus(Operations.KEPT).plus(Duration.ofSeconds(1));
        arm.restart();
        arm.state.operations().recover();
        ended();

        assertThat(poll(status).status()).isEqualTo(404);
        assertThat(arm.state.operations().find(pending.id())).isPresent();
    }

    @Test
    void anOperationIsShownToItsCallerAndToReadersOfTheResourceOnly() throws InterruptedException {
        String mine = arm.call("PUT", PATH, "{}").header("Azure-AsyncOperation");
        ended();
        String theirs = "https://localhost:8443" + prepared(GadgetProvider.KIND).statusPath()
                + "?api-version=2022-10-01";

        arm.authorizer = (caller, action, scope) -> false;
        assertThat(poll(mine).status()).isEqualTo(200);
        assertThat(poll(theirs).status()).isEqualTo(404);
        arm.authorizer = (caller, action, scope) -> action
                .equals("Microsoft.OperationalInsights/clusters/read") && scope.equals(GADGET.toString());
        assertThat(poll(theirs).status()).isEqualTo(200);
    }

    @Test
    void aTransactionThatFailsLeavesNoOperation() {
        int before = recordsOfOperations();

        assertThatThrownBy(() -> arm.state.resources().transact(transaction -> {
            arm.state.operations().prepare(transaction, request(GadgetProvider.KIND), other());
            throw new IllegalStateException("stop");
        })).hasMessage("stop");

        assertThat(recordsOfOperations()).isEqualTo(before);
    }

    private int recordsOfOperations() {
        return arm.operationRecords().list().size();
    }

    private Operation prepared(String kind) {
        return arm.state.resources()
                .transact(transaction -> arm.state.operations().prepare(transaction, request(kind), other()));
    }

    private static OperationRequest request(String kind) {
        return new OperationRequest(kind, GADGET, "westeurope", Json.object());
    }

    private static Caller other() {
        return new Caller("t", "other-object", "a", "aud", "iss");
    }

    /// Waits until the work of the operation that runs was done and its end was recorded; then starts anew.
    private void ended() throws InterruptedException {
        assertThat(arm.gadgets.worked.await(10, TimeUnit.SECONDS)).isTrue();
        arm.restart();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer poll(String url) {
        return arm.call("GET", url.substring("https://localhost:8443".length()),
                Map.of("Authorization", "Bearer " + ArmFixture.AUDIENCE));
    }

    private String provisioningState() {
        return arm.call("GET", PATH).json().path("properties").path("provisioningState").asString();
    }
}
