package io.holdfast.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills processes ([CrashChild]) with SIGKILL at every named step, several in a row on one store, and checks
/// after each what the store holds.
class CrashHarnessTest {

    private static final int SEEDS = 40;
    private static final int LONG_SEEDS = 500;
    private static final int KILLS_OF_A_STORE = 5;
    private static final int KILLED = 128 + 9;

    @TempDir
    private Path folder;

    @Test
    @Timeout(480)
    void killedAtAnyStepAStoreHoldsWhatWasAcknowledgedOnce() throws IOException, InterruptedException {
        run(0, SEEDS);
    }

    @Test
    @Tag("long")
    void killedAtAnyStepAStoreHoldsWhatWasAcknowledgedOnceForManySeeds()
            throws IOException, InterruptedException {
        run(SEEDS, SEEDS + LONG_SEEDS);
    }

    private void run(int from, int to) throws IOException, InterruptedException {
        List<String> steps = new ArrayList<>();
        for (int first = from; first < to; first += KILLS_OF_A_STORE) {
            Path store = folder.resolve("store-" + first);
            CrashLedger ledger = new CrashLedger();
            for (int seed = first; seed < Math.min(to, first + KILLS_OF_A_STORE); seed++) {
                steps.add(kill(store, seed, ledger));
            }
            Folders.delete(store);
        }
        assertThat(steps).containsAll(FaultPoints.STEPS);
    }

    private static String kill(Path store, int seed, CrashLedger ledger)
            throws IOException, InterruptedException {
        // Seeds that follow each other go far apart, so that a store meets all kinds of steps.
        String step = FaultPoints.STEPS.get(seed * 7 % FaultPoints.STEPS.size());
        boolean frequent = step.startsWith("wal.") || step.startsWith("hot.") || step.startsWith("catalog.");
        int times = 1 + new Random(seed).nextInt(frequent ? 25 : 2);
        String what = "seed %d, %s for the %dth time".formatted(seed, step, times);
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.config.file="
                        + System.getProperty("java.util.logging.config.file", ""),
                "-cp", System.getProperty("java.class.path"), CrashChild.class.getName(), store.toString(),
                Integer.toString(seed), step, Integer.toString(times), Long.toString(ledger.nextId()),
                Integer.toString(ledger.days())).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(ledger::heard);
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as(what).isEqualTo(KILLED);

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
