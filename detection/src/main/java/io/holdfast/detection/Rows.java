package io.holdfast.detection;

import io.holdfast.kql.KqlType;
import io.holdfast.query.QueryResult;
import io.holdfast.query.ResultColumn;
import io.holdfast.rest.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Some rows of a result, read as texts by the names of columns. A text within a dynamic value is itself, without the
/// quotes of JSON.
record Rows(List<ResultColumn> types, Map<String, Integer> columns, List<List<@Nullable Object>> rows) {

    static Rows of(QueryResult result) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < result.columns().size(); i++) {
            columns.putIfAbsent(result.columns().get(i).name(), i);
        }
        return new Rows(result.columns(), columns, result.rows());
    }

    int size() {
        return rows.size();
    }

    Rows part(int from, int to) {
        return new Rows(types, columns, rows.subList(from, to));
    }

    /// The value of a column in a row; empty where it is null or empty, or there is no such column.
    Optional<String> text(int row, String column) {
        Integer index = columns.get(column);
        return index == null ? Optional.empty() : text(rows.get(row).get(index), types.get(index).type());
    }

    /// The different values of a column in the order of their first rows.
    List<String> distinct(String column, int most) {
        Set<String> values = new LinkedHashSet<>();
        for (int row = 0; row < rows.size() && values.size() < most; row++) {
            text(row, column).ifPresent(values::add);
        }
        return List.copyOf(values);
    }

    /// The times in a column, as far as they are times.
    Stream<Instant> times(String column) {
        return Stream.iterate(0, row -> row < rows.size(), row -> row + 1)
                .flatMap(row -> text(row, column).stream()).flatMap(text -> time(text).stream());
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(@Nullable Object cell, KqlType type) {
        return switch (cell) {
            case null -> Optional.empty();
            case Double number ->
                Optional.of(BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
            case String json when type == KqlType.DYNAMIC && json.startsWith("\"") ->
                Optional.of(Json.parse(json.getBytes(StandardCharsets.UTF_8)).stringValue())
                        .filter(text -> !text.isBlank());
            default -> Optional.of(Objects.toString(cell)).filter(text -> !text.isBlank());
        };
    }
}
