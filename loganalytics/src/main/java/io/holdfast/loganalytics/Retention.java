package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.TableId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the days of tables whose retention is over, dark or not: once an hour it looks whether there are
/// any.
///
/// A row goes when its day, and the day on which it was written to a data file, are longer ago than the
/// table's total retention. Where the store is open, it
/// deletes them. Where it is dark, the ledger notes the day, then the files are deleted by their path, and
/// before anybody reads the store again, it is told. Where the wall clock has jumped by more than a day, nothing
/// is deleted until it is set right or the server is started anew.
final class Retention implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Retention.class);
    private static final Duration REST = Duration.ofHours(1);

    private final ArmResources resources;
    private final ResourceId subscription;
    private final Workspaces workspaces;
    private final Tables tables;
    private final ClusterStores stores;
    private final RetentionLedger ledger;
    private final InstantSource clock;
    private final SteadyClock steady;
    // Up to which day a table was purged by this process.
    private final Map<UUID, LocalDate> done = new ConcurrentHashMap<>();
    private final AtomicBoolean jumped = new AtomicBoolean();
    private final Rounds rounds;

    Retention(LogAnalyticsParts parts, Workspaces workspaces, Tables tables, ClusterStores stores) {
        this.resources = parts.resources();
        this.subscription = ResourceId.subscription(parts.tenant().subscriptionId());
        this.workspaces = workspaces;
        this.tables = tables;
        this.stores = stores;
        this.ledger = new RetentionLedger(parts.platform());
        this.clock = parts.clock();
        this.steady = new SteadyClock(parts.clock(), parts.nanos());
        this.rounds = new Rounds("retention", REST, this::apply);
    }

    /// Begins to look, at once and once an hour.
    void start() {
        rounds.start();
    }

    /// Purges what is over now.
    void apply() {
        if (!steady.isSteady()) {
            if (!jumped.getAndSet(true)) {
                LOGGER.atError().addKeyValue("jump", steady.jump())
                        .log("The wall clock has jumped: no row is deleted for its age until it is set right or"
                                + " the server is started anew");
            }
            return;
        }
        jumped.set(false);
        for (ArmResource cluster : resources.list(subscription, Clusters.TYPE)) {
            String clusterId = Clusters.clusterId(cluster);
            for (RetentionLedger.Entry entry : ledger.list(clusterId)) {
                try {
                    cutoff(entry).filter(before -> !before.equals(done.get(entry.uuid())))
                            .ifPresent(before -> purge(clusterId, entry, before));
                } catch (RuntimeException e) {
                    LOGGER.atWarn().addKeyValue("cluster", clusterId).addKeyValue("table", entry.uuid())
                            .addKeyValue("error", e.getClass().getSimpleName())
                            .log("Rows whose retention is over could not be deleted; it is tried again");
                }
            }
        }
    }

    private void purge(String clusterId, RetentionLedger.Entry entry, LocalDate before) {
        TableId table = new TableId(entry.customerId(), entry.table());
        stores.maintain(clusterId, store -> store.purge(table, before),
                folder -> purgeDark(clusterId, entry, before, folder));
        done.put(entry.uuid(), before);
    }

    private void purgeDark(String clusterId, RetentionLedger.Entry entry, LocalDate before, Path folder) {
        ledger.purging(clusterId, entry, before);
        LogStore.purgeDark(folder, entry.uuid(), before);
    }

    /// The first day that is kept; empty where the workspace is deleted, so that it can be recovered whole.
    private Optional<LocalDate> cutoff(RetentionLedger.Entry entry) {
        return workspaces.findByCustomerId(entry.customerId())
                .flatMap(workspace -> tables.find(workspace.id(), entry.table())
                        .map(table -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                                .minusDays(days(table, workspace.id()))));
    }

    private int days(ArmResource table, ResourceId workspace) {
        int inherited = resources.require(workspace).properties().path("retentionInDays").asInt();
        int interactive = table.properties().path("retentionInDaysAsDefault").asBoolean(true)
                ? inherited
                : table.properties().path("retentionInDays").asInt();
        return table.properties().path("totalRetentionInDaysAsDefault").asBoolean(true)
                ? interactive
                : table.properties().path("totalRetentionInDays").asInt();
    }

    @Override
    public void close() {
        rounds.close();
    }
}
