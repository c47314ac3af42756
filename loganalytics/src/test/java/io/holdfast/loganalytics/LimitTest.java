package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitTest {

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void open() {
        fixture = new Fixture(folder, Duration.ZERO,
                new LogAnalyticsLimits(2, 3, 1, 2, QueryThrottle.SERVICE));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theLimitsOfAServerAreThoseOfTheMirroredService() {
        assertThat(LogAnalyticsLimits.SERVICE)
                .isEqualTo(new LogAnalyticsLimits(5, 7, 1000, 2, QueryThrottle.SERVICE));
    }

    @Test
    void ruleC4_theClustersOfASubscriptionAndRegionAreCountedWithThoseDeletedLately() {
        World first = fixture.world().createCluster();
        World second = fixture.world().createCluster();
        World third = fixture.world();

        assertThat(create(third, "westeurope").code()).isEqualTo("ClusterLimitExceeded");
        assertThat(create(third, "northeurope").status()).isEqualTo(201);

        assertThat(fixture.call("DELETE", first.cluster, "").status()).isEqualTo(200);
        World fourth = fixture.world().createCluster();
        assertThat(fixture.call("DELETE", second.cluster, "").status()).isEqualTo(200);
        assertThat(create(fixture.world(), "westeurope").code()).isEqualTo("ClusterLimitExceeded");
        fixture.clock.advance(Duration.ofDays(15));
        fixture.world().createCluster();
        assertThat(fixture.get(fourth.cluster).status()).isEqualTo(200);
    }

    @Test
    void rulesL4_X36_G10_aWorkspaceIsLinkedTwiceInThirtyDaysAtMost() {
        World world = fixture.world().createCluster().createLinkedWorkspace();
        unlink(world);
        assertThat(fixture.ended(world.link()).text("status")).isEqualTo("Succeeded");
        unlink(world);

        Answer refused = world.link();

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("LinkLimitExceeded");
        fixture.clock.advance(Duration.ofDays(31));
        assertThat(world.link().status()).isEqualTo(200);
    }

    @Test
    void ruleL5_aClusterTakesSoManyWorkspacesAndNoMore() {
        World world = fixture.world().createCluster().createLinkedWorkspace();
        World other = fixture.world().createWorkspace();

        Answer refused = fixture.call("PUT", other.workspace + "/linkedServices/cluster",
                "{\"properties\":{\"writeAccessResourceId\":\"" + world.cluster + "\"}}");

        assertThat(refused.code()).isEqualTo("ClusterWorkspaceLimitExceeded");
    }

    private void unlink(World world) {
        assertThat(fixture.ended(fixture.call("DELETE", world.workspace + "/linkedServices/cluster", ""))
                .text("status")).isEqualTo("Succeeded");
    }

    private Answer create(World world, String location) {
        return fixture.call("PUT", world.cluster, """
                {"location":"%s","identity":{"type":"SystemAssigned"},
                 "sku":{"name":"CapacityReservation","capacity":500}}""".formatted(location));
    }
}
