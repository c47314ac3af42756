package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.Position;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The columns of a relation, found by name.
///
/// Columns without a name are partition keys: operators within `mv-apply` or `partition` work on the rows
/// that agree in them, and pass them on.
final class Columns {
    private final List<Column> columns;
    private final List<Column> keys;
    private final Map<String, Column> byName = new HashMap<>();

    Columns(List<Column> all) {
        columns = all.stream().filter(column -> !column.name().isEmpty()).toList();
        keys = all.stream().filter(column -> column.name().isEmpty()).toList();
        columns.forEach(column -> byName.putIfAbsent(column.name(), column));
    }

    /// Returns the partition keys.
    List<Column> keys() {
        return keys;
    }

    /// Returns the columns that have names.
    List<Column> list() {
        return columns;
    }

    Optional<Column> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Column require(Position position, String name) {
        return find(name).orElseThrow(() -> unknown(position, name));
    }

    KqlException unknown(Position position, String name) {
        return Suggestions.unknown(position, "There is no column '" + name + "' here", name, byName.keySet());
    }

    /// Returns the columns whose name a pattern with `*` matches, in order.
    List<Column> matching(String pattern) {
        if (pattern.indexOf('*') < 0) {
            return find(pattern).map(List::of).orElse(List.of());
        }
        Pattern regex = wildcard(pattern);
        return columns.stream().filter(column -> regex.matcher(column.name()).matches()).toList();
    }

    /// Returns the pattern of a name with wildcards: every `*` stands for any characters.
    static Pattern wildcard(String pattern) {
        return Pattern.compile(Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote)
                .collect(Collectors.joining(".*")), Pattern.DOTALL);
    }

    /// Returns the name itself, or with the first number behind it that makes it unlike those taken.
    static String unique(String name, Collection<String> taken) {
        Set<String> names = taken instanceof Set<String> set ? set : new HashSet<>(taken);
        if (!names.contains(name)) {
            return name;
        }
        int number = 1;
        while (names.contains(name + number)) {
            number++;
        }
        return name + number;
    }
}
