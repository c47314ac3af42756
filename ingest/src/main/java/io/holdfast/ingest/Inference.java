package io.holdfast.ingest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// The columns of a table that is to be made from records of a file: one for each member, of the type that all
/// its values have. Not thread-safe.
public final class Inference {

    private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9_]");
    private static final Pattern LEADING = Pattern.compile("^[^A-Za-z]+");
    private static final int MAX_NAME_CHARS = 45;

    private final Map<String, ColumnType> types = new LinkedHashMap<>();
    // Names in lower case, to how they were first written.
    private final Map<String, String> known = new HashMap<>();

    /// Takes a record into account.
    public void add(ObjectNode values) {
        values.properties().forEach(member -> {
            String column = column(member.getKey());
            if (!member.getValue().isNull() && !column.isEmpty()) {
                types.merge(known.computeIfAbsent(column.toLowerCase(Locale.ROOT), lower -> column),
                        ColumnType.of(member.getValue()), ColumnType::with);
            }
        });
    }

    /// Columns by name; `TimeGenerated` first.
    public Map<String, ColumnType> columns() {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        columns.put(ColumnFit.TIME, ColumnType.DATETIME);
        types.forEach((name, type) -> {
            if (!name.equalsIgnoreCase(ColumnFit.TIME)) {
                columns.put(name, type);
            }
        });
        return columns;
    }

    /// The name that the column for a member can have: letters, digits and underscores, beginning with a letter;
    /// empty if nothing of it can be one.
    static String column(String member) {
        String plain = LEADING.matcher(ODD.matcher(ColumnFit.withoutZone(member)).replaceAll("_"))
                .replaceFirst("");
        return plain.length() > MAX_NAME_CHARS ? plain.substring(0, MAX_NAME_CHARS) : plain;
    }
}
