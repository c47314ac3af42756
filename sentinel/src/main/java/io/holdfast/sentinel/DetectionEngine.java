package io.holdfast.sentinel;

import io.holdfast.arm.Guids;
import io.holdfast.detection.Alert;
import io.holdfast.detection.AlertFactory;
import io.holdfast.detection.DetectionRule;
import io.holdfast.detection.Timing;
import io.holdfast.documents.DocumentException;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentStore;
import io.holdfast.documents.DocumentView;
import io.holdfast.documents.KeptEntries;
import io.holdfast.documents.StoredDocument;
import io.holdfast.loganalytics.DetectionQueries;
import io.holdfast.query.QueryResult;
import io.holdfast.query.TimeRange;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the alert rules of all workspaces, a few at a time, those that are due for longest first. A rule whose query is
/// slow holds up no other, and runs its windows one after the other.
///
/// # Exactly once
///
/// What a run found, and that its window was run, is one transaction of the documents, which goes through only if the
/// window was not run by then. A run that ends before it is done leaves the window to be run again;
/// while a store is dark its rules wait, and their windows are run one by one when it is back.
public final class DetectionEngine implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(DetectionEngine.class);
    private static final Duration LONGEST_QUERY = Duration.ofMinutes(10);

    private final SentinelStores stores;
    private final DetectionQueries queries;
    private final InstantSource clock;
    private final SecureRandom random;
    private final WorkspaceRounds rounds;
    private final RuleWorkers workers = new RuleWorkers();

    /// An engine that has not begun.
    ///
    /// @param stores whose rules are run; stay the caller's
    /// @param random for the ids of alerts and incidents
    public DetectionEngine(SentinelStores stores, DetectionQueries queries, InstantSource clock,
            SecureRandom random) {
        this.stores = stores;
        this.queries = queries;
        this.clock = clock;
        this.random = random;
        this.rounds = new WorkspaceRounds("detection",
                "The rules of a workspace wait: its stores cannot be used now", stores, this::giveDue);
    }

    // Kept in memory by the store: documents are opened when they change, not each time that is looked what is due.
    private static final DocumentView<KeptEntries<Known>> RULES = DocumentView.of(AlertRules.PATH.type(),
            Known::of);
    private static final DocumentView<KeptEntries<KnownRun>> RUNS = DocumentView.of(RuleRun.COLLECTION,
            stored -> new KnownRun(stored.ref(), stored.etag(), RuleRun.of(stored)));

    /// A rule, by the id of its document; empty unless it is enabled.
    private record Known(String id, Optional<DetectionRule> rule) {

        static Known of(StoredDocument stored) {
            return new Known(stored.ref().id(), DetectionEngine.rule(stored));
        }
    }

    /// What is kept of the runs of a rule, in the document at `ref` as of `etag`.
    private record KnownRun(DocumentRef ref, String etag, RuleRun run) {}

    /// A rule with what is kept of its runs.
    private record Scheduled(DetectionRule rule, KnownRun known) {

        RuleRun run() {
            return known.run();
        }
    }

    /// Begins to run rules.
    public void start() {
        rounds.start();
    }

    /// Runs every window that is due, and returns when that is done.
    void runDue() {
        long before;
        do {
            before = workers.given();
            rounds.run();
            workers.awaitIdle();
            // The rules whose windows were behind have further ones.
        } while (workers.given() > before);
    }

    /// Gives the workers one window of each rule that is due and not with them.
    private void giveDue(OnboardingState state) {
        String workspace = state.customerId();
        workers.rethrow(workspace);
        // Looked at before the documents: a rule that ends in between is found with its former window.
        Set<String> taken = workers.taken(workspace);
        Instant now = clock.instant();
        List<Scheduled> due = scheduled(state).stream()
                .filter(rule -> !taken.contains(rule.rule().id()) && isDue(rule, now))
                .sorted(Comparator.comparing((Scheduled rule) -> rule.run().due(rule.rule().timing())))
                .toList();
        if (!due.isEmpty()) {
            queries.requireOpen(state.workspace());
            due.forEach(rule -> workers.run(workspace, rule.rule().id(), () -> runUnlessClosed(state, rule)));
        }
    }

    private void runUnlessClosed(OnboardingState state, Scheduled rule) {
        if (!rounds.isClosed()) {
            run(state, rule);
        }
    }

    private boolean isDue(Scheduled rule, Instant now) {
        Timing timing = rule.rule().timing();
        return !rule.run().due(timing).isAfter(now)
                && (!rule.rule().byIngestion() || queries.areSettled(rule.run().next(timing).end()));
    }

    /// The enabled rules of a workspace. Those that are new begin now; what is kept of others ends.
    private List<Scheduled> scheduled(OnboardingState state) {
        Instant now = now();
        return stores.documents(state, store -> {
            Map<String, KnownRun> runs = new HashMap<>();
            store.view(RUNS).values().forEach(run -> runs.put(run.ref().id(), run));
            List<Scheduled> all = new ArrayList<>();
            for (Known known : store.view(RULES).values()) {
                known.rule().ifPresent(rule -> {
                    KnownRun run = runs.remove(known.id());
                    all.add(new Scheduled(rule, run == null ? begun(store, known.id(), now) : run));
                });
            }
            runs.values().forEach(run -> store.delete(run.ref()));
            all.stream().filter(rule -> rule.rule().byIngestion())
                    .flatMap(rule -> rule.run().lastEnd().stream()).forEach(queries::haveRead);
            return all;
        });
    }

    private static KnownRun begun(DocumentStore store, String rule, Instant now) {
        RuleRun first = RuleRun.first(now);
        StoredDocument stored = store.put(RuleRun.ref(rule), first.document(), Optional.empty());
        return new KnownRun(stored.ref(), stored.etag(), first);
    }

    /// The rule of a document, if it is enabled and has a query.
    private static Optional<DetectionRule> rule(StoredDocument stored) {
        return Json.child(stored.body(), "properties").path("enabled").asBoolean(false)
                ? DetectionRule.of(stored.body().path("name").asString(stored.ref().id()),
                        stored.body().path("kind").asString(""), Json.child(stored.body(), "properties"))
                : Optional.empty();
    }

    private void run(OnboardingState state, Scheduled scheduled) {
        DetectionRule rule = scheduled.rule();
        Timing.Window window = scheduled.run().next(rule.timing());
        RuleHealth health = new RuleHealth(Alerts.ruleId(state.workspace(), rule.id()), rule, window,
                now());
        Found found;
        try {
            QueryResult result = result(state, rule, new TimeRange(window.start(), window.end()));
            Instant now = now();
            List<Alert> alerts = AlertFactory.of(rule, window, result, now, () -> Guids.random(random));
            Optional<Instant> rest = alerts.isEmpty() ? Optional.empty() : rule.suppression().map(now::plus);
            found = new Found(alerts, scheduled.run().ran(window, rest), health.ran(result, alerts));
        } catch (RuntimeException e) {
            requireOpen(state, e);
            RuleRun after = scheduled.run().failed(window, now());
            found = new Found(List.of(), after, health.failed(e, after));
            LOGGER.atWarn().addKeyValue("workspace", state.customerId()).addKeyValue("rule", rule.id())
                    .addKeyValue("reason", RuleHealth.code(e)).log("A run of an alert rule failed");
        }
        commit(state, scheduled, found);
    }

    /// What became of a run.
    private record Found(List<Alert> alerts, RuleRun after, HealthRow health) {}

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// What failed because a store is closed is no failure of the rule's: it waits.
    private void requireOpen(OnboardingState state, RuntimeException failure) {
        try {
            queries.requireOpen(state.workspace());
            stores.requireLight(state);
        } catch (RuntimeException closed) {
            failure.addSuppressed(closed);
            throw failure;
        }
    }

    private QueryResult result(OnboardingState state, DetectionRule rule, TimeRange span) {
        return rule.byIngestion()
                ? queries.runReceived(state.workspace(), rule.query(), span, LONGEST_QUERY)
                : queries.run(state.workspace(), rule.query(), span, LONGEST_QUERY);
    }

    private void commit(OnboardingState state, Scheduled scheduled, Found found) {
        try {
            stores.documents(state, store -> store.transact(documents -> {
                new Findings(documents, state.workspace(), state.customerId(), random).write(found.alerts());
                found.health().send(documents, state.customerId(), Guids.random(random), now());
                return documents.put(scheduled.known().ref(), found.after().document(),
                        Optional.of(scheduled.known().etag()));
            }));
        } catch (DocumentException.EtagMismatch e) {
            LOGGER.atInfo().addKeyValue("rule", scheduled.rule().id())
                    .log("A run of an alert rule was dropped: the rule was deleted or disabled meanwhile");
        }
    }

    /// Ends after the runs that are under way.
    @Override
    public void close() {
        rounds.close();
        workers.close();
    }
}
