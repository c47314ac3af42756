package io.holdfast.cli.quickstart;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/// A number over time, drawn as columns of characters.
final class TimeChart {

    private static final int HEIGHT = 6;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final String GAP = "   ";

    private TimeChart() {}

    /// The lines of the chart, one column of two characters per point.
    ///
    /// @param points at least one, values 0 or more
    static List<String> lines(SortedMap<Instant, Long> points) {
        long highest = Math.max(1, points.values().stream().mapToLong(Long::longValue).max().orElse(1));
        int labelWidth = Long.toString(highest).length();
        List<String> lines = new ArrayList<>();
        for (int level = HEIGHT; level >= 1; level--) {
            StringBuilder line = new StringBuilder(label(level, highest, labelWidth)).append(" |");
            for (long value : points.values()) {
                line.append(rows(value, highest) >= level ? " #" : "  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        lines.add(" ".repeat(labelWidth) + " +" + "--".repeat(points.size()));
        String first = CLOCK.format(utc(points.firstKey()));
        String last = CLOCK.format(utc(points.lastKey()));
        int between = Math.max(1, 2 * points.size() - first.length() - last.length() + 1);
        lines.add(" ".repeat(labelWidth) + GAP.substring(0, 2) + first + " ".repeat(between) + last + " UTC");
        return lines;
    }

    private static String label(int level, long highest, int width) {
        return level == HEIGHT ? Long.toString(highest) : " ".repeat(width);
    }

    /// A value above zero is seen, however small.
    private static long rows(long value, long highest) {
        return value == 0 ? 0 : Math.max(1, Math.round((double) value * HEIGHT / highest));
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
