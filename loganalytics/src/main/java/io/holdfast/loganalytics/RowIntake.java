package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ResourceId;
import io.holdfast.loganalytics.internal.RowException;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.loganalytics.internal.Rows;
import io.holdfast.rest.ApiException;
import java.time.Instant;

/// Rows of other modules for the standard tables of workspaces; a table is made with its first rows.
/// Thread-safe.
public final class RowIntake {

    private final Workspaces workspaces;
    private final Tables tables;
    private final WorkspaceIntake intake;
    private final StreamIntake streams;

    RowIntake(Workspaces workspaces, Tables tables, WorkspaceIntake intake, StreamIntake streams) {
        this.workspaces = workspaces;
        this.tables = tables;
        this.intake = intake;
        this.streams = streams;
    }

    /// Appends rows; they are on disk, encrypted, when this returns.
    ///
    /// @param table one whose columns come with the product
    /// @param jsonArray UTF-8, one object per row
    /// @throws IllegalArgumentException if a row can never be taken; none was then
    /// @throws ApiException 404, 409 if the workspace is not there, or takes no data yet
    /// @throws io.holdfast.keyring.KeyDarkException if the key of its cluster may not be used
    /// @throws io.holdfast.logstore.LogStoreException if the store cannot write now
    public void append(ResourceId workspace, String table, byte[] jsonArray) {
        WorkspaceView view = workspaces.require(workspace);
        OpenStore store = intake.open(view);
        ArmResource resource = tables.standard(view, table);
        try (Arrivals.Arrival arrival = intake.arrival()) {
            Rows rows = read(resource, jsonArray, arrival.time());
            store.use(open -> {
                streams.append(open, view, resource, new DeadLetters.Origin("rows", ""), rows);
                return rows.count();
            });
        }
    }

    private static Rows read(ArmResource table, byte[] jsonArray, Instant received) {
        try {
            return new RowReader(Tables.columns(table)).read(jsonArray, received);
        } catch (RowException e) {
            throw new IllegalArgumentException(Failures.message(e));
        }
    }
}
