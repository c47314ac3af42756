package io.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// A result drawn with characters: bars for charts of categories, columns for charts over time.
///
/// The first column that holds a number is drawn against the first that holds none.
final class TerminalChart {

    private static final Set<String> BARS = Set.of("barchart", "columnchart", "piechart");
    private static final Set<String> LINES = Set.of("timechart", "linechart", "areachart", "scatterchart",
            "stackedareachart", "anomalychart");
    private static final int WIDTH = 50;
    private static final int HEIGHT = 10;
    private static final int MAX_BARS = 50;
    private static final int MAX_LABEL = 30;

    private TerminalChart() {}

    /// A point of the chart.
    private record Point(String label, double value) {}

    /// The lines of the drawing; none if there is nothing to draw or no way to.
    ///
    /// @param visualization as `render` names it
    static List<String> lines(QueryAnswer answer, String visualization) {
        String kind = visualization.toLowerCase(Locale.ROOT);
        List<Point> points = points(answer);
        if (points.isEmpty()) {
            return List.of();
        }
        if (BARS.contains(kind)) {
            return bars(points);
        }
        return LINES.contains(kind) ? columns(points) : List.of();
    }

    private static List<Point> points(QueryAnswer answer) {
        int value = firstColumn(answer, true);
        int label = firstColumn(answer, false);
        if (value < 0) {
            return List.of();
        }
        List<Point> points = new ArrayList<>();
        for (int row = 0; row < answer.rows().size(); row++) {
            double number = answer.rows().get(row).get(value).asDouble(0);
            points.add(new Point(label < 0 ? Integer.toString(row + 1) : printable(answer.text(row, label)),
                    Double.isFinite(number) ? number : 0));
        }
        return points;
    }

    private static int firstColumn(QueryAnswer answer, boolean number) {
        return IntStream.range(0, answer.columns().size())
                .filter(column -> answer.rows().stream().map(row -> row.get(column))
                        .filter(cell -> !cell.isNull()).findFirst().map(JsonNode::isNumber).orElse(false)
                        .equals(number))
                .findFirst().orElse(-1);
    }

    private static List<String> bars(List<Point> points) {
        double most = greatest(points);
        int width = points.stream().limit(MAX_BARS).mapToInt(point -> point.label().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (Point point : points.subList(0, Math.min(MAX_BARS, points.size()))) {
            int length = length(point.value(), most, WIDTH);
            lines.add((point.label() + " ".repeat(width - point.label().length()) + " |" + "#".repeat(length)
                    + " " + number(point.value())).stripTrailing());
        }
        if (points.size() > MAX_BARS) {
            lines.add("... " + (points.size() - MAX_BARS) + " more");
        }
        return lines;
    }

    private static List<String> columns(List<Point> points) {
        List<Point> drawn = condensed(points);
        double most = greatest(drawn);
        String top = number(most);
        List<String> lines = new ArrayList<>();
        for (int level = HEIGHT; level >= 1; level--) {
            StringBuilder line = new StringBuilder(level == HEIGHT ? top : " ".repeat(top.length()))
                    .append(" |");
            for (Point point : drawn) {
                line.append(length(point.value(), most, HEIGHT) >= level ? '#' : ' ');
            }
            lines.add(line.toString().stripTrailing());
        }
        String indent = " ".repeat(top.length());
        lines.add(indent + " +" + "-".repeat(drawn.size()));
        lines.add(indent + "  " + drawn.getFirst().label() + " .. " + points.getLast().label());
        return lines;
    }

    /// So many points as fit: each stands for several, with the greatest value of them.
    private static List<Point> condensed(List<Point> points) {
        int step = (points.size() + WIDTH - 1) / WIDTH;
        List<Point> result = new ArrayList<>();
        for (int start = 0; start < points.size(); start += step) {
            List<Point> part = points.subList(start, Math.min(start + step, points.size()));
            result.add(new Point(part.getFirst().label(), greatest(part)));
        }
        return result;
    }

    private static double greatest(List<Point> points) {
        OptionalDouble most = points.stream().mapToDouble(Point::value).max();
        return Math.max(0, most.orElse(0));
    }

    /// A value above zero is seen, however small; one below is not drawn.
    private static int length(double value, double most, int size) {
        return value <= 0 || most <= 0 ? 0 : (int) Math.max(1, Math.round(value * size / most));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().limit(MAX_LABEL).forEach(c -> out.append(Character.isISOControl(c) ? '.' : (char) c));
        return out.toString();
    }
}
