package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.KeyDarkException;
import io.holdfast.loganalytics.internal.Moments;
import io.holdfast.loganalytics.internal.RowException;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.loganalytics.internal.Rows;
import io.holdfast.rest.ApiException;

/// Rows of other modules for the standard tables of workspaces; a table is made with its first rows.
/// Thread-safe.
public final class RowIntake {

    private final Workspaces workspaces;
    private final Tables tables;
    private final WorkspaceIntake intake;
    private final DarkIntake darkIntake;
    private final StreamIntake streams;

    RowIntake(Workspaces workspaces, Tables tables, DarkIntake darkIntake, StreamIntake streams) {
        this.workspaces = workspaces;
        this.tables = tables;
        this.intake = darkIntake.intake();
        this.darkIntake = darkIntake;
        this.streams = streams;
    }

    /// Appends rows, or seals them where their cluster has opted in to that; they are on disk, encrypted,
    /// when this returns.
    ///
    /// @param table one whose columns come with the product
    /// @param jsonArray UTF-8, one object per row
    /// @throws IllegalArgumentException if a row can never be taken; none was then
    /// @throws ApiException 404, 409 if the workspace is not there, or takes no data yet
    /// @throws io.holdfast.keyring.KeyDarkException if the key of its cluster may not be used
    /// @throws io.holdfast.sealedingest.SealedIngestException if no more may wait for the key
    /// @throws io.holdfast.logstore.LogStoreException if the store cannot write now
    public void append(ResourceId workspace, String table, byte[] jsonArray) {
        WorkspaceView view = workspaces.require(workspace);
        OpenStore store;
        try {
            store = intake.open(view);
        } catch (KeyDarkException dark) {
            darkIntake.take(view, dark, table, jsonArray);
            return;
        }
        append(store, view, table, DeadLetters.Origin.of("rows", ""), jsonArray);
    }

    /// The same into a store that is at hand.
    void append(OpenStore store, WorkspaceView workspace, String table, DeadLetters.Origin origin,
            byte[] jsonArray) {
        ArmResource resource = tables.standard(workspace, table);
        try (Arrivals.Arrival arrival = intake.arrival()) {
            Rows rows = read(resource, jsonArray, origin.moments(arrival.time()));
            store.use(open -> {
                streams.append(open, workspace, resource, origin, rows);
                return open;
            });
        }
    }

    private static Rows read(ArmResource table, byte[] jsonArray, Moments moments) {
        try {
            return new RowReader(Tables.columns(table)).read(jsonArray, moments);
        } catch (RowException e) {
            throw new IllegalArgumentException(Failures.message(e));
        }
    }
}
