package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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

    @Test
    void aStandardTableOfAnEarlierReleaseHasTheColumnsOfThisOneAfterAStart(@TempDir Path folder) {
        try (Fixture fixture = new Fixture(folder)) {
            World world = fixture.world().createCluster().createLinkedWorkspace();
            String query = "CommonSecurityLog | sort by TimeGenerated asc | project Activity, DeviceVendor, Own";
            assertThat(
                    fixture.call("PUT", world.workspace + "/tables/CommonSecurityLog?api-version=2022-10-01",
                            """
                                    {"properties":{"schema":{"name":"CommonSecurityLog","columns":[
                                     {"name":"TimeGenerated","type":"datetime"},{"name":"Own","type":"long"},
                                     {"name":"Activity","type":"string"}]}}}""").status())
                    .isLessThan(300);
            append(world, "{\"TimeGenerated\":\"2026-03-01T10:00:00Z\",\"Activity\":\"old\",\"Own\":7}");
            assertThat(world.query(query).status()).isEqualTo(400);

            fixture.restart();
            fixture.module.addStandardColumns();
            fixture.module.addStandardColumns();

            append(world, "{\"TimeGenerated\":\"2026-03-01T11:00:00Z\",\"Activity\":\"new\","
                    + "\"DeviceVendor\":\"Contoso\"}");
            assertThat(world.query(query).json().at("/tables/0/rows").toString())
                    .isEqualTo("[[\"old\",\"\",7],[\"new\",\"Contoso\",null]]");
        }
    }

    private static void append(World world, String row) {
        world.fixture.module.rows().append(world.workspaceId(), "CommonSecurityLog",
                ("[" + row + "]").getBytes(StandardCharsets.UTF_8));
    }
}
