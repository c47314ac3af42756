package io.holdfast.loganalytics.internal;

import java.util.List;

/// Records of one call as the log store takes them.
///
/// @param jsonArray UTF-8, an array of one object per record in the order sent, each value in its column's
///     canonical form: string and guid (lower case, with dashes) as JSON string; datetime as ISO 8601 in UTC with
///     `Z`; int, long and real as number; bool as true or false; dynamic as it is; null values left out.
///     `TimeGenerated` and `_TimeReceived` are always there, and [RowReader#UNMAPPED] where members name no column
/// @param count of the objects
/// @param hasUnmapped whether any has members that name no column
/// @param bad records that could not be taken as they were sent, in their order
public record Rows(byte[] jsonArray, int count, boolean hasUnmapped, List<BadRecord> bad) {
    /// Copies the list.
    public Rows {
        bad = List.copyOf(bad);
    }
}
