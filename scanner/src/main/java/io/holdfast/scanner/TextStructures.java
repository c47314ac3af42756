package io.holdfast.scanner;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rule for readable text that has the structure of customer content. See `docs/scanner.md`.
///
/// Log data, query results and Sentinel bodies are JSON, delimited lines, log lines or KQL. What a data
/// folder may hold in the clear (the schema of a SQLite database, certificates, ids, names) has none of these
/// shapes.
final class TextStructures {

    /// A shorter run cannot hold three of anything.
    static final int LEAST_BYTES = 24;

    private static final int REPEATS = 3;
    private static final int LEAST_DELIMITERS = 2;
    private static final int LEAST_LINE = 5;
    private static final int OPERATORS = 2;
    private static final int PAIRS = 5;
    private static final List<Character> DELIMITERS = List.of(',', '\t', ';', '|');

    private static final Pattern SQL_SCHEMA = Pattern.compile(
            "(?i)CREATE\\s+(TEMP\\w*\\s+)?(UNIQUE\\s+)?(VIRTUAL\\s+)?(TABLE|INDEX|VIEW|TRIGGER)\\b");
    private static final Pattern LOG_LINE = Pattern
            .compile("^(<\\d{1,3}>|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d"
                    + "|[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d )");
    private static final Pattern CEF_HEADER = Pattern.compile("CEF: ?\\d+\\|([^|\\n]*\\|){6}");
    private static final Pattern SPACE = Pattern.compile(" ");
    /// Three letters or more, as a distinguished name of a certificate has `CN=` and the like.
    private static final Pattern PAIR = Pattern.compile("[A-Za-z_][\\w.-]{2,}=.+");
    private static final Pattern OPERATOR = Pattern.compile("\\|\\s*(where|summarize|project|project-away"
            + "|project-rename|extend|join|union|take|limit|top|order|sort|distinct|count|render|parse"
            + "|parse-where|mv-expand|make-series|evaluate|lookup|search|serialize|sample)\\b");

    private TextStructures() {}

    /// Which structures a run of text has.
    ///
    /// @param text one character per byte
    static Set<Structure> in(String text) {
        Set<Structure> found = EnumSet.noneOf(Structure.class);
        String content = withoutSqlSchema(text);
        if (isJson(content) || isJson(content.replace("\"\"", "\""))
                || isJson(content.replace("\\\"", "\""))) {
            found.add(Structure.JSON);
        }
        List<String> lines = content.lines().toList();
        if (DELIMITERS.stream().anyMatch(delimiter -> isDelimited(lines, delimiter))) {
            found.add(Structure.CSV);
        }
        if (isLog(lines) || CEF_HEADER.matcher(content).find()
                || lines.stream().anyMatch(TextStructures::hasPairs)) {
            found.add(Structure.LOG);
        }
        if (OPERATOR.matcher(content).results().limit(OPERATORS).count() == OPERATORS) {
            found.add(Structure.KQL);
        }
        return found;
    }

    /// Called also with the quotes of JSON inside CSV and inside a JSON string undone.
    private static boolean isJson(String text) {
        return new JsonMembers(text).count(REPEATS) >= REPEATS;
    }

    private static boolean isDelimited(List<String> lines, char delimiter) {
        int repeats = 0;
        long last = 0;
        for (String line : lines) {
            long count = line.length() < LEAST_LINE ? 0 : delimiters(line, delimiter);
            repeats = count < LEAST_DELIMITERS ? 0 : count == last ? repeats + 1 : 1;
            last = count;
            if (repeats == REPEATS) {
                return true;
            }
        }
        return false;
    }

    /// Delimiters outside double quotes.
    private static long delimiters(String line, char delimiter) {
        boolean quoted = false;
        long count = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '"') {
                quoted = !quoted;
            } else if (line.charAt(i) == delimiter && !quoted) {
                count++;
            }
        }
        return count;
    }

    /// Pairs `name=value` with spaces between them.
    private static boolean hasPairs(String line) {
        return SPACE.splitAsStream(line).filter(word -> PAIR.matcher(word).matches()).limit(PAIRS)
                .count() == PAIRS;
    }

    private static boolean isLog(List<String> lines) {
        int repeats = 0;
        for (String line : lines) {
            repeats = LOG_LINE.matcher(line).find() ? repeats + 1 : 0;
            if (repeats == REPEATS) {
                return true;
            }
        }
        return false;
    }

    /// The text without the statements of a SQLite schema, which SQLite keeps as they were written. A
    /// statement ends with its outermost parenthesis; what follows is looked at again.
    private static String withoutSqlSchema(String text) {
        Matcher statement = SQL_SCHEMA.matcher(text);
        StringBuilder rest = new StringBuilder();
        int from = 0;
        while (statement.find(from)) {
            rest.append(text, from, statement.start()).append('\n');
            from = endOfStatement(text, statement.end());
        }
        return from == 0 ? text : rest.append(text, from, text.length()).toString();
    }

    private static int endOfStatement(String text, int start) {
        int depth = 0;
        boolean quoted = false;
        for (int i = start; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\'') {
                quoted = !quoted;
            } else if (letter == '(' && !quoted) {
                depth++;
            } else if (letter == ')' && !quoted && --depth <= 0) {
                return i + 1;
            }
        }
        return text.length();
    }
}
