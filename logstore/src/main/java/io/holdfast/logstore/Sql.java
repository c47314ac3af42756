package io.holdfast.logstore;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.stream.Collectors;

/// Quoting for SQL text.
final class Sql {

    private Sql() {}

    /// An identifier in double quotes.
    static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /// A text literal.
    static String text(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }

    /// A datetime, to the microsecond.
    static String time(Instant instant) {
        return "TIMESTAMP " + text(instant.truncatedTo(ChronoUnit.MICROS).toString());
    }

    /// Names separated by commas.
    static String names(Collection<Column> columns) {
        return columns.stream().map(c -> name(c.name())).collect(Collectors.joining(", "));
    }
}
