package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.keyring.AvailabilityListener;
import io.holdfast.keyring.Darkness;
import io.holdfast.keyring.StorageResource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In which order a cluster goes: its keys first.
class ShreddingTest {

    @Test
    void rulesC6_S19_keysGoFirstSoThatAKillBetweenLeavesFilesThatNobodyReads(@TempDir Path folder) {
        try (Fixture fixture = new Fixture(folder)) {
            World world = fixture.world();
            String version = world.createProtectedCluster();
            world.createLinkedWorkspace();
            String rule = world.createTableAndRule();
            assertThat(fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1}]").status()).isEqualTo(204);
            StorageResource logs = StorageResource.logStore(world.clusterId());
            Path files = world.clusterFolder();
            fixture.keyring.addListener(new KilledOnceDestroyed());

            assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(500);

            assertThat(files).isDirectoryRecursivelyContaining(path -> path.toFile().isFile());
            fixture.restart();
            assertThat(files).isDirectoryRecursivelyContaining(path -> path.toFile().isFile());
            assertThat(fixture.keyring.exists(logs)).isFalse();
            assertThat(fixture.get(world.cluster).text("properties.provisioningState")).isEqualTo("Deleting");
            world.enable(version, true);
            assertThat(world.query("Events_CL").status()).isEqualTo(409);

            assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(200);
            assertThat(files).doesNotExist();
        }
    }

    /// Ends what goes on as soon as an account key is destroyed, as a kill would.
    private static final class KilledOnceDestroyed implements AvailabilityListener {

        @Override
        public void dark(StorageResource resource, Darkness reason) {
            if (reason.cause() == Darkness.Cause.DESTROYED) {
                throw new AssertionError("killed");
            }
        }

        @Override
        public void light(StorageResource resource) {
            // Nothing is destroyed.
        }
    }
}
