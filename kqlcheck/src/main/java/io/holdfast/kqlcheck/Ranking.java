package io.holdfast.kqlcheck;

import io.holdfast.kql.KqlException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What queries failed for, with the queries, the most frequent first.
final class Ranking {
    private static final int SHOWN_QUERIES = 20;

    private final Map<String, List<String>> queries = new TreeMap<>();

    /// Adds a failure of the language. Names are kept where they say what is missing, else left out, so that
    /// alike failures count together.
    void add(String query, KqlException error) {
        String message = String.valueOf(error.getMessage());
        String what = switch (error.kind()) {
            case UNSUPPORTED -> message;
            case SEMANTIC -> message.startsWith("Unknown function")
                    ? message
                    : message.replaceAll("'[^']*'", "'...'");
            case SYNTAX, TOO_COMPLEX -> message;
        };
        add(query + " " + error.line() + ":" + error.column() + " " + message, error.code() + ": " + what);
    }

    void add(String query, String what) {
        queries.computeIfAbsent(what, _ -> new ArrayList<>()).add(query);
    }

    /// Returns a line for each failure with its count, and below it some of its queries.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        queries.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        (Map.Entry<String, List<String>> entry) -> -entry.getValue().size()))
                .forEach(entry -> {
                    lines.add("%5d  %s".formatted(entry.getValue().size(), entry.getKey()));
                    entry.getValue().stream().limit(SHOWN_QUERIES)
                            .forEach(query -> lines.add("         " + query));
                });
        return lines;
    }
}
