package io.holdfast.sentinel;

import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentStore;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.DocumentView;
import io.holdfast.documents.KeptEntries;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Writes the rows of indicators to `ThreatIntelligenceIndicator` again each week, as long as they are active:
/// rules look back some two weeks only.
///
/// An indicator is due each time that a whole number of weeks has passed since it was written. Up to which time those
/// that were due are done is kept in the documents (collection `indicator-refresh`), and moves on in the
/// transaction that sends their rows. Of the weeks that were missed while nothing ran, or the key was revoked, the
/// last one counts.
public final class IndicatorRefresh implements AutoCloseable {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);
    private static final int AT_ONCE = 1_000;
    private static final DocumentRef DONE = DocumentRef.of("indicator-refresh", "done");
    private static final String UNTIL = "until";
    private static final DocumentView<KeptEntries<Written>> INDICATORS = DocumentView.of(
            Indicators.PATH.type(),
            Written::of);

    private final SentinelStores stores;
    private final InstantSource clock;
    private final WorkspaceRounds rounds;
    // The rounds' thread's alone: when workspaces are looked at next, by customer id.
    private final Map<String, Instant> nextLooks = new HashMap<>();

    /// What has not begun.
    ///
    /// @param stores stay the caller's
    public IndicatorRefresh(SentinelStores stores, InstantSource clock) {
        this.stores = stores;
        this.clock = clock;
        this.rounds = new WorkspaceRounds("indicators",
                "The indicators of a workspace wait: its documents cannot be used now", stores, this::lookAt);
    }

    /// An indicator.
    ///
    /// @param end when it is no longer active
    private record Written(DocumentRef ref, Instant at, Instant end) {

        static Written of(StoredDocument stored) {
            JsonNode properties = stored.body().path("properties");
            Instant at = Instant.parse(properties.path("lastUpdatedTimeUtc").asString());
            Instant end = properties.path("revoked").asBoolean(false)
                    ? Instant.MIN
                    : Json.text(properties, "validUntil").map(Instant::parse)
                            .orElse(Instant.MAX);
            return new Written(stored.ref(), at, end);
        }

        /// When it was due last, if it was at all.
        Optional<Instant> lastDue(Instant now) {
            long weeks = Duration.between(at, now).dividedBy(WEEK);
            return weeks < 1 || !end.isAfter(now)
                    ? Optional.empty()
                    : Optional.of(at.plus(WEEK.multipliedBy(weeks)));
        }
    }

    private record Due(DocumentRef ref, Instant at) {}

    /// Begins to look.
    public void start() {
        rounds.start();
    }

    /// Writes all rows that are due.
    void refresh() {
        rounds.run();
    }

    private void lookAt(OnboardingState state) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (nextLooks.getOrDefault(state.customerId(), Instant.MIN).isAfter(now)) {
            return;
        }
        boolean hasMore = true;
        while (hasMore && !rounds.isClosed()) {
            hasMore = stores.documents(state, store -> refreshSome(store, now));
        }
        nextLooks.put(state.customerId(), now.plus(BETWEEN_LOOKS));
    }

    private static boolean refreshSome(DocumentStore store, Instant now) {
        Optional<Instant> done = store.find(DONE)
                .map(stored -> Instant.parse(stored.body().path(UNTIL).asString()));
        if (done.isEmpty()) {
            return store.transact(documents -> putDone(documents, now));
        }
        List<Due> due = store.view(INDICATORS).values().stream()
                .flatMap(written -> written.lastDue(now).map(at -> new Due(written.ref(), at)).stream())
                .filter(each -> each.at().isAfter(done.get()))
                .sorted(Comparator.comparing(Due::at)).toList();
        if (due.isEmpty()) {
            return false;
        }
        Instant until = due.get(Math.min(AT_ONCE, due.size()) - 1).at();
        List<Due> some = due.stream().takeWhile(each -> !each.at().isAfter(until)).toList();
        store.transact(documents -> {
            some.forEach(each -> documents.find(each.ref())
                    .ifPresent(stored -> IndicatorRow.send(documents, stored, true, now)));
            return putDone(documents, until);
        });
        return some.size() < due.size();
    }

    private static boolean putDone(DocumentTransaction documents, Instant until) {
        documents.put(DONE, Json.object().put(UNTIL, until.toString()), Optional.empty());
        return false;
    }

    /// Ends after the transaction that is under way.
    @Override
    public void close() {
        rounds.close();
    }
}
