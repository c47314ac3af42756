package io.holdfast.sentinel;

import io.holdfast.detection.Timing;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// How far the runs of a rule have come. As a document: in the collection `rule-runs`, by the name of the rule,
/// `{"enabled", "lastEnd"?, "restsUntil"?, "failures", "retryAt"?}`. Immutable.
///
/// @param enabled when the rule was found to be enabled
/// @param lastEnd end of the last window that was run, or given up
/// @param restsUntil end of the rest after an alert
/// @param failures how often the present window has failed
/// @param retryAt when it may be tried again
record RuleRun(Instant enabled, Optional<Instant> lastEnd, Optional<Instant> restsUntil, int failures,
        Optional<Instant> retryAt) {

    /// How often a window is tried before it is given up: over some ten minutes.
    static final int MOST_FAILURES = 6;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(20);
    static final String COLLECTION = "rule-runs";

    static DocumentRef ref(String rule) {
        return DocumentRef.of(COLLECTION, rule);
    }

    /// A rule that has not run.
    static RuleRun first(Instant enabled) {
        return new RuleRun(enabled, Optional.empty(), Optional.empty(), 0, Optional.empty());
    }

    static Optional<RuleRun> find(DocumentReader documents, String rule) {
        return documents.find(ref(rule)).map(RuleRun::of);
    }

    static RuleRun of(StoredDocument stored) {
        ObjectNode body = stored.body();
        return new RuleRun(Instant.parse(Json.text(body, "enabled").orElseThrow()), time(body, "lastEnd"),
                time(body, "restsUntil"), body.path("failures").asInt(), time(body, "retryAt"));
    }

    ObjectNode document() {
        ObjectNode body = Json.object().put("enabled", enabled.toString()).put("failures", failures);
        lastEnd.ifPresent(time -> body.put("lastEnd", time.toString()));
        restsUntil.ifPresent(time -> body.put("restsUntil", time.toString()));
        retryAt.ifPresent(time -> body.put("retryAt", time.toString()));
        return body;
    }

    private static Optional<Instant> time(ObjectNode body, String name) {
        return Json.text(body, name).map(Instant::parse);
    }

    /// The next window of the rule: the first that is not due before the end of its rest.
    Timing.Window next(Timing timing) {
        Optional<Instant> from = restsUntil.isPresent() && lastEnd.isPresent()
                ? Optional.of(timing.lastEndBefore(lastEnd.get(), restsUntil.get()))
                : lastEnd;
        return timing.next(from, enabled);
    }

    /// When the next window can be tried.
    Instant due(Timing timing) {
        Instant due = next(timing).due();
        return retryAt.filter(due::isBefore).orElse(due);
    }

    /// After the window was run.
    RuleRun ran(Timing.Window window, Optional<Instant> restsUntil) {
        return new RuleRun(enabled, Optional.of(window.end()), restsUntil, 0, Optional.empty());
    }

    /// After the window failed: it is tried again, later each time, or given up.
    RuleRun failed(Timing.Window window, Instant now) {
        if (failures + 1 >= MOST_FAILURES) {
            return ran(window, Optional.empty());
        }
        return new RuleRun(enabled, lastEnd, restsUntil, failures + 1,
                Optional.of(now.plus(FIRST_RETRY.multipliedBy(1L << failures))));
    }
}
