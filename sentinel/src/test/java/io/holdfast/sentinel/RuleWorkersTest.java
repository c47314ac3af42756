package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RuleWorkersTest {

    private final RuleWorkers workers = new RuleWorkers();

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void aRuleThatIsSlowHoldsUpNoOther() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(20);
        workers.run("w", "slow", () -> await(slow));
        for (int i = 0; i < 20; i++) {
            workers.run("w", "rule" + i, others::countDown);
        }
        others.await();
        assertThat(workers.taken("w")).contains("slow");
        slow.countDown();
        workers.awaitIdle();
        assertThat(workers.taken("w")).isEmpty();
        assertThat(workers.given()).isEqualTo(21);
    }

    @Test
    void aRuleIsTakenUntilItsRunEndsAlsoBeforeItBegins() {
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 20; i++) {
            workers.run("w", "rule" + i, () -> await(end));
        }
        assertThat(workers.taken("w")).hasSize(20);
        assertThat(workers.taken("other")).isEmpty();
        end.countDown();
        workers.awaitIdle();
        assertThat(workers.taken("w")).isEmpty();
    }

    @Test
    void whatEndsARunIsThrownOnceForItsWorkspaceAndTheRuleCanRunAgain() {
        List<String> ran = new CopyOnWriteArrayList<>();
        workers.run("w", "r", () -> {
            throw new IllegalStateException("dark");
        });
        workers.awaitIdle();
        workers.rethrow("other");
        assertThatThrownBy(() -> workers.rethrow("w")).hasMessage("dark");
        workers.rethrow("w");
        workers.run("w", "r", () -> ran.add("again"));
        workers.awaitIdle();
        assertThat(ran).containsExactly("again");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
