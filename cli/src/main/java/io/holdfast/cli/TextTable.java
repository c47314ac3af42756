package io.holdfast.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Rows of text in columns, for the terminal. Immutable.
public final class TextTable {

    private static final int MAX_CELL = 60;

    private final List<String> headers;
    private final List<List<String>> rows;

    /// Each row has a cell per header.
    public TextTable(List<String> headers, List<List<String>> rows) {
        this.headers = List.copyOf(headers);
        this.rows = List.copyOf(rows);
    }

    /// The lines: headers, a rule, the rows. Cells longer than 60 characters are cut; control characters are
    /// shown as a dot, as log rows are written by attackers.
    public List<String> lines() {
        List<List<String>> all = new ArrayList<>();
        all.add(headers);
        rows.forEach(row -> all.add(row.stream().map(TextTable::printable).toList()));
        int[] widths = new int[headers.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(headers, widths));
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        lines.add(line(rule, widths));
        all.subList(1, all.size()).forEach(row -> lines.add(line(row, widths)));
        return Collections.unmodifiableList(lines);
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length()))
                    .append(i < widths.length - 1 ? "  " : "");
        }
        return line.toString().stripTrailing();
    }

    private static String printable(String cell) {
        StringBuilder text = new StringBuilder();
        cell.chars().limit(MAX_CELL + 1L)
                .forEach(c -> text.append(Character.isISOControl(c) ? '.' : (char) c));
        return text.length() > MAX_CELL ? text.substring(0, MAX_CELL - 2) + ".." : text.toString();
    }
}
