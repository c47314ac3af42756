package io.holdfast.loganalytics.internal;

/// Records of one call as the log store takes them.
///
/// @param jsonArray UTF-8, an array of one object per record in the order sent, each value in its column's
/// canonical
///     form: string and guid (lower case, with dashes) as JSON string; datetime as ISO 8601 in UTC with `Z`;
/// int, long
///     and real as number; bool as true or false; dynamic as it is; null values left out. `TimeGenerated` is
/// always
///     there.
/// @param count records
/// @param droppedFields members of records that name no column
public record Rows(byte[] jsonArray, int count, long droppedFields) {}
