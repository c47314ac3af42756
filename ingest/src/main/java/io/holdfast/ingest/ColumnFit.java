package io.holdfast.ingest;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fits records of files to the columns of one table. Not thread-safe.
///
/// A member goes to the column of its name, in any case and without a zone in brackets that the mirrored
/// portal's exports add (`TimeGenerated [UTC]`). The time of a record is the member that was named for it, or the
/// first of those that usually hold it. A member without a column goes along under its own name: the server keeps
/// it in `_Unmapped`.
public final class ColumnFit {

    /// The column that every table has.
    public static final String TIME = "TimeGenerated";

    private static final List<String> USUAL_TIMES = List.of("@timestamp", "timecreated", "eventtime",
            "timestamp",
            "_time", "ts", "creationtime", "published", "time");
    private static final Pattern ZONE = Pattern.compile(" \\[[^\\]]+\\]$");

    private final Map<String, Map.Entry<String, ColumnType>> columns = new LinkedHashMap<>();
    private final Optional<String> timeMember;
    private final Times times;
    private final Set<String> unknown = new TreeSet<>();

    /// @param columns the table's, by name
    /// @param timeMember whose value is the time of a record; empty for the usual ones
    /// @param zone of times that name none
    public ColumnFit(Map<String, ColumnType> columns, Optional<String> timeMember, ZoneId zone) {
        columns.forEach(
                (name, type) -> this.columns.put(name.toLowerCase(Locale.ROOT), Map.entry(name, type)));
        this.timeMember = timeMember.map(name -> name.toLowerCase(Locale.ROOT));
        this.times = new Times(zone);
    }

    /// A record as the table takes it, or why it does not.
    ///
    /// @param problem names a column and its type, never a value
    public record Fitted(ObjectNode row, Optional<String> problem) {}

    /// Fits a record that could be read.
    public Fitted fit(ObjectNode values) {
        ObjectNode row = Json.object();
        for (Map.Entry<String, JsonNode> member : values.properties()) {
            Map.Entry<String, ColumnType> column = column(member.getKey());
            if (member.getValue().isNull() || isBlankForOther(column, member.getValue())) {
                continue;
            }
            if (column == null || row.has(column.getKey())) {
                unknown.add(member.getKey());
                row.putIfAbsent(member.getKey(), member.getValue());
                continue;
            }
            Optional<JsonNode> fitted = column.getValue().fitted(member.getValue(), times);
            if (fitted.isEmpty()) {
                return new Fitted(row, Optional.of("the value for the column '" + column.getKey() + "' is no "
                        + column.getValue().apiName()));
            }
            row.set(column.getKey(), fitted.get());
        }
        if (!row.has(TIME)) {
            time(values, row);
        }
        return new Fitted(row, Optional.empty());
    }

    /// Empty text is no value of anything but text.
    private static boolean isBlankForOther(Map.@Nullable Entry<String, ColumnType> column,
            JsonNode value) {
        return column != null && column.getValue() != ColumnType.STRING && value.isString()
                && value.stringValue().isBlank();
    }

    /// Gives the row the first time that there is; the member that holds it is not kept besides.
    private void time(ObjectNode values, ObjectNode row) {
        Map<String, String> byName = new LinkedHashMap<>();
        values.propertyNames().forEach(member -> byName.put(name(member), member));
        for (String usual : timeMember.map(List::of).orElse(USUAL_TIMES)) {
            String member = byName.get(usual);
            Optional<JsonNode> time = member == null
                    ? Optional.empty()
                    : ColumnType.DATETIME.fitted(values.path(member), times);
            if (member != null && time.isPresent()) {
                row.set(TIME, time.get());
                if (column(member) == null) {
                    row.remove(member);
                }
                return;
            }
        }
    }

    /// The column of the member's name, or of what the name can be as one.
    private Map.@Nullable Entry<String, ColumnType> column(String member) {
        Map.Entry<String, ColumnType> column = columns.get(name(member));
        return column == null ? columns.get(Inference.column(member).toLowerCase(Locale.ROOT)) : column;
    }

    private static String name(String member) {
        return withoutZone(member).toLowerCase(Locale.ROOT);
    }

    static String withoutZone(String member) {
        return ZONE.matcher(member).replaceFirst("");
    }

    /// Members of records that no column took so far.
    public Set<String> unknownMembers() {
        return Set.copyOf(unknown);
    }
}
