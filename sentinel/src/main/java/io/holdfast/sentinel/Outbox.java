package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.loganalytics.DiagnosticSource;
import io.holdfast.loganalytics.RowFeed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// The rows that wait in the documents of a workspace for one of its tables: written in the transaction of what they
/// tell of, numbered, and deleted once they are in the table. Thread-safe.
///
/// As documents: in the collection `outbox/{table}`, by number, the row itself.
record Outbox(SentinelStores stores, OnboardingState state, String table) implements DiagnosticSource {

    static final String ALERTS = "SecurityAlert";
    static final String INCIDENTS = "SecurityIncident";
    static final String HEALTH = "SentinelHealth";
    static final String AUDIT = "SentinelAudit";
    static final String INDICATORS = "ThreatIntelligenceIndicator";

    private static final String COLLECTION = "outbox/";

    /// What waits for the tables of a workspace.
    static Stream<RowFeed> feeds(SentinelStores stores, OnboardingState state) {
        return Stream.of(feed(stores, state, ALERTS, "SystemAlertId"),
                feed(stores, state, INCIDENTS, IncidentRow.ITEM_ID),
                feed(stores, state, HEALTH, HealthRow.RECORD_ID),
                feed(stores, state, AUDIT, ConfigurationAudit.CORRELATION_ID),
                feed(stores, state, INDICATORS, IndicatorRow.ITEM_ID));
    }

    private static RowFeed feed(SentinelStores stores, OnboardingState state, String table, String idColumn) {
        return new RowFeed("sentinel/" + state.id() + "/" + table, state.workspace(), table, idColumn,
                new Outbox(stores, state, table));
    }

    /// Adds a row.
    static void add(DocumentTransaction documents, String table, ObjectNode row) {
        documents.put(ref(table, documents.next(COLLECTION + table)), row, Optional.empty());
    }

    private static DocumentRef ref(String table, long number) {
        return DocumentRef.of(COLLECTION + table, String.format(Locale.ROOT, "%019d", number));
    }

    private DocumentRef ref(long number) {
        return ref(table, number);
    }

    @Override
    public boolean has(ResourceId resource) {
        // No setting sends it.
        return false;
    }

    /// More than any number while rows wait, 0 if none does: which is the newest is not looked at, as no row is opened.
    @Override
    public long last() {
        return stores.documents(state, store -> store.count(COLLECTION + table, "")) > 0 ? Long.MAX_VALUE : 0;
    }

    /// Opens as many as are asked for: numbers have no gaps, so how many wait tells the oldest.
    @Override
    public Cursor after(long sequence) {
        AtomicLong at = new AtomicLong(sequence);
        return limit -> {
            List<Event> events = stores.documents(state,
                    store -> store.transact(documents -> oldest(documents, at.get(), limit)));
            events.stream().mapToLong(Event::sequence).max().ifPresent(at::set);
            return events;
        };
    }

    private List<Event> oldest(DocumentTransaction documents, long after, int limit) {
        long last = documents.last(COLLECTION + table);
        long first = Math.max(after, last - documents.count(COLLECTION + table, "")) + 1;
        return LongStream.rangeClosed(first, last).limit(limit).boxed()
                .flatMap(number -> documents.find(ref(number)).stream()
                        .map(row -> new Event(number, "", "", row.body())))
                .toList();
    }

    /// Deletes backwards from the newest that was delivered: numbers have no gaps, and those before went so, too.
    @Override
    public void delivered(long sequence) {
        stores.documents(state, store -> store.transact(documents -> {
            long next = sequence;
            while (documents.delete(ref(next))) {
                next--;
            }
            return next;
        }));
    }
}
