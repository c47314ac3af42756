package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {

    private static final String STREAM = "Custom-Events_CL";
    private static final String RECORD = "[{\"Id\":1}]";

    @Test
    void everythingIsFoundAsItWasAndWhatWasDarkStaysDark(@TempDir Path folder) {
        try (Fixture fixture = new Fixture(folder)) {
            World light = fixture.world().createCluster().createLinkedWorkspace();
            World dark = fixture.world();
            String version = dark.createProtectedCluster();
            dark.createLinkedWorkspace();
            String lightRule = light.createTableAndRule();
            String darkRule = dark.createTableAndRule();
            assertThat(fixture.ingest(lightRule, STREAM, RECORD).status()).isEqualTo(204);
            assertThat(fixture.ingest(darkRule, STREAM, RECORD).status()).isEqualTo(204);
            dark.enable(version, false);
            Answer cluster = fixture.get(dark.cluster);

            fixture.restart();

            assertThat(fixture.get(dark.cluster).json()).isEqualTo(cluster.json());
            assertThat(fixture.ingest(darkRule, STREAM, RECORD).code())
                    .isEqualTo("CustomerManagedKeyRevoked");
            assertThat(fixture.ingest(lightRule, STREAM, RECORD).status()).isEqualTo(204);
            assertThat(light.rowCount("Events_CL")).isEqualTo(2);
            dark.enable(version, true);
            dark.until(() -> fixture.ingest(darkRule, STREAM, RECORD), 204);
            assertThat(dark.rowCount("Events_CL")).isEqualTo(2);
        }
    }
}
