package io.holdfast.keyring;

import static io.holdfast.keyring.KeyringFixture.CLUSTER_IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.RecordDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However many keys a vault has, it is asked 100 times a second at most, and key health shows what that means.
class VaultPaceTest {

    private static final Duration POLL = KeyringSettings.DEFAULT.pollInterval();
    /// Each follows the newest version: two calls a poll.
    private static final int CLUSTERS = 1_000;
    private static final int SOME = 60;

    @Test
    void aFewCallsDoNotWaitAndManyAreSpread() {
        ManualScheduler time = new ManualScheduler();
        VaultPace pace = new VaultPace(time);
        long waiting = LongStream.range(0, VaultPace.CALLS_PER_SECOND)
                .filter(call -> !pace.reserve("https://a", 1).isZero()).count();

        assertThat(waiting).isEqualTo(VaultPace.CALLS_PER_SECOND - VaultPace.BURST);
        assertThat(pace.reserve("https://a", 1)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(pace.reserve("https://b", 2)).isZero();
        time.advance(Duration.ofSeconds(2));
        assertThat(pace.reserve("https://a", 1)).isZero();
    }

    @Test
    void manyClustersStretchTheIntervalAndNoSecondHasMoreThanAHundredCalls(@TempDir Path folder) {
        try (RecordDatabase database = RecordDatabase.open(folder.resolve("platform.db"));
                KeyringFixture fixture = new KeyringFixture(database)) {
            fixture.create(CLUSTERS, CLUSTER_IDENTITY);
            fixture.vault.calls.clear();
            int most = 0;
            int total = 0;
            for (int second = 0; second < 60; second++) {
                fixture.advance(Duration.ofSeconds(1));
                most = Math.max(most, fixture.vault.calls.size());
                total += fixture.vault.calls.size();
                fixture.vault.calls.clear();
            }

            assertThat(most).isLessThanOrEqualTo(VaultPace.CALLS_PER_SECOND);
            assertThat(total).isGreaterThan(3 * CLUSTERS);
            KeyHealth health = fixture.keyring.health(KeyringFixture.clusterId(0)).getFirst();
            assertThat(health.pollInterval()).isBetween(Duration.ofSeconds(26), Duration.ofSeconds(27));
            assertThat(health.noticedWithin()).isEqualTo(health.pollInterval().plusSeconds(1));
            fixture.vault.disable(fixture.firstVersion);
            fixture.advance(health.noticedWithin());
            assertThat(fixture.events).hasSize(CLUSTERS).allMatch("dark LOG_STORE REVOKED"::equals);
        }
    }

    @Test
    void whatTheVaultTellsOfIsAskedAboutAtOnceHoweverManyKeysItHas(@TempDir Path folder) {
        try (RecordDatabase database = RecordDatabase.open(folder.resolve("platform.db"));
                KeyringFixture fixture = new KeyringFixture(database)) {
            fixture.create(SOME, CLUSTER_IDENTITY);
            fixture.vault.disable(fixture.firstVersion);

            fixture.vault.push();

            assertThat(fixture.events).hasSize(SOME);
        }
    }

    @Test
    void aRestartAsksInTurnToo(@TempDir Path folder) {
        try (RecordDatabase database = RecordDatabase.open(folder.resolve("platform.db"));
                KeyringFixture fixture = new KeyringFixture(database)) {
            fixture.create(SOME, CLUSTER_IDENTITY);
            fixture.vault.calls.clear();

            fixture.restartWithoutWaiting();

            assertThat(fixture.vault.calls).hasSizeLessThanOrEqualTo(VaultPace.BURST);
            fixture.advance(Duration.ofSeconds(4));
            assertThat(fixture.events).hasSize(SOME);
        }
    }

    @Test
    void withoutManyClustersTheIntervalIsAsSet() {
        assertThat(VaultPace.interval(POLL, 750)).isEqualTo(POLL);
        assertThat(VaultPace.interval(POLL, 1_500)).isBetween(POLL.multipliedBy(2).minusMillis(1),
                POLL.multipliedBy(2));
    }
}
