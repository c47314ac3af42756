package io.holdfast.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.server.BackupException;
import io.holdfast.server.BackupRestore;
import io.holdfast.server.InProcessServer;
import io.holdfast.testkit.Canaries;
import io.holdfast.testkit.KilledProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills servers with SIGKILL at every named step of a backup, one after the other into the same backup: it is always
/// the last one that was complete, and going on with it after all that is a backup like any other.
class BackupCrashTest {

    private static final int ROUNDS_OF_MANY = 5;
    private static final List<String> CANARIES = List.of("incident-2");
    private static final List<String> STEPS = InProcessServer.BACKUP_STEPS;

    @TempDir
    private Path folder;

    @Test
    @Timeout(240)
    void killedAtAnyStepTheLastCompleteBackupCountsAndCanBeGoneOnWith() {
        int half = STEPS.size() / 2;
        Stream.of(STEPS.subList(0, half), STEPS.subList(half, STEPS.size())).parallel()
                .forEach(steps -> run(folder.resolve(steps.getFirst()), steps, new Random(1)));
    }

    @Test
    @Tag("long")
    void killedAtAnyStepTheLastCompleteBackupCountsForManySeeds() {
        IntStream.range(0, ROUNDS_OF_MANY).parallel().forEach(seed -> {
            Random random = new Random(seed);
            List<String> steps = new ArrayList<>(STEPS);
            steps.addAll(STEPS);
            Collections.shuffle(steps, random);
            run(folder.resolve("seed-" + seed), steps, random);
        });
    }

    private static void run(Path place, List<String> steps, Random random) {
        try {
            new Rehearsal(place, random).run(steps);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One data folder, and the backup that is made of it again and again.
    private static final class Rehearsal {

        private final Path place;
        private final Path data;
        private final Path backup;
        private final Random random;
        private final List<Integer> acknowledged = new ArrayList<>(List.of(1));
        private Optional<String> complete = Optional.empty();

        Rehearsal(Path place, Random random) {
            this.place = place;
            this.data = place.resolve("data");
            this.backup = place.resolve("backup");
            this.random = random;
        }

        void run(List<String> steps) throws IOException {
            Product.Notes notes = Filled.fill(data, new Model(Filled.START));
            for (String step : steps) {
                kill(step, notes);
                if (STEPS.indexOf(step) >= STEPS.indexOf("backup.manifest.after")) {
                    complete = Optional.of(acknowledged.toString());
                }
                check(step, notes);
            }
            try (Product product = Product.open(data, notes)) {
                assertThat(data.resolve("backup-staging")).as("copies of keys are not left").doesNotExist();
                assertThat(product.query(Filled.WORKSPACE)).isEqualTo(acknowledged.toString());
                assertThat(product.backup(backup)).isEqualTo("200");
                assertThat(product.getCluster(0, "/keyUsage").json().toString())
                        .containsOnlyOnce(Files.readString(backup.resolve("backup-id")).strip());
            }
            complete = Optional.of(acknowledged.toString());
            check("nothing", notes);
            Canaries.requireUnreadable(CANARIES, data.resolve("clusters"));
            Canaries.requireAbsent(CANARIES, place);
        }

        private void kill(String step, Product.Notes notes) throws IOException {
            int row = 100 + acknowledged.size();
            int times = step.startsWith("backup.register") ? 1 + random.nextInt(2) : 1;
            List<String> heard = new ArrayList<>();
            int status = KilledProcess.run(BackupChild.class,
                    List.of(data.toString(), backup.toString(), step, Integer.toString(times),
                            Integer.toString(row), notes.owner(), notes.rules().get(Filled.WORKSPACE)),
                    place.resolve("scratch"), heard::add);
            assertThat(heard).as("%s: %s", step, Files.readString(place.resolve("scratch/errors.log")))
                    .containsExactly("A");
            assertThat(status).as(step).isEqualTo(KilledProcess.KILLED);
            acknowledged.add(row);
        }

        private void check(String killedAt, Product.Notes notes) {
            Path restored = place.resolve("restored");
            if (complete.isEmpty()) {
                assertThatThrownBy(() -> restore(restored)).as(killedAt).isInstanceOf(BackupException.class)
                        .hasMessageContaining("no complete backup");
                return;
            }
            restore(restored);
            try (Product product = Product.open(restored, notes)) {
                assertThat(product.query(Filled.WORKSPACE)).as(killedAt).isEqualTo(complete.orElseThrow());
                assertThat(product.listIncidents(Filled.ONBOARDED)).as(killedAt).isEqualTo("[incident-2]");
            }
            Life.delete(restored);
        }

        private void restore(Path target) {
            BackupRestore.restore(backup, target, Optional.of(data.resolve("platform.key")),
                    Optional.empty());
        }
    }
}
