package io.holdfast.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.server.BackupException;
import io.holdfast.server.BackupRestore;
import io.holdfast.server.InProcessServer;
import io.holdfast.testkit.KilledProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills servers with SIGKILL at every named step of a backup, one after the other into the same backup: it is always
/// the last one that was complete, and going on with it after all that is a backup like any other.
class BackupCrashTest {

    private static final int ROUNDS_OF_MANY = 5;
    private static final List<String> STEPS = InProcessServer.BACKUP_STEPS;

    @TempDir
    private Path folder;

    @Test
    @Timeout(240)
    void killedAtAnyStepTheLastCompleteBackupCountsAndCanBeGoneOnWith() throws IOException {
        run(1, new Random(1));
    }

    @Test
    @Tag("long")
    void killedAtAnyStepTheLastCompleteBackupCountsForManySeeds() throws IOException {
        run(ROUNDS_OF_MANY, new Random(2));
    }

    private void run(int rounds, Random random) throws IOException {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("backup");
        Product.Notes notes = Filled.fill(data, new Model(Filled.START));
        List<Integer> acknowledged = new ArrayList<>(List.of(1));
        Optional<String> complete = Optional.empty();
        int id = 100;
        for (int round = 0; round < rounds; round++) {
            for (String step : STEPS) {
                int row = id++;
                int times = round == 0 ? 1 : 1 + random.nextInt(2);
                kill(List.of(data.toString(), backup.toString(), step, Integer.toString(times),
                        Integer.toString(row), notes.owner(), notes.rules().get(Filled.WORKSPACE)));
                acknowledged.add(row);
                if (STEPS.indexOf(step) >= STEPS.indexOf("backup.manifest.after")) {
                    complete = Optional.of(acknowledged.toString());
                }
                check(step + " for the " + times + ". time", backup, notes, complete);
            }
        }
        try (Product product = Product.open(data, notes)) {
            assertThat(data.resolve("backup-staging")).as("copies of keys are not left").doesNotExist();
            assertThat(product.query(Filled.WORKSPACE)).isEqualTo(acknowledged.toString());
            assertThat(product.backup(backup)).isEqualTo("200");
            assertThat(product.getCluster(0, "/keyUsage").json().toString())
                    .containsOnlyOnce(Files.readString(backup.resolve("backup-id")).strip());
        }
        check("nothing", backup, notes, Optional.of(acknowledged.toString()));
    }

    private void kill(List<String> arguments) throws IOException {
        List<String> heard = new ArrayList<>();
        int status = KilledProcess.run(BackupChild.class, arguments, folder.resolve("scratch"),
                heard::add);
        assertThat(heard).as(arguments.toString()).containsExactly("A");
        assertThat(status).as(arguments.toString()).isEqualTo(KilledProcess.KILLED);
    }

    /// @param rows what the last complete backup holds, if there was one
    private void check(String killedAt, Path backup, Product.Notes notes, Optional<String> rows)
            throws IOException {
        Path restored = folder.resolve("restored");
        if (rows.isEmpty()) {
            assertThatThrownBy(() -> restore(backup, restored)).as(killedAt)
                    .isInstanceOf(BackupException.class).hasMessageContaining("no complete backup");
            return;
        }
        restore(backup, restored);
        try (Product product = Product.open(restored, notes)) {
            assertThat(product.query(Filled.WORKSPACE)).as(killedAt).isEqualTo(rows.orElseThrow());
            assertThat(product.listIncidents(Filled.ONBOARDED)).as(killedAt).isEqualTo("[incident-2]");
        }
        Life.delete(restored);
    }

    private void restore(Path backup, Path target) {
        BackupRestore.restore(backup, target, Optional.of(folder.resolve("data").resolve("platform.key")),
                Optional.empty());
    }
}
