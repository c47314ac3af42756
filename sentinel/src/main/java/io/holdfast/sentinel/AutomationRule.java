package io.holdfast.sentinel;

import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.DocumentView;
import io.holdfast.documents.KeptEntries;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// An automation rule as its runs need it. Immutable.
///
/// @param name of the resource
/// @param trigger what it waits for
/// @param conditions all of which must hold, as the API has them
/// @param actions in their order, as the API has them
record AutomationRule(String name, String displayName, int order, Trigger trigger, List<JsonNode> conditions,
        List<JsonNode> actions) {

    /// What a rule waits for.
    enum Trigger {
        INCIDENT_CREATED("Incidents", "Created"), INCIDENT_UPDATED("Incidents",
                "Updated"), ALERT_CREATED("Alerts", "Created");

        private final String on;
        private final String when;

        Trigger(String on, String when) {
            this.on = on;
            this.when = when;
        }

        /// `Incident` or `Alert`.
        String on() {
            return on.substring(0, on.length() - 1);
        }

        /// `Created` or `Updated`.
        String when() {
            return when;
        }

        private boolean isOf(JsonNode logic) {
            return logic.path("triggersOn").asString("").equals(on)
                    && logic.path("triggersWhen").asString("").equals(when);
        }
    }

    // Looked at with each incident and alert that is written.
    private static final DocumentView<KeptEntries<Optional<Enabled>>> ENABLED = DocumentView
            .of(AutomationRules.PATH.type(), Enabled::of);

    /// A rule that is enabled.
    ///
    /// @param end when it expires; empty for never
    private record Enabled(AutomationRule rule, Optional<Instant> end) {

        static Optional<Enabled> of(StoredDocument stored) {
            JsonNode logic = stored.body().path("properties").path("triggeringLogic");
            Optional<Instant> end = Json.text(logic, "expirationTimeUtc").map(Instant::parse);
            return Stream.of(Trigger.values())
                    .filter(trigger -> trigger.isOf(logic) && logic.path("isEnabled").asBoolean(false))
                    .map(trigger -> new Enabled(AutomationRule.of(stored, trigger), end)).findFirst();
        }

        boolean waitsFor(Trigger trigger, Instant now) {
            return rule.trigger() == trigger && end.filter(time -> !time.isAfter(now)).isEmpty();
        }
    }

    /// The rules that wait for this now, in their order: those that are enabled and have not expired.
    static List<AutomationRule> waitingFor(Trigger trigger, DocumentTransaction documents, Instant now) {
        return documents.view(ENABLED).values().stream().flatMap(Optional::stream)
                .filter(enabled -> enabled.waitsFor(trigger, now)).map(Enabled::rule)
                .sorted(Comparator.comparingInt(AutomationRule::order).thenComparing(AutomationRule::name))
                .toList();
    }

    private static AutomationRule of(StoredDocument stored, Trigger trigger) {
        JsonNode properties = stored.body().path("properties");
        return new AutomationRule(stored.body().path("name").asString(stored.ref().id()),
                properties.path("displayName").asString(""), properties.path("order").asInt(), trigger,
                properties.path("triggeringLogic").path("conditions").valueStream().toList(),
                properties.path("actions").valueStream()
                        .sorted(Comparator.comparingInt(action -> action.path("order").asInt())).toList());
    }
}
