package io.holdfast.sentinel;

import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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

    /// The rules that wait for this now, in their order: those that are enabled and have not expired.
    static List<AutomationRule> waitingFor(Trigger trigger, DocumentReader documents, Instant now) {
        return documents.list(AutomationRules.PATH.type(), "").stream()
                .filter(stored -> isActive(logic(stored), now) && trigger.isOf(logic(stored)))
                .map(stored -> of(stored, trigger))
                .sorted(Comparator.comparingInt(AutomationRule::order).thenComparing(AutomationRule::name))
                .toList();
    }

    private static JsonNode logic(StoredDocument stored) {
        return stored.body().path("properties").path("triggeringLogic");
    }

    private static boolean isActive(JsonNode logic, Instant now) {
        return logic.path("isEnabled").asBoolean(false) && Json.text(logic, "expirationTimeUtc")
                .map(Instant::parse).filter(end -> !end.isAfter(now)).isEmpty();
    }

    private static AutomationRule of(StoredDocument stored, Trigger trigger) {
        JsonNode properties = stored.body().path("properties");
        return new AutomationRule(stored.body().path("name").asString(stored.ref().id()),
                properties.path("displayName").asString(""), properties.path("order").asInt(), trigger,
                logic(stored).path("conditions").valueStream().toList(),
                properties.path("actions").valueStream()
                        .sorted(Comparator.comparingInt(action -> action.path("order").asInt())).toList());
    }
}
