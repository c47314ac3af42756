package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Worlds.class)
class KeyMetricsTest {

    private static final Pattern LINE = Pattern.compile("# (TYPE [a-z_]+ (gauge|counter|stateset)"
            + "|UNIT [a-z_]+_(seconds seconds|bytes bytes)|HELP [a-z_]+ .+|EOF)"
            + "|[a-z_]+(\\{[a-z_]+=\"[^\"]+\"(,[a-z_]+=\"[^\"]+\")*\\})? -?[0-9.]+");

    private final World world;

    KeyMetricsTest(World world) {
        this.world = world;
    }

    private String text() {
        return new KeyMetrics(world.fixture.keyring, world.fixture.sealed).text();
    }

    private List<String> ofCluster(String metric) {
        String clusterId = world.clusterId();
        return text().lines().filter(line -> line.startsWith(metric + "{cluster=\"" + clusterId
                + "\",store=\"log_store\"")).map(line -> line.substring(line.lastIndexOf("} ") + 2)).toList();
    }

    private String state() {
        return text().lines().filter(line -> line.startsWith("holdfast_key_state{cluster=\""
                + world.clusterId()) && line.endsWith(" 1")).findFirst().orElseThrow();
    }

    @Test
    void eachLineIsOfTheFormatAndTheLastSaysThatItIsTheLast() {
        world.createProtectedCluster();

        assertThat(text()).endsWith("# EOF\n");
        assertThat(text().lines()).allMatch(line -> LINE.matcher(line).matches());
        assertThat(ofCluster("holdfast_key_bound_seconds")).containsExactly("1800.000");
        assertThat(ofCluster("holdfast_key_poll_interval_seconds")).containsExactly("10.000");
        assertThat(ofCluster("holdfast_key_last_contact_timestamp_seconds")).hasSize(1);
        assertThat(ofCluster("holdfast_key_grace_left_seconds")).isEmpty();
        assertThat(ofCluster("holdfast_key_state")).hasSize(5).containsOnlyOnce("1");
    }

    @Test
    void stateAndChangesFollowRevocationAndRestoration() {
        String version = world.createProtectedCluster();
        assertThat(state()).contains("holdfast_key_state=\"Available\"");
        long before = changes();
        world.enable(version, false);
        world.awaitKeyState("Revoked");

        assertThat(state()).contains("holdfast_key_state=\"Revoked\"");
        assertThat(ofCluster("holdfast_key_last_contact_timestamp_seconds")).isEmpty();
        assertThat(changes()).isGreaterThan(before);
    }

    @Test
    void batchesThatWaitForTheKeyAreCounted() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(world.fixture.call("PUT", world.cluster + "/sealedIngest",
                "{\"properties\":{\"enabled\":true}}").status()).isEqualTo(200);
        assertThat(ofCluster("holdfast_key_waiting_batches")).containsExactly("0");
        world.enable(version, false);
        world.awaitKeyState("Revoked");

        assertThat(world.fixture.ingest(rule, "Custom-Events_CL", "[{\"Id\":1}]").status()).isEqualTo(204);

        assertThat(ofCluster("holdfast_key_waiting_batches")).containsExactly("1");
        assertThat(ofCluster("holdfast_key_waiting_bytes")).singleElement().isNotEqualTo("0");
    }

    @Test
    void nothingThatACustomerNamedIsAmongTheLabels() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();

        assertThat(text()).doesNotContain(version, "kek", "rg1", "westeurope", world.vault + ".",
                world.workspaceId().name() + "\"", "cl-");
    }

    private long changes() {
        return text().lines().filter(line -> line.startsWith("holdfast_key_changes_total "))
                .map(line -> Long.valueOf(line.substring(line.indexOf(' ') + 1))).findFirst().orElseThrow();
    }
}
