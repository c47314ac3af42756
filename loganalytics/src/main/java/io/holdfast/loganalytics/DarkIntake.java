package io.holdfast.loganalytics;

import io.holdfast.keyring.KeyDarkException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.sealedingest.SealedIngest;
import io.holdfast.sealedingest.SealedIngestException;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/// What becomes of data for a cluster whose key may not be used: it is refused, or, where the cluster has
/// opted in, sealed until the key is back. Thread-safe.
final class DarkIntake {

    /// Of an answer: the call waits, sealed.
    static final String SEALED = "x-holdfast-sealed";

    private final WorkspaceIntake intake;
    private final SealedIngest sealed;
    private final InstantSource clock;

    DarkIntake(WorkspaceIntake intake, SealedIngest sealed, InstantSource clock) {
        this.intake = intake;
        this.sealed = sealed;
        this.clock = clock;
    }

    /// Whether a workspace takes data.
    WorkspaceIntake intake() {
        return intake;
    }

    /// A way that data comes in.
    ///
    /// @param kind of the batch
    /// @param limitBytes the most that a call may carry
    /// @param read reads the body of a call, and checks that it is JSON
    record Way(SealedBatch.Kind kind, int limitBytes, Function<ApiRequest, byte[]> read) {}

    /// Seals the body of a call; it is on disk when this returns.
    ///
    /// @param dark why it does not go into the store
    /// @param details adds what is needed to take it later
    /// @throws KeyDarkException `dark` if the cluster has not opted in
    /// @throws SealedIngestException.QuotaReached if no more may wait
    ApiResponse take(ApiRequest request, WorkspaceView workspace, KeyDarkException dark, Way way,
            Function<SealedBatch, SealedBatch> details) {
        String cluster = require(workspace, dark);
        try (IntakeBudget.Room _ = intake.room(request, way.limitBytes())) {
            SealedBatch batch = SealedBatch.of(way.kind(), workspace, requestId(request), clock.instant(),
                    way.read().apply(request));
            sealed.add(cluster, details.apply(batch).encode(), batch.arrived());
        }
        return new ApiResponse(way.kind() == SealedBatch.Kind.COLLECTOR ? 200 : 204, Map.of(SEALED, "true"),
                new byte[0]);
    }

    /// Seals rows of another module.
    void take(WorkspaceView workspace, KeyDarkException dark, String table, byte[] jsonArray) {
        String cluster = require(workspace, dark);
        SealedBatch batch = SealedBatch.of(SealedBatch.Kind.ROWS, workspace, "", clock.instant(), jsonArray)
                .with("table", table);
        sealed.add(cluster, batch.encode(), batch.arrived());
    }

    private String require(WorkspaceView workspace, KeyDarkException dark) {
        String cluster = intake.cluster(workspace).clusterId();
        try {
            sealed.require(cluster);
            return cluster;
        } catch (SealedIngestException.NotReady _) {
            throw dark;
        }
    }

    /// By which the sender knows the call.
    static String requestId(ApiRequest request) {
        return request.headers().first("x-ms-client-request-id").orElse(request.requestId());
    }
}
