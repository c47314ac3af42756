package io.holdfast.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimeChartTest {

    @Test
    void columnsAreAsHighAsTheirShareOfTheHighest() {
        TreeMap<Instant, Long> points = new TreeMap<>();
        long[] values = {1, 0, 60, 30, 12};
        for (int i = 0; i < values.length; i++) {
            points.put(Instant.parse("2030-01-01T10:00:00Z").plusSeconds(900L * i), values[i]);
        }

        assertThat(TimeChart.lines(points)).containsExactly("60 |     #", "   |     #", "   |     #",
                "   |     # #", "   |     # #", "   | #   # # #", "   +----------", "    10:00 11:00 UTC");
    }

    @Test
    void nothingButZerosIsAnEmptyChart() {
        TreeMap<Instant, Long> points = new TreeMap<>();
        points.put(Instant.parse("2030-01-01T10:00:00Z"), 0L);

        assertThat(TimeChart.lines(points)).contains("1 |", "  +--");
    }
}
