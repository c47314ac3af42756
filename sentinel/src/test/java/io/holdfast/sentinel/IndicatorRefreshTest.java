package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IndicatorRefreshTest extends KeyedWorkspace {

    private static final Instant NOON = SentinelProcess.NOW;

    private IndicatorRefresh refresh;

    @BeforeEach
    void open() {
        refresh = new IndicatorRefresh(fixture.stores(), fixture.clock());
        refresh.refresh();
    }

    @AfterEach
    void closeIt() {
        refresh.close();
    }

    @Test
    void anActiveIndicatorHasItsRowAgainEachWeekAndOthersHaveNot() {
        indicator("active", "");
        indicator("revoked", ",'revoked':true");
        indicator("ends", ",'validUntil':'" + NOON.plus(Duration.ofDays(6)) + "'");
        indicator("later", ",'validUntil':'" + NOON.plus(Duration.ofDays(13)) + "'");
        assertThat(rowsAt(NOON)).containsExactlyInAnyOrder("active", "revoked", "ends", "later");

        at(Duration.ofDays(7).minusHours(1));
        at(Duration.ofDays(7));
        at(Duration.ofDays(8));
        at(Duration.ofDays(14));

        assertThat(rowsAt(NOON.plus(Duration.ofDays(7)))).containsExactlyInAnyOrder("active", "later");
        assertThat(rowsAt(NOON.plus(Duration.ofDays(14)))).containsExactly("active");
        assertThat(fixture.outbox(SOC, Outbox.INDICATORS)).hasSize(7);
    }

    @Test
    void aChangeBeginsTheWeekAnewAndADeletionEndsIt() {
        indicator("changed", "");
        indicator("deleted", "");
        fixture.clock().set(NOON.plus(Duration.ofDays(3)));
        indicator("changed", "");
        fixture.call("DELETE " + path("deleted"));

        at(Duration.ofDays(9));
        at(Duration.ofDays(10));

        assertThat(rowsAt(NOON.plus(Duration.ofDays(9)))).isEmpty();
        assertThat(rowsAt(NOON.plus(Duration.ofDays(10)))).containsExactly("changed");
    }

    @Test
    void weeksInTheDarkAndARestartAreMadeUpForOnce() {
        indicator("active", "");
        fixture.enableKey(false);
        at(Duration.ofDays(15));
        fixture.restart();
        fixture.enableKey(true);
        refresh.close();
        open();

        assertThat(rowsAt(NOON.plus(Duration.ofDays(15)))).containsExactly("active");
        at(Duration.ofDays(20));
        at(Duration.ofDays(21));
        assertThat(rowsAt(NOON.plus(Duration.ofDays(20)))).isEmpty();
        assertThat(rowsAt(NOON.plus(Duration.ofDays(21)))).containsExactly("active");
    }

    private void at(Duration later) {
        fixture.clock().set(NOON.plus(later));
        refresh.refresh();
    }

    private String path(String name) {
        return fixture.sentinel(SOC, "threatIntelligence/main/indicators/" + name);
    }

    private void indicator(String name, String members) {
        assertThat(fixture.call("PUT " + path(name), "{'kind':'indicator','properties':{'source':'feed',"
                + "'displayName':'" + name + "','patternType':'ipv4-addr',"
                + "'pattern':'[ipv4-addr:value = \\u0027203.0.113.7\\u0027]'" + members + "}}").status())
                .isIn(200, 201);
    }

    /// Which indicators have a row of this time.
    private List<String> rowsAt(Instant time) {
        return fixture.outbox(SOC, Outbox.INDICATORS).stream()
                .filter(row -> row.path("TimeGenerated").asString().equals(time.toString()))
                .map(row -> row.path("IndicatorId").asString()).toList();
    }
}
