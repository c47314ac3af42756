package io.holdfast.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.Canaries;
import io.holdfast.testkit.KilledProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kills processes ([CrashChild]) with SIGKILL at every named step, several in a row on one store, and checks
/// after each what the store holds. Stores are taken in turn by as many threads as there are cores.
class CrashHarnessTest {

    private static final int SEEDS = 40;
    private static final int LONG_SEEDS = 500;
    private static final int LONG_PARTS = 10;
    private static final int KILLS_OF_A_STORE = 5;

    @TempDir
    private Path folder;

    @Test
    @Timeout(480)
    void killedAtAnyStepAStoreHoldsWhatWasAcknowledgedOnce() {
        run(new SeedRange(0, SEEDS));
    }

    static List<SeedRange> parts() {
        return SeedRange.asked(new SeedRange(SEEDS, SEEDS + LONG_SEEDS), LONG_PARTS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    @Tag("long")
    void killedAtAnyStepAStoreHoldsWhatWasAcknowledgedOnceForManySeeds(SeedRange seeds) {
        run(seeds);
    }

    private void run(SeedRange seeds) {
        List<String> steps = IntStream.range(0, seeds.count() / KILLS_OF_A_STORE).parallel()
                .mapToObj(store -> killedAgainAndAgain((int) seeds.from() + store * KILLS_OF_A_STORE))
                .flatMap(List::stream).toList();
        assertThat(steps).hasSize(seeds.count()).containsAll(FaultPoints.STEPS);
    }

    private List<String> killedAgainAndAgain(int first) {
        Path store = folder.resolve("store-" + first);
        CrashLedger ledger = new CrashLedger();
        try {
            List<String> steps = new ArrayList<>();
            for (int seed = first; seed < first + KILLS_OF_A_STORE; seed++) {
                steps.add(kill(store, seed, ledger));
            }
            Canaries.requireUnreadable(StoreFixture.CANARIES, store);
            Canaries.requireAbsent(StoreFixture.CANARIES, scratch(store));
            Folders.delete(store);
            return steps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path scratch(Path store) {
        return store.resolveSibling(store.getFileName() + "-scratch");
    }

    private static String kill(Path store, int seed, CrashLedger ledger)
            throws IOException {
        // Seeds that follow each other go far apart, so that a store meets all kinds of steps.
        String step = FaultPoints.STEPS.get(seed * 7 % FaultPoints.STEPS.size());
        boolean frequent = step.startsWith("wal.") || step.startsWith("hot.") || step.startsWith("catalog.");
        int times = 1 + new Random(seed).nextInt(frequent ? 25 : 2);
        String what = "seed %d, %s for the %dth time".formatted(seed, step, times);
        int status = KilledProcess.run(CrashChild.class,
                List.of(store.toString(), Integer.toString(seed), step, Integer.toString(times),
                        Long.toString(ledger.nextId()), Integer.toString(ledger.days())),
                scratch(store), ledger::heard);
        assertThat(status).as(what).isEqualTo(KilledProcess.KILLED);

        LogStore opened = StoreFixture.open(store);
        try {
            ledger.check(opened);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("After " + what, e);
        } finally {
            // Left as it is, so that the next process finds what the crash left.
            opened.abandon();
        }
        return step;
    }
}
