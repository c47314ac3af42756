package io.holdfast.cli.ingest;

import io.holdfast.ingest.ColumnType;
import java.util.Map;

/// A table that rows are sent to.
///
/// @param table its name, as the workspace has it
/// @param target where rows are posted
/// @param columns by name
record Destination(String table, String target, Map<String, ColumnType> columns) {}
