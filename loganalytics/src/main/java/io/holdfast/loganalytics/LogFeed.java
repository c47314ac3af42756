package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// A log on its way into a table of a workspace.
///
/// @param id what its place in the log is kept under
/// @param workspace where the rows go
/// @param content which events become rows, and of which kind
/// @param fromStart whether it begins with what the log holds already, where it has no place yet
record LogFeed(String id, ResourceId workspace, DiagnosticSource source, Content content,
        boolean fromStart) {

    /// What a log is made of in a table.
    ///
    /// @param table its name
    /// @param idColumn by which a row is known again
    /// @param wanted which events are sent
    /// @param row of an event: its columns, `TimeGenerated` and the id column among them
    record Content(String table, String idColumn, Predicate<DiagnosticSource.Event> wanted,
            Function<DiagnosticSource.Event, ObjectNode> row) {}
}
