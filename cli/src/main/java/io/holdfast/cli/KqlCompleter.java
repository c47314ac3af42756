package io.holdfast.cli;

import io.holdfast.kql.FunctionTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// Completes the names of tables, columns, operators and functions. Columns of tables that the text names go
/// alone; without one, those of all tables do.
final class KqlCompleter implements Completer {

    private static final List<String> OPERATORS = List.of("as", "consume", "count", "distinct", "evaluate",
            "extend", "facet", "find", "fork", "getschema", "invoke", "join", "limit", "lookup",
            "make-series",
            "mv-apply", "mv-expand", "order by", "parse", "parse-kv", "parse-where", "partition", "print",
            "project", "project-away", "project-keep", "project-rename", "project-reorder", "range", "reduce",
            "render", "sample", "sample-distinct", "scan", "search", "serialize", "sort by", "summarize",
            "take", "top", "top-hitters", "top-nested", "union", "where");

    private final Map<String, List<String>> columnsByTable = new LinkedHashMap<>();
    private final List<String> functions = new ArrayList<>();

    KqlCompleter(WorkspaceSchema schema) {
        schema.tables().forEach(table -> columnsByTable.put(table.name(),
                table.columns().stream().map(column -> column.name()).toList()));
        functions.addAll(schema.functions());
        FunctionTable.scalars().forEach(function -> functions.add(function.name()));
        functions.addAll(FunctionTable.aggregates());
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        names(line.line(), line.word()).forEach(name -> candidates.add(new Candidate(name)));
    }

    /// The names that may stand at the end of the text, whose last word is begun: operators right after a
    /// pipe, else tables, columns and functions.
    List<String> names(String text, String begun) {
        String before = text.substring(0, Math.max(0, text.lastIndexOf(begun))).stripTrailing();
        List<String> names = new ArrayList<>();
        if (before.endsWith("|")) {
            names.addAll(OPERATORS);
        } else {
            List<String> mentioned = columnsByTable.keySet().stream().filter(before::contains).toList();
            (mentioned.isEmpty() ? columnsByTable.keySet() : mentioned)
                    .forEach(table -> names.addAll(columnsByTable.getOrDefault(table, List.of())));
            names.addAll(columnsByTable.keySet());
            names.addAll(functions);
        }
        return names.stream().filter(name -> name.startsWith(begun)).distinct().sorted().toList();
    }
}
