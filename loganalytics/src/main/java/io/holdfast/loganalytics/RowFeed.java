package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;

/// Rows of another module on their way into a standard table of a workspace, each once.
///
/// @param id what its place in the source is kept under
/// @param idColumn by which a row is known again
/// @param source whose events are the rows, as objects with `TimeGenerated` and the id column
public record RowFeed(String id, ResourceId workspace, String table, String idColumn,
        DiagnosticSource source) {}
