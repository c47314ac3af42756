package io.holdfast.bench;

import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Column;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlType;
import io.holdfast.kqlcheck.CleanRule;
import io.holdfast.query.Translation;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The SQL that KQL becomes against SQL written by hand, over rows in DuckDB's memory: each shape runs both,
/// in turn, and both results are compared.
final class KqlShapesBenchmark {
    /// Rows of the log unless stated.
    static final int DEFAULT_ROWS = 5_000_000;
    private static final int ROUNDS = 9;

    private final Report report;

    private KqlShapesBenchmark(Report report) {
        this.report = report;
    }

    /// Measures all shapes whose name has the part.
    ///
    /// @throws IllegalStateException if two results differ
    static void run(PrintStream out, int rows, String part) throws SQLException {
        out.println("Benchmark kql, shapes over %,d rows (about a minute)".formatted(rows));
        new KqlShapesBenchmark(new Report("kql", out)).measure(rows, part);
    }

    private void measure(int rows, String part) throws SQLException {
        double logarithms = 0;
        List<KqlShape> shapes = KqlShape.ALL.stream().filter(shape -> shape.name().contains(part)).toList();
        try (SecurityEvents events = new SecurityEvents(rows)) {
            for (KqlShape shape : shapes) {
                logarithms += Math.log(measure(events.connection(), shape));
            }
        }
        double mean = Math.exp(logarithms / shapes.size());
        report.result("geometric mean", String.format(Locale.ROOT, "%5.2f x hand-written SQL", mean),
                Map.of("ratio", mean));
    }

    /// Returns the ratio of the medians.
    private double measure(Connection connection, KqlShape shape) throws SQLException {
        BoundQuery bound = Kql.bind(shape.kql(), SecurityEvents.CATALOG, CleanRule.OPTIONS);
        List<Translation.Step> steps = Translation.steps(bound);
        List<Translation.Step> hand = List.of(new Translation.Step(shape.sql(), Long.MAX_VALUE));
        List<List<String>> expected = comparable(rows(connection, hand), List.of(), shape.ordered());
        List<List<String>> given = comparable(rows(connection, steps), bound.relation().columns(),
                shape.ordered());
        if (!given.equals(expected) || given.isEmpty()) {
            throw new IllegalStateException("The results of %s differ: %d rows, by hand %d; %s"
                    .formatted(shape.name(), given.size(), expected.size(), steps));
        }
        double[] translated = new double[ROUNDS];
        double[] byHand = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            boolean first = round % 2 == 0;
            translated[round] = first ? milliseconds(connection, steps) : 0;
            byHand[round] = milliseconds(connection, hand);
            translated[round] = first ? translated[round] : milliseconds(connection, steps);
        }
        double ours = Spread.of(translated).median();
        double theirs = Spread.of(byHand).median();
        double ratio = ours / theirs;
        report.result(shape.name(), String.format(Locale.ROOT, "%8.1f ms, by hand %8.1f ms  %5.2f x",
                ours, theirs, ratio),
                Map.of("translated_ms", ours, "by_hand_ms", theirs, "ratio", ratio));
        return ratio;
    }

    private static double milliseconds(Connection connection, List<Translation.Step> steps)
            throws SQLException {
        long start = System.nanoTime();
        rows(connection, steps);
        return (System.nanoTime() - start) / 1e6;
    }

    private static List<List<Object>> rows(Connection connection, List<Translation.Step> steps)
            throws SQLException {
        List<List<Object>> rows = List.of();
        for (Translation.Step step : steps) {
            rows = rows(connection, step.sql());
            if (rows.size() < step.maxRows()) {
                break;
            }
        }
        return rows;
    }

    private static List<List<Object>> rows(Connection connection, String sql) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> row = new ArrayList<>(width);
                for (int column = 1; column <= width; column++) {
                    row.add(result.getObject(column));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /// Returns rows as texts: times as milliseconds, the elements of an array in order, and rows in order
    /// unless theirs counts.
    ///
    /// @param columns those of the translation, whose times are ticks; none for SQL by hand
    private static List<List<String>> comparable(List<List<Object>> rows, List<Column> columns,
            boolean ordered) {
        List<List<String>> texts = new ArrayList<>();
        for (List<Object> row : rows) {
            List<String> cells = new ArrayList<>();
            for (int index = 0; index < row.size(); index++) {
                boolean ticks = !columns.isEmpty() && columns.get(index).type() == KqlType.DATETIME;
                cells.add(text(row.get(index), ticks));
            }
            texts.add(cells);
        }
        if (!ordered) {
            texts.sort((a, b) -> a.toString().compareTo(b.toString()));
        }
        return texts;
    }

    private static String text(Object value, boolean ticks) {
        if (ticks && value instanceof Long number) {
            return KqlDatetime.toInstant(number).toString();
        }
        String text = value instanceof Timestamp time ? time.toInstant().toString() : String.valueOf(value);
        return text.startsWith("[")
                ? Arrays.stream(text.substring(1, text.length() - 1).split(",")).sorted()
                        .collect(Collectors.joining(","))
                : text;
    }
}
