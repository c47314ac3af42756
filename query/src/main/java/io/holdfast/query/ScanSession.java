package io.holdfast.query;

import java.sql.Connection;

/// The tables of one query, readable through SQL until closed. Used by one thread at a time.
public interface ScanSession extends AutoCloseable {
    /// Returns the DuckDB connection, which the session owns; its settings are the owner's and are not
    /// changed.
    Connection connection();

    /// Returns SQL text usable after `FROM` that yields the rows of a scan.
    ///
    /// Shape: at least the scan's columns under their exact names, with the stored types: string, guid and
    /// dynamic (JSON text) `VARCHAR`; datetime `TIMESTAMP` (UTC, microseconds, without zone); real `DOUBLE`;
    /// int `INTEGER`; long `BIGINT`; bool `BOOLEAN`; timespan `BIGINT` (ticks of 100 ns); decimal `VARCHAR`
    /// or `DECIMAL`. Any may be null.
    ///
    /// @param scanIndex index into the list that the session was opened with
    String relation(int scanIndex);

    @Override
    void close();
}
