package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.crypto.SealingKey;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.KeyringException;
import io.holdfast.keyring.StorageResource;
import io.holdfast.loganalytics.internal.RowException;
import io.holdfast.logstore.LogStoreException;
import io.holdfast.rest.ApiException;
import io.holdfast.sealedingest.SealedIngest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what waited, sealed, for the key of a cluster into its store once the key is back: what the call
/// would have done then is done now, and records that cannot be taken are dead letters.
///
/// A batch comes again if the process ends before it is known to be taken; the store knows its position and
/// leaves out what it has. Thread-safe.
final class Restoration implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Restoration.class);
    private static final Duration REST = Duration.ofMillis(200);

    private final SealedIngest sealed;
    private final Keyring keyring;
    private final ClusterStores stores;
    private final Workspaces workspaces;
    private final Ways ways;
    private final Rounds rounds;
    // The restoring thread's alone.
    private final Set<String> failing = new HashSet<>();

    /// @param ways the ways that batches come in
    Restoration(LogAnalyticsParts parts, ClusterStores stores, Workspaces workspaces, Ways ways) {
        this.sealed = parts.sealed();
        this.keyring = parts.keyring();
        this.stores = stores;
        this.workspaces = workspaces;
        this.ways = ways;
        this.rounds = new Rounds("sealed-ingest", REST, this::restore);
    }

    /// Where batches go.
    record Ways(Rules rules, StreamIntake streams, CollectorTables collected, RowIntake rows) {}

    /// Begins to look whether keys are back.
    void start() {
        rounds.start();
    }

    /// Restores all that can be.
    void restore() {
        for (String cluster : sealed.waiting()) {
            try {
                OpenStore store = stores.open(cluster);
                try (SealingKey key = keyring.accountKey(StorageResource.logStore(cluster))) {
                    sealed.restore(cluster, key, (position, batch) -> take(cluster, store, position, batch));
                    sealed.prepare(cluster, key);
                }
                failing.remove(cluster);
                LOGGER.atInfo().addKeyValue("cluster", cluster)
                        .log("What waited for the key is in the store");
            } catch (KeyringException | StoreReopeningException _) {
                // Dark still, or again.
                failing.remove(cluster);
            } catch (RuntimeException e) {
                if (failing.add(cluster)) {
                    LOGGER.atError().addKeyValue("cluster", cluster)
                            .addKeyValue("error", e.getClass().getSimpleName())
                            .log("Sealed batches wait: their store does not take them now");
                }
            }
        }
    }

    private void take(String cluster, OpenStore store, long position, byte[] bytes) {
        SealedBatch batch = SealedBatch.decode(bytes);
        Optional<WorkspaceView> workspace = workspaces.findByCustomerId(batch.workspace())
                .filter(found -> found.cluster().filter(of -> of.clusterId().equals(cluster)).isPresent());
        if (workspace.isEmpty()) {
            LOGGER.atWarn().addKeyValue("cluster", cluster)
                    .log("A sealed batch is dropped: its workspace is no longer there");
            return;
        }
        try {
            take(store, workspace.get(), batch, position);
        } catch (ApiException e) {
            refuse(store, workspace.get(), batch, position, e.error().message());
        } catch (RowException | IllegalArgumentException | LogStoreException.RowsRejected
                | LogStoreException.SchemaConflict e) {
            refuse(store, workspace.get(), batch, position, Failures.message(e));
        }
    }

    private void take(OpenStore store, WorkspaceView workspace, SealedBatch batch, long position) {
        switch (batch.kind()) {
            case STREAM -> {
                ArmResource rule = ways.rules().findByImmutableId(batch.text("rule"))
                        .orElseThrow(
                                () -> new ApiException(404, "NotFound", "its data collection rule is gone"));
                ways.streams().take(store, ways.rules().target(rule, batch.text("stream")),
                        origin(batch, position), batch.body());
            }
            case COLLECTOR -> ways.collected().take(store, workspace, CollectorTables.Kind.of(batch),
                    origin(batch, position), batch.body());
            case ROWS -> ways.rows().append(store, workspace, batch.text("table"), origin(batch, position),
                    batch.body());
        }
    }

    private void refuse(OpenStore store, WorkspaceView workspace, SealedBatch batch, long position,
            String reason) {
        String meant = switch (batch.kind()) {
            case STREAM -> batch.text("stream");
            case COLLECTOR -> batch.text("logType");
            case ROWS -> batch.text("table");
        };
        ways.streams().refuse(store, workspace, meant, origin(batch, position),
                new StreamIntake.Refused(batch.body(), reason));
    }

    private static DeadLetters.Origin origin(SealedBatch batch, long position) {
        String name = switch (batch.kind()) {
            case STREAM -> LogsIngestionApi.name(batch.text("rule"), batch.text("stream"));
            case COLLECTOR -> CollectorTables.Kind.of(batch).origin();
            case ROWS -> "rows";
        };
        return new DeadLetters.Origin(name, batch.text("requestId"),
                new DeadLetters.Origin.Waited(batch.arrived(), position));
    }

    /// Ends after the batch that is being restored.
    @Override
    public void close() {
        rounds.close();
    }
}
