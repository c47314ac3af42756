package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.loganalytics.QueryTurns.Turn;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ClientPresence;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class QueryTurnsTest {

    private static final String ME = "me";
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong();

    private QueryTurns turns(int atOnce, int waiting, Duration patience, int perWindow) {
        return new QueryTurns(new QueryThrottle(atOnce, waiting, patience, perWindow), nanos::get);
    }

    private static Turn take(QueryTurns turns, String who) {
        return turns.take(who, ClientPresence.LASTING);
    }

    private static CompletableFuture<Turn> waiting(QueryTurns turns, ClientPresence client) {
        int before = turns.waiting(ME);
        CompletableFuture<Turn> turn = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                turn.complete(turns.take(ME, client));
            } catch (ApiException e) {
                turn.completeExceptionally(e);
            }
        });
        while (turns.waiting(ME) == before && !turn.isDone()) {
            Thread.onSpinWait();
        }
        return turn;
    }

    @Test
    void whoComesWhileAllTurnsAreTakenWaitsInOrder() throws Exception {
        QueryTurns turns = turns(1, 2, LONG, 100);
        Turn first = take(turns, ME);
        CompletableFuture<Turn> second = waiting(turns, ClientPresence.LASTING);
        CompletableFuture<Turn> third = waiting(turns, ClientPresence.LASTING);
        assertThat(second).isNotDone();

        first.close();

        second.get(10, TimeUnit.SECONDS).close();
        third.get(10, TimeUnit.SECONDS).close();
        take(turns, ME).close();
    }

    @Test
    void anotherPrincipalDoesNotWait() {
        QueryTurns turns = turns(1, 0, LONG, 100);

        try (Turn _ = take(turns, ME); Turn others = take(turns, "other")) {
            assertThat(others).isNotNull();
        }
    }

    @Test
    void moreThanMayWaitAreRefused() {
        QueryTurns turns = turns(1, 0, LONG, 100);

        try (Turn _ = take(turns, ME)) {
            assertThatThrownBy(() -> take(turns, ME)).isInstanceOfSatisfying(ApiException.class, refused -> {
                assertThat(refused.error().status()).isEqualTo(429);
                assertThat(refused.error().code()).isEqualTo("ThrottledError");
                assertThat(refused.error().headers()).containsKey("Retry-After");
            });
        }
    }

    @Test
    void whoWaitsTooLongIsRefusedAndItsPlaceIsFree() {
        QueryTurns turns = turns(1, 1, Duration.ofMillis(1), 100);

        try (Turn _ = take(turns, ME)) {
            assertThatThrownBy(() -> take(turns, ME)).hasMessageContaining("ended within");
        }

        assertThat(turns.waiting(ME)).isZero();
        take(turns, ME).close();
    }

    @Test
    void whoGoesAwayGivesUpItsPlace() {
        QueryTurns turns = turns(1, 1, LONG, 100);
        AtomicReference<Runnable> leaving = new AtomicReference<>();

        try (Turn _ = take(turns, ME)) {
            CompletableFuture<Turn> gone = waiting(turns, action -> {
                leaving.set(action);
                return () -> {};
            });
            while (leaving.get() == null) {
                Thread.onSpinWait();
            }
            leaving.get().run();
            assertThat(gone).failsWithin(Duration.ofSeconds(10));
        }

        take(turns, ME).close();
    }

    @Test
    void theRateIsThatOfTheLastThirtySeconds() {
        QueryTurns turns = turns(1, 0, LONG, 2);
        take(turns, ME).close();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(20));
        take(turns, ME).close();
        assertThatThrownBy(() -> take(turns, ME)).hasMessageContaining("within 30 s");

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));

        take(turns, ME).close();
        assertThatThrownBy(() -> take(turns, ME)).isInstanceOf(ApiException.class);
    }
}
