package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is refused while an operation runs, and what becomes of it after a restart.
class UnfinishedTest {

    private static final String CLUSTER = """
            {"location":"westeurope","identity":{"type":"SystemAssigned"},
             "sku":{"name":"CapacityReservation","capacity":500}}""";

    @Test
    void rulesX33_X38_aLinkThatIsUnderWayIsLeftAlone(@TempDir Path folder) {
        try (Fixture fixture = new Fixture(folder)) {
            World world = fixture.world().createCluster().createWorkspace();
            String link = world.workspace + "/linkedServices/cluster";
            fixture.operationDelay = Duration.ofHours(1);
            fixture.restart();
            Answer linking = world.link();

            assertThat(linking.text("properties.provisioningState")).isEqualTo("ProvisioningAccount");
            assertThat(world.link().status()).isEqualTo(409);
            assertThat(fixture.call("DELETE", link, "").status()).isEqualTo(409);

            fixture.operationDelay = Duration.ZERO;
            fixture.restart();
            assertThat(fixture.ended(linking).text("status")).isEqualTo("Succeeded");
        }
    }

    @Test
    void rulesC7_K13_X10_X20_X24_X31_aClusterThatIsNotReadyIsLeftAloneAndReadyAfterARestart(
            @TempDir Path folder) {
        try (Fixture fixture = new Fixture(folder, Duration.ofHours(1))) {
            World world = fixture.world().createWorkspace();
            Answer created = fixture.call("PUT", world.cluster, CLUSTER);
            assertThat(created.status()).isEqualTo(201);

            assertThat(fixture.get(world.cluster).text("properties.provisioningState"))
                    .isEqualTo("ProvisioningAccount");
            assertThat(fixture.call("PATCH", world.cluster, "{\"tags\":{}}").code())
                    .isEqualTo("AnotherOperationInProgress");
            assertThat(fixture.call("PUT", world.cluster, CLUSTER).status()).isEqualTo(400);
            assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(409);
            assertThat(world.link().status()).isEqualTo(400);

            fixture.operationDelay = Duration.ZERO;
            fixture.restart();

            assertThat(fixture.ended(created).text("status")).isEqualTo("Succeeded");
            assertThat(fixture.get(world.cluster).text("properties.provisioningState"))
                    .isEqualTo("Succeeded");
        }
    }
}
