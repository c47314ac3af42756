package io.holdfast.syslog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;

/// What the table CommonSecurityLog makes of a CEF event: a column for each key that it knows, and
/// `AdditionalExtensions` for all others and for what does not fit its column. Nothing is dropped.
final class CefColumns {

    private static final String REST = "AdditionalExtensions";
    private static final Map<String, Column> BY_KEY = load();

    private CefColumns() {}

    private record Column(String name, String type) {}

    /// Values by column: text, a Long, a Double, or a time as ISO 8601 text.
    static Map<String, Object> of(CefEvent event) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("DeviceVendor", event.header().get(1));
        row.put("DeviceProduct", event.header().get(2));
        row.put("DeviceVersion", event.header().get(3));
        row.put("DeviceEventClassID", event.header().get(4));
        row.put("Activity", event.header().get(5));
        row.put("LogSeverity", event.header().get(6));
        StringJoiner rest = new StringJoiner(";");
        event.extension().forEach((key, value) -> {
            Optional<Column> column = Optional.ofNullable(BY_KEY.get(key))
                    .filter(found -> !row.containsKey(found.name()));
            Optional<Object> fitting = column.flatMap(found -> converted(found.type(), value));
            if (fitting.isPresent()) {
                row.put(column.orElseThrow().name(), fitting.get());
            } else {
                rest.add(key + "=" + value);
            }
        });
        if (rest.length() > 0) {
            row.put(REST, rest.toString());
        }
        return row;
    }

    private static Optional<Object> converted(String type, String value) {
        return switch (type) {
            case "int" -> number(value, text -> (long) Integer.parseInt(text));
            case "long" -> number(value, Long::parseLong);
            case "real" -> number(value, Double::parseDouble)
                    .filter(number -> number instanceof Double real && Double.isFinite(real));
            case "datetime" -> CefTimes.parse(value).map(Object::toString);
            default -> Optional.of(value);
        };
    }

    private static Optional<Object> number(String value, Function<String, Object> parser) {
        try {
            return Optional.of(parser.apply(value));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Column> load() {
        Map<String, Column> columns = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(
                CefColumns.class.getResourceAsStream("cef-columns.txt"), "cef-columns.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
                        String[] sides = line.split(" = ", 2);
                        String[] column = sides[1].strip().split(" ", 2);
                        columns.put(sides[0],
                                new Column(column[0], column.length > 1 ? column[1] : "string"));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return columns;
    }
}
