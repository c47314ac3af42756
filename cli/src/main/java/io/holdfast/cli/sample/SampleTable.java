package io.holdfast.cli.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Real log rows of one table.
///
/// @param name the standard table whose schema the columns follow, such as `SigninLogs`
/// @param stream the stream that a data collection rule would declare for these rows
/// @param columns the columns that occur in the rows, `TimeGenerated` first
/// @param rows one JSON object per row, in order of time; a column that is absent from a row is null in it
/// @param recordedUntil when the recording ended that this table is part of: tables of one recording share it
/// @param source where the rows come from
public record SampleTable(String name, String stream, List<SampleColumn> columns, List<String> rows,
        Instant recordedUntil, SampleSource source) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TIME = "TimeGenerated";

    public SampleTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// The name for a custom table of these rows: the standard name and `_CL`.
    public String customName() {
        return name + "_CL";
    }

    /// All rows as one JSON array, the body of a call of the Logs Ingestion API.
    public String jsonArray() {
        return "[" + String.join(",\n", rows) + "]";
    }

    /// The same rows moved in time, so that their recording ends at `end`: only `TimeGenerated` changes,
    /// and tables of one recording keep their distances. Rows as old as the recording are purged by
    /// retention as soon as they arrive.
    public SampleTable endingAt(Instant end) {
        Duration shift = Duration.between(recordedUntil, end);
        List<String> moved = rows.stream().map(row -> move(row, shift)).toList();
        return new SampleTable(name, stream, columns, moved, end, source);
    }

    private static String move(String row, Duration shift) {
        ObjectNode object = (ObjectNode) JSON.readTree(row);
        object.put(TIME, Instant.parse(object.path(TIME).stringValue()).plus(shift).toString());
        return JSON.writeValueAsString(object);
    }
}
