package io.holdfast.logstore;

import java.util.List;

/// Rows that are in no table and never will be.
public final class StagedRows {

    private final List<Column> columns;
    private final byte[] jsonArray;

    private StagedRows(List<Column> columns, byte[] jsonArray) {
        this.columns = List.copyOf(columns);
        this.jsonArray = jsonArray;
    }

    /// Takes the array, which is not copied.
    ///
    /// @param jsonArray as for [LogStore#append], but without bounds on times
    public static StagedRows takeOwnership(List<Column> columns, byte[] jsonArray) {
        return new StagedRows(columns, jsonArray);
    }

    List<Column> columns() {
        return columns;
    }

    byte[] jsonArray() {
        return jsonArray;
    }
}
