package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.loganalytics.internal.DiagnosticRows;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.loganalytics.internal.Rows;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.ReadSession;
import io.holdfast.logstore.TableId;
import io.holdfast.logstore.TableRead;
import io.holdfast.rest.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;

/// Sends the logs of resources to workspaces, as their diagnostic settings want it; each event once.
///
/// # Exactly once
///
/// A batch is announced in the setting's cursor before it is appended, and counts as delivered in the cursor
/// after. An append is one record of the store's write-ahead log: all of its rows are there, or none. Where a
/// cursor is found with an announced batch (the process ended between, or the append failed without telling
/// whether it was carried out), the store is asked whether it has the rows, by the event's hash, before they
/// are appended again.
///
/// While the workspace's store is dark, or takes nothing yet, its settings wait; the log keeps what they wait
/// for, up to its own bound. One thread delivers.
final class DiagnosticDelivery implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(DiagnosticDelivery.class);

    /// Rows of one append: about 512 KiB.
    private static final int BATCH_EVENTS = 500;
    /// Events of other resources that are passed over before the cursor is written.
    private static final long CURSOR_LAG = 10_000;
    private static final long ROUND_MILLIS = 1_000;
    private static final long CLOSING_MILLIS = 10_000;

    private final LogAnalyticsParts parts;
    private final ArmResources resources;
    private final DiagnosticSource source;
    private final DiagnosticCursors cursors;
    private final Workspaces workspaces;
    private final Tables tables;
    private final ClusterStores stores;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Thread worker;
    // Guarded by lock.
    private boolean closed;
    // The delivering thread's alone.
    private final Map<ResourceId, Open> open = new HashMap<>();
    private final Set<ResourceId> failing = new HashSet<>();

    DiagnosticDelivery(LogAnalyticsParts parts, Workspaces workspaces, Tables tables, ClusterStores stores) {
        this.parts = parts;
        this.resources = parts.resources();
        this.source = parts.diagnostics();
        this.cursors = new DiagnosticCursors(parts.platform());
        this.workspaces = workspaces;
        this.tables = tables;
        this.stores = stores;
        this.clock = parts.clock();
        this.worker = Thread.ofVirtual().name("diagnostic-delivery").unstarted(this::run);
    }

    /// A setting that is being followed.
    private record Open(DiagnosticSource.Cursor log, DiagnosticCursors.Cursor cursor) {}

    /// Where the rows of a setting go now.
    private record Target(LogStore store, WorkspaceView workspace, ArmResource table) {

        TableId ensured() {
            return Tables.ensure(store, workspace, table);
        }
    }

    /// Begins to deliver, once a second.
    void start() {
        worker.start();
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                lock.unlock();
                try {
                    deliver();
                } finally {
                    lock.lock();
                }
                long rest = TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS);
                while (!closed && rest > 0) {
                    rest = closing.awaitNanos(rest);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// One round over all settings. What a setting cannot deliver now waits for the next one.
    void deliver() {
        List<DiagnosticSetting> settings = resources
                .list(ResourceId.subscription(parts.tenant().subscriptionId()), DiagnosticSetting.TYPE)
                .stream()
                .map(DiagnosticSetting::of).filter(DiagnosticSetting::enabled).toList();
        open.keySet().retainAll(settings.stream().map(DiagnosticSetting::id).collect(Collectors.toSet()));
        for (DiagnosticSetting setting : settings) {
            try {
                deliver(setting);
                failing.remove(setting.id());
            } catch (RuntimeException e) {
                open.remove(setting.id());
                if (failing.add(setting.id())) {
                    LOGGER.atWarn().addKeyValue("setting", setting.id())
                            .addKeyValue("error", e.getClass().getSimpleName())
                            .log("Audit events wait: their workspace does not take them now");
                }
            }
        }
    }

    private void deliver(DiagnosticSetting setting) {
        Optional<Target> target = target(setting);
        Optional<DiagnosticCursors.Cursor> stored = cursors.find(setting.id());
        if (target.isEmpty() || stored.isEmpty()) {
            open.remove(setting.id());
            return;
        }
        Open followed = Optional.ofNullable(open.get(setting.id()))
                .filter(known -> stored.get().delivered() <= known.cursor().delivered()
                        && stored.get().pending() == stored.get().delivered())
                .orElseGet(() -> new Open(source.after(stored.get().delivered()), stored.get()));
        boolean more = true;
        while (more && !isClosed()) {
            DiagnosticCursors.Cursor cursor = followed.cursor();
            Batch batch = batch(followed, setting);
            delivered(setting, target.get(), batch);
            followed = new Open(batch.tried() ? source.after(batch.last()) : followed.log(),
                    DiagnosticCursors.Cursor.at(batch.last()));
            open.put(setting.id(), followed);
            more = batch.last() > cursor.delivered();
        }
    }

    private static Batch batch(Open followed, DiagnosticSetting setting) {
        ResourceId resource = setting.resource();
        DiagnosticCursors.Cursor cursor = followed.cursor();
        boolean tried = cursor.pending() > cursor.delivered();
        int limit = tried ? (int) (cursor.pending() - cursor.delivered()) : BATCH_EVENTS;
        List<DiagnosticSource.Event> read = followed.log().next(limit);
        long dropped = dropped(cursor.delivered(), read);
        if (dropped > 0) {
            LOGGER.atWarn().addKeyValue("setting", setting.id()).addKeyValue("events", dropped)
                    .log("Audit events were dropped for the bound of their log before a workspace took them");
        }
        long last = tried || read.isEmpty() ? cursor.pending() : read.getLast().sequence();
        return new Batch(cursor.delivered(), last, tried,
                read.stream().filter(event -> event.sequence() <= last && isOf(event, resource)).toList());
    }

    /// How many events after one are no longer kept, by those that were read next.
    static long dropped(long delivered, List<DiagnosticSource.Event> read) {
        return read.isEmpty() ? 0 : read.getFirst().sequence() - delivered - 1;
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isOf(DiagnosticSource.Event event, ResourceId resource) {
        return event.resourceId().toLowerCase(Locale.ROOT).equals(resource.key());
    }

    /// @param tried whether the rows may be there already
    private record Batch(long after, long last, boolean tried, List<DiagnosticSource.Event> events) {}

    private void delivered(DiagnosticSetting setting, Target target, Batch batch) {
        if (batch.events().isEmpty()) {
            boolean lags = cursors.find(setting.id()).filter(stored -> batch.tried()
                    || batch.last() - stored.delivered() >= CURSOR_LAG).isPresent();
            if (lags) {
                cursors.save(setting.id(), DiagnosticCursors.Cursor.at(batch.last()));
            }
            return;
        }
        TableId table = target.ensured();
        if (!batch.tried() || !present(target.store(), table, batch.events())) {
            cursors.save(setting.id(), new DiagnosticCursors.Cursor(batch.after(), batch.last()));
            target.store().append(table, rows(setting, target.table(), batch.events()).jsonArray());
        }
        cursors.save(setting.id(), DiagnosticCursors.Cursor.at(batch.last()));
    }

    /// Empty where the workspace is gone or takes nothing yet.
    private Optional<Target> target(DiagnosticSetting setting) {
        Optional<WorkspaceView> workspace = workspaces.find(setting.workspace());
        Optional<ClusterView> cluster = workspace.flatMap(WorkspaceView::cluster);
        if (cluster.isEmpty() || parts.gate()
                .onboarding(setting.workspace()) == WorkspaceGate.Onboarding.CUSTOMER_KEY_UNCONFIRMED) {
            return Optional.empty();
        }
        LogStore store = stores.logStore(cluster.get().clusterId());
        return Optional.of(new Target(store, workspace.get(), table(setting)));
    }

    private ArmResource table(DiagnosticSetting setting) {
        return tables.find(setting.workspace(), setting.table()).orElseGet(() -> {
            int days = resources.require(setting.workspace()).properties().path("retentionInDays").asInt();
            return resources.put(setting.workspace().child("tables", setting.table()),
                    TableRecords.created(setting.table(), TableRecords.RULE_BASED,
                            TableRequest.adding(List.of()), days));
        });
    }

    private Rows rows(DiagnosticSetting setting, ArmResource table, List<DiagnosticSource.Event> events) {
        ArrayNode rows = Json.array();
        for (DiagnosticSource.Event event : events) {
            rows.add(setting.dedicated()
                    ? DiagnosticRows.vaultAuditLog(event.hash(), event.resourceId(), event.json())
                    : DiagnosticRows.azureDiagnostics(event.hash(), event.resourceId(), event.json()));
        }
        return new RowReader(Tables.columns(table)).read(Json.bytes(rows), clock.instant());
    }

    /// Whether all rows of a batch are in the store.
    private static boolean present(LogStore store, TableId table, List<DiagnosticSource.Event> events) {
        Set<String> missing = events.stream().map(event -> DiagnosticRows.itemId(event.hash()))
                .collect(Collectors.toCollection(HashSet::new));
        Instant from = time(events.getFirst()).minusMillis(1);
        TableRead read = new TableRead(table, List.of(DiagnosticRows.ITEM_ID), earliest(events, from),
                Instant.MAX);
        try (ReadSession session = store.read(List.of(read));
                Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + session.relation(0))) {
            while (rows.next() && !missing.isEmpty()) {
                missing.remove(rows.getString(1));
            }
            return missing.isEmpty();
        } catch (SQLException e) {
            // Its text may quote rows.
            throw new IllegalStateException("A table could not be looked into: " + e.getClass().getName());
        }
    }

    private static Instant earliest(List<DiagnosticSource.Event> events, Instant first) {
        return events.stream().map(DiagnosticDelivery::time).reduce(first, (a, b) -> a.isBefore(b) ? a : b);
    }

    private static Instant time(DiagnosticSource.Event event) {
        return Instant.parse(Json.text(event.json(), "time").orElseThrow());
    }

    /// Ends after the batch that is being delivered.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (worker.isAlive()) {
                worker.join(CLOSING_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
