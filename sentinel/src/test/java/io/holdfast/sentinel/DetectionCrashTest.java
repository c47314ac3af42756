package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a run of a rule leaves on the disk when the process ends within it.
class DetectionCrashTest extends RunningRules {

    @TempDir
    private Path crashes;

    /// Copies the data folder each time that the run makes an id, most of them within the transaction that writes
    /// what it found, and once after it: the copies are what crashes there would leave.
    private final class Crashes extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final transient List<Path> folders = new ArrayList<>();

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            crash();
        }

        void crash() {
            Path target = crashes.resolve("crash" + folders.size());
            try {
                fixture.copyFilesTo(target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            folders.add(target);
        }
    }

    @Test
    void aCrashAnywhereInARunLeavesItsWindowToBeRunOnce() {
        rule("r1", "");
        logon("ann", "fail", NOON.minusSeconds(400));
        Crashes random = new Crashes();
        fixture.clock().set(NOON);
        new DetectionEngine(fixture.stores(), fixture.logs().detectionQueries(), fixture.clock(), random)
                .runDue();
        random.crash();

        assertThat(random.folders).hasSizeGreaterThan(3);
        List<String> whatStoodThere = new ArrayList<>();
        for (Path folder : random.folders) {
            fixture.close();
            fixture = fixture.openAt(folder);
            engine = engine();
            whatStoodThere.add(incidents().size() + " " + rows(Outbox.ALERTS).size());
            runDue(NOON);

            JsonNode incident = onlyIncident();
            assertThat(incident.at("/properties/additionalData/alertsCount").asInt()).isEqualTo(1);
            assertThat(rows(Outbox.ALERTS)).as(folder.toString()).hasSize(1);
            assertThat(rows(Outbox.INCIDENTS)).hasSize(1);
            assertThat(rows(Outbox.HEALTH)).hasSize(1);
        }
        assertThat(whatStoodThere).as("nothing or everything").containsOnly("0 0", "1 1").contains("0 0",
                "1 1");
    }
}
