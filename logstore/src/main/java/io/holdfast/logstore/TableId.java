package io.holdfast.logstore;

import java.util.regex.Pattern;

/// The name of a log table.
///
/// @param workspaceId the customer id of the workspace, a GUID in lower case
/// @param table the name within the workspace, 1 to 256 characters; names are case-sensitive
public record TableId(String workspaceId, String table) {

    private static final Pattern GUID = Pattern
            .compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final int MAX_NAME_CHARS = 256;

    /// Checks both parts.
    public TableId {
        if (!GUID.matcher(workspaceId).matches()) {
            throw new IllegalArgumentException("Invalid workspace id: must be a GUID in lower case");
        }
        if (table.isBlank() || table.length() > MAX_NAME_CHARS) {
            throw new IllegalArgumentException("Invalid table name: %d characters (must be 1 to %d)"
                    .formatted(table.length(), MAX_NAME_CHARS));
        }
    }
}
