package io.holdfast.sentinel;

import io.holdfast.detection.Alert;
import io.holdfast.detection.DetectionRule;
import io.holdfast.detection.Timing;
import io.holdfast.kql.KqlException;
import io.holdfast.query.PartialError;
import io.holdfast.query.QueryException;
import io.holdfast.query.QueryResult;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import io.holdfast.sentinel.HealthRow.Outcome;
import io.holdfast.sentinel.HealthRow.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What is told of the runs of one alert rule. Pure.
///
/// @param resourceId of the rule
/// @param started when the run did
record RuleHealth(String resourceId, DetectionRule rule, Timing.Window window, Instant started) {

    /// A run that was done.
    HealthRow ran(QueryResult result, List<Alert> alerts) {
        Optional<PartialError> cut = result.partial();
        ObjectNode extended = extended().put("QueryResultAmount", result.rows().size())
                .put("AlertsGeneratedAmount", alerts.size()).put("EntitiesGeneratedAmount",
                        alerts.stream().mapToInt(alert -> alert.evidence().entities().size()).sum());
        cut.ifPresent(error -> extended.putArray("Issues").addObject().put("Code", error.code())
                .put("Description", error.message()));
        return row(cut.map(error -> new Outcome(Status.PARTIAL_SUCCESS, error.code(),
                "The rule ran over a part of its query's result."))
                .orElseGet(() -> new Outcome(Status.SUCCESS, "", "The rule ran.")), extended);
    }

    /// A run that failed. No message of an error is repeated: it may quote the query.
    ///
    /// @param after what is kept of the rule's runs now
    HealthRow failed(RuntimeException failure, RuleRun after) {
        String code = code(failure);
        String what = after.retryAt().map(again -> "The run failed and is tried again at " + again + ".")
                .orElseGet(() -> "The run failed " + RuleRun.MOST_FAILURES
                        + " times: this window is given up, and the rule goes on with the next. It stays enabled.");
        ObjectNode extended = extended();
        extended.putArray("Issues").addObject().put("Code", code).put("Description", place(failure));
        return row(new Outcome(Status.FAILURE, code, what), extended);
    }

    /// What is told of an error instead of its message.
    static String code(RuntimeException failure) {
        return switch (failure) {
            case KqlException e -> e.code();
            case QueryException e -> e.code();
            case ApiException e -> e.error().code();
            default -> failure.getClass().getSimpleName();
        };
    }

    private static String place(RuntimeException failure) {
        return failure instanceof KqlException e
                ? "The query cannot be run: line " + e.line() + ", column " + e.column() + "."
                : "The query could not be run to its end.";
    }

    private HealthRow row(Outcome outcome, ObjectNode extended) {
        String kind = rule.kind().apiName();
        return new HealthRow(
                new HealthRow.Subject(resourceId, rule.displayName(), "Analytics Rule", kind),
                kind + " analytics rule run", outcome, extended);
    }

    private ObjectNode extended() {
        return Json.object().put("RuleId", rule.id())
                .put("AggregationKind", rule.perResult() ? "AlertPerResult" : "SingleAlert")
                .put("QueryStartTimeUTC", window.start().toString())
                .put("QueryEndTimeUTC", window.end().toString())
                .put("RunDueTimeUTC", window.due().toString()).put("RunStartTimeUTC", started.toString())
                .put("QueryFrequency", rule.timing().frequency().toString())
                .put("QueryPeriod", rule.timing().period().toString())
                .put("TriggerOperator", rule.trigger().operator().apiName())
                .put("TriggerThreshold", rule.trigger().threshold())
                .put("SuppressionEnabled", rule.suppression().isPresent())
                .put("SuppressionDuration", rule.suppression().map(Object::toString).orElse(""));
    }
}
