package io.holdfast.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;

/// Rows for the tables that detection rules read, from a seed: what a quiet network logs, with few of what rules look
/// for. `rule-logs.txt` says which tables, columns and values there are, and how many rows each table has of all.
///
/// The rows of every table are spread evenly over a span of time; calls come in the order of that time. For one
/// thread.
final class RuleLogs implements Iterator<RuleLogs.Batch> {

    /// Under 0.9 MB.
    private static final int ROWS_OF_A_CALL = 1_000;
    private static final long SEED = 20261130;
    private static final double SHARES = 1_000;

    private final Random random = new Random(SEED);
    private final PriorityQueue<Table> next = new PriorityQueue<>(Comparator.comparing(table -> table.at));

    /// The rows of one call.
    ///
    /// @param json an array
    record Batch(String table, byte[] json) {}

    /// @param span that ends at `end`
    RuleLogs(long rows, Instant end, Duration span) {
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(" ")) {
                String[] words = lines.get(i).split(" ", 2);
                int columns = i + 1;
                int after = columns;
                while (after < lines.size() && lines.get(after).startsWith(" ")) {
                    after++;
                }
                long count = Math.round(rows * Integer.parseInt(words[1].strip()) / SHARES);
                next.add(new Table(words[0], lines.subList(columns, after).stream().map(RuleLogs::column)
                        .toList(), count, end.minus(span), span.dividedBy(Math.max(count, 1))));
            }
        }
        next.removeIf(table -> table.left == 0);
    }

    /// The tables, in the order of their next rows.
    List<String> tables() {
        return next.stream().map(table -> table.name).sorted().toList();
    }

    @Override
    public boolean hasNext() {
        return !next.isEmpty();
    }

    @Override
    public Batch next() {
        Table table = next.poll();
        if (table == null) {
            throw new NoSuchElementException();
        }
        long count = Math.min(table.left, ROWS_OF_A_CALL);
        StringBuilder json = new StringBuilder((int) count * 800).append('[');
        for (int i = 0; i < count; i++) {
            json.append(i > 0 ? "," : "");
            row(json, table);
            table.at = table.at.plus(table.step);
        }
        table.left -= count;
        if (table.left > 0) {
            next.add(table);
        }
        return new Batch(table.name, json.append(']').toString().getBytes(StandardCharsets.UTF_8));
    }

    private void row(StringBuilder json, Table table) {
        RowParts parts = new RowParts(random);
        json.append("{\"TimeGenerated\":\"").append(table.at).append('"');
        for (Column column : table.columns) {
            json.append(column.opening);
            for (String piece : column.pick(random)) {
                parts.append(json, piece);
            }
            json.append(column.closing);
        }
        json.append('}');
    }

    /// A table, as far as its rows have been made.
    private static final class Table {
        private final String name;
        private final List<Column> columns;
        private final Duration step;
        private long left;
        private Instant at;

        Table(String name, List<Column> columns, long rows, Instant start, Duration step) {
            this.name = name;
            this.columns = columns;
            this.left = rows;
            this.at = start;
            this.step = step;
        }
    }

    /// A column.
    ///
    /// @param values pieces of each: texts and placeholders by turns
    /// @param bounds sums of the values' weights up to each
    private record Column(String opening, String closing, List<List<String>> values, int[] bounds) {

        List<String> pick(Random random) {
            int drawn = random.nextInt(bounds[bounds.length - 1]);
            int index = 0;
            while (bounds[index] <= drawn) {
                index++;
            }
            return values.get(index);
        }
    }

    private static Column column(String line) {
        String[] words = line.strip().split(" ", 3);
        String quote = words[1].equals("text") ? "\"" : "";
        List<List<String>> values = new ArrayList<>();
        List<Integer> bounds = new ArrayList<>();
        int sum = 0;
        for (String value : words[2].split(" \\| ")) {
            int at = value.lastIndexOf(" @");
            sum += at < 0 ? 1 : Integer.parseInt(value.substring(at + 2).strip());
            bounds.add(sum);
            String text = at < 0 ? value : value.substring(0, at);
            values.add(RowParts.pieces(quote.isEmpty() ? text : text.replaceAll("(?<!\\\\)\"", "\\\\\"")));
        }
        return new Column(",\"" + words[0] + "\":" + quote, quote, values,
                bounds.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<String> lines() {
        try (InputStream in = Objects.requireNonNull(RuleLogs.class.getResourceAsStream("rule-logs.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new IllegalStateException("A file of the build cannot be read", e);
        }
    }
}
