package io.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers of the query API as text.
final class AnswerPrinter {

    /// How an answer is printed.
    enum Form {
        /// Aligned columns, and a chart where the query asks for one.
        TABLE,
        /// RFC 4180, with a header; several tables are apart by an empty line.
        CSV,
        /// The answer as it came.
        JSON
    }

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private AnswerPrinter() {}

    static List<String> lines(JsonNode answer, Form form) {
        return switch (form) {
            case JSON -> List.of(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            case CSV -> tables(answer, true);
            case TABLE -> withNotes(answer, tables(answer, false));
        };
    }

    private static List<String> tables(JsonNode answer, boolean csv) {
        List<String> lines = new ArrayList<>();
        JsonNode tables = answer.path("tables");
        for (int index = 0; index < tables.size(); index++) {
            if (index > 0) {
                lines.add("");
            }
            QueryAnswer table = QueryAnswer.of(answer, index);
            lines.addAll(csv ? csv(table) : table.table().lines());
        }
        return lines;
    }

    private static List<String> withNotes(JsonNode answer, List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        String drawing = answer.path("render").path("visualization").asString("");
        List<String> chart = TerminalChart.lines(QueryAnswer.of(answer), drawing);
        if (!chart.isEmpty()) {
            all.add("");
            all.addAll(chart);
        }
        JsonNode partial = answer.path("error").path("details").path(0).path("innererror");
        if (!partial.isMissingNode()) {
            all.add("not whole: " + partial.path("message").asString(""));
        }
        return all;
    }

    private static List<String> csv(QueryAnswer table) {
        List<String> lines = new ArrayList<>();
        lines.add(table.columns().stream().map(AnswerPrinter::field).collect(Collectors.joining(",")));
        for (int row = 0; row < table.rows().size(); row++) {
            int number = row;
            lines.add(IntStream.range(0, table.columns().size())
                    .mapToObj(column -> field(table.text(number, column))).collect(Collectors.joining(",")));
        }
        return lines;
    }

    /// A field of RFC 4180. What a spreadsheet would take for a formula is left as it is: the file holds the
    /// data.
    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
