package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.ReadSession;
import io.holdfast.logstore.TableId;
import io.holdfast.logstore.TableRead;
import io.holdfast.rest.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Sends logs to workspaces, as diagnostic settings want it, and the changes of account keys; each event once.
///
/// # Exactly once
///
/// A batch is announced in the feed's cursor before it is appended, and counts as delivered in the cursor
/// after. An append is one record of the store's write-ahead log: all of its rows are there, or none. Where a
/// cursor is found with an announced batch (the process ended between, or the append failed without telling
/// whether it was carried out), the store is asked whether it has the rows, by the event's id, before they
/// are appended again.
///
/// While the workspace's store is dark, or takes nothing yet, its feeds wait; the log keeps what they wait
/// for, up to its own bound. One thread delivers.
final class DiagnosticDelivery implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(DiagnosticDelivery.class);

    /// Rows of one append: about 512 KiB.
    private static final int BATCH_EVENTS = 500;
    /// Events of other resources that are passed over before the cursor is written.
    private static final long CURSOR_LAG = 10_000;
    private static final Duration REST = Duration.ofSeconds(1);

    private final LogAnalyticsParts parts;
    private final LogFeeds feeds;
    private final DiagnosticCursors cursors;
    private final Workspaces workspaces;
    private final Tables tables;
    private final ClusterStores stores;
    private final Arrivals arrivals;
    private final Rounds rounds;
    // The delivering thread's alone.
    private final Map<String, Open> open = new HashMap<>();
    private final Set<String> failing = new HashSet<>();

    DiagnosticDelivery(LogAnalyticsParts parts, Workspaces workspaces, Tables tables, ClusterStores stores,
            Arrivals arrivals) {
        this.parts = parts;
        this.feeds = new LogFeeds(parts, workspaces);
        this.cursors = new DiagnosticCursors(parts.platform());
        this.workspaces = workspaces;
        this.tables = tables;
        this.stores = stores;
        this.arrivals = arrivals;
        this.rounds = new Rounds("diagnostic-delivery", REST, this::deliver);
    }

    /// A feed that is being followed.
    private record Open(DiagnosticSource.Cursor log, DiagnosticCursors.Cursor cursor) {}

    /// Where the rows of a feed go now.
    private record Target(LogStore store, WorkspaceView workspace, ArmResource table) {

        TableId ensured() {
            return Tables.ensure(store, workspace, table);
        }
    }

    /// Begins to deliver, once a second.
    void start() {
        rounds.start();
    }

    /// One round over all feeds. What a feed cannot deliver now waits for the next one.
    void deliver() {
        List<LogFeed> all = feeds.all();
        open.keySet().retainAll(all.stream().map(LogFeed::id).collect(Collectors.toSet()));
        Map<DiagnosticSource, Long> newest = new HashMap<>();
        for (LogFeed feed : all) {
            try {
                if (!isUpTo(feed, newest.computeIfAbsent(feed.source(), DiagnosticSource::last))) {
                    deliver(feed);
                }
                failing.remove(feed.id());
            } catch (RuntimeException e) {
                open.remove(feed.id());
                if (failing.add(feed.id())) {
                    LOGGER.atWarn().addKeyValue("feed", feed.id())
                            .addKeyValue("error", e.getClass().getSimpleName())
                            .log("Events wait: their workspace does not take them now");
                }
            }
        }
    }

    private boolean isUpTo(LogFeed feed, long last) {
        return Optional.ofNullable(open.get(feed.id())).filter(known -> known.cursor().delivered() >= last)
                .isPresent();
    }

    private void deliver(LogFeed feed) {
        Optional<Target> target = target(feed);
        Optional<DiagnosticCursors.Cursor> stored = cursors.find(feed.id());
        if (target.isPresent() && stored.isEmpty() && feed.fromStart()) {
            cursors.save(feed.id(), DiagnosticCursors.Cursor.at(0));
            stored = cursors.find(feed.id());
        }
        if (target.isEmpty() || stored.isEmpty()) {
            open.remove(feed.id());
            return;
        }
        DiagnosticCursors.Cursor place = stored.get();
        Open followed = Optional.ofNullable(open.get(feed.id()))
                .filter(known -> place.delivered() <= known.cursor().delivered()
                        && place.pending() == place.delivered())
                .orElseGet(() -> new Open(feed.source().after(place.delivered()), place));
        boolean more = true;
        while (more && !rounds.isClosed()) {
            DiagnosticCursors.Cursor cursor = followed.cursor();
            Batch batch = batch(followed, feed);
            delivered(feed, target.get(), batch);
            feed.source().delivered(batch.last());
            followed = new Open(batch.tried() ? feed.source().after(batch.last()) : followed.log(),
                    DiagnosticCursors.Cursor.at(batch.last()));
            open.put(feed.id(), followed);
            more = batch.last() > cursor.delivered();
        }
    }

    private static Batch batch(Open followed, LogFeed feed) {
        DiagnosticCursors.Cursor cursor = followed.cursor();
        boolean tried = cursor.pending() > cursor.delivered();
        int limit = tried ? (int) (cursor.pending() - cursor.delivered()) : BATCH_EVENTS;
        List<DiagnosticSource.Event> read = followed.log().next(limit);
        long dropped = dropped(cursor.delivered(), read);
        if (dropped > 0) {
            LOGGER.atWarn().addKeyValue("feed", feed.id()).addKeyValue("events", dropped)
                    .log("Events were dropped for the bound of their log before a workspace took them");
        }
        long last = tried || read.isEmpty() ? cursor.pending() : read.getLast().sequence();
        return new Batch(cursor.delivered(), last, tried, read.stream()
                .filter(event -> event.sequence() <= last && feed.content().wanted().test(event))
                .map(feed.content().row()).toList());
    }

    /// How many events after one are no longer kept, by those that were read next.
    static long dropped(long delivered, List<DiagnosticSource.Event> read) {
        return read.isEmpty() ? 0 : read.getFirst().sequence() - delivered - 1;
    }

    /// @param tried whether the rows may be there already
    private record Batch(long after, long last, boolean tried, List<ObjectNode> rows) {}

    private void delivered(LogFeed feed, Target target, Batch batch) {
        if (batch.rows().isEmpty()) {
            boolean lags = cursors.find(feed.id()).filter(stored -> batch.tried()
                    || batch.last() - stored.delivered() >= CURSOR_LAG).isPresent();
            if (lags) {
                cursors.save(feed.id(), DiagnosticCursors.Cursor.at(batch.last()));
            }
            return;
        }
        TableId table = target.ensured();
        if (!batch.tried() || !present(target.store(), table, batch.rows(), feed.content().idColumn())) {
            cursors.save(feed.id(), new DiagnosticCursors.Cursor(batch.after(), batch.last()));
            try (Arrivals.Arrival arrival = arrivals.begin()) {
                target.store().append(table, new RowReader(Tables.columns(target.table()))
                        .read(Json.bytes(Json.array().addAll(batch.rows())), arrival.time()).jsonArray());
            }
        }
        cursors.save(feed.id(), DiagnosticCursors.Cursor.at(batch.last()));
    }

    /// Empty where the workspace is gone or takes nothing yet.
    private Optional<Target> target(LogFeed feed) {
        Optional<WorkspaceView> workspace = workspaces.find(feed.workspace());
        Optional<ClusterView> cluster = workspace.flatMap(WorkspaceView::cluster);
        if (cluster.isEmpty() || parts.gate()
                .onboarding(feed.workspace()) == WorkspaceGate.Onboarding.CUSTOMER_KEY_UNCONFIRMED) {
            return Optional.empty();
        }
        LogStore store = stores.logStore(cluster.get().clusterId());
        return Optional.of(new Target(store, workspace.get(),
                tables.standard(workspace.get(), feed.content().table())));
    }

    /// Whether all rows of a batch are in the store.
    private static boolean present(LogStore store, TableId table, List<ObjectNode> rows, String idColumn) {
        Set<String> missing = rows.stream().map(row -> Json.text(row, idColumn).orElseThrow())
                .collect(Collectors.toCollection(HashSet::new));
        Instant from = rows.stream().map(row -> Instant.parse(Json.text(row, Tables.TIME_GENERATED)
                .orElseThrow())).min(Comparator.naturalOrder()).orElseThrow().minusMillis(1);
        TableRead read = new TableRead(table, List.of(idColumn), from, Instant.MAX);
        try (ReadSession session = store.read(List.of(read));
                Statement statement = session.connection().createStatement();
                ResultSet found = statement.executeQuery("SELECT * FROM " + session.relation(0))) {
            while (found.next() && !missing.isEmpty()) {
                missing.remove(found.getString(1));
            }
            return missing.isEmpty();
        } catch (SQLException e) {
            // Its text may quote rows.
            throw new IllegalStateException("A table could not be looked into: " + e.getClass().getName());
        }
    }

    /// Ends after the batch that is being delivered.
    @Override
    public void close() {
        rounds.close();
    }
}
