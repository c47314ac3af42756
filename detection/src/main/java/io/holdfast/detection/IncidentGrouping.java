package io.holdfast.detection;

import io.holdfast.detection.IncidentSettings.Grouping;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Which incident an alert goes to. Pure functions. Source: sentinel-api section 15.
public final class IncidentGrouping {

    /// Alerts that an incident may hold.
    public static final int MOST_ALERTS = 150;

    private IncidentGrouping() {}

    /// An incident of the rule that an alert might join.
    ///
    /// @param key what its alerts have in common, as [#key] says it
    public record Candidate(String incidentId, String key, Instant created, boolean closed, int alerts) {}

    /// Where an alert goes.
    public sealed interface Placement {
        /// Nowhere: the rule makes no incidents.
        record None() implements Placement {}

        /// Into a new incident.
        record New() implements Placement {}

        /// Into one that there is.
        ///
        /// @param reopens whether it was closed
        record Join(String incidentId, boolean reopens) implements Placement {}
    }

    /// Where an alert of the rule goes; the youngest incident that fits, where there are several.
    ///
    /// @param candidates the incidents of the rule
    public static Placement place(Alert alert, List<Candidate> candidates) {
        IncidentSettings settings = alert.rule().incidents();
        if (!settings.create()) {
            return new Placement.None();
        }
        if (settings.grouping().isEmpty()) {
            return new Placement.New();
        }
        Grouping grouping = settings.grouping().get();
        String key = key(alert);
        Instant oldest = alert.generated().minus(grouping.lookback());
        Optional<Candidate> found = candidates.stream()
                .filter(candidate -> candidate.key().equals(key) && candidate.alerts() < MOST_ALERTS
                        && !candidate.created().isBefore(oldest)
                        && (grouping.reopen() || !candidate.closed()))
                .max(Comparator.comparing(Candidate::created));
        return found
                .<Placement>map(candidate -> new Placement.Join(candidate.incidentId(), candidate.closed()))
                .orElseGet(Placement.New::new);
    }

    /// What the alerts of one incident have in common: a text that is equal for those that belong together,
    /// and holds content of the rows.
    public static String key(Alert alert) {
        Optional<Grouping> grouping = alert.rule().incidents().grouping();
        ObjectNode key = Json.object();
        grouping.ifPresent(by -> {
            switch (by.method()) {
                case ANY_ALERT -> {
                }
                case ALL_ENTITIES -> entities(key, alert.evidence().entities().stream());
                case SELECTED -> selected(key, alert, by.selected());
            }
        });
        return key.toString();
    }

    private static void selected(ObjectNode key, Alert alert, IncidentSettings.Selection selected) {
        entities(key, alert.evidence().entities().stream().filter(
                entity -> selected.entityTypes().stream().anyMatch(type -> Entities.isOf(entity, type))));
        new TreeSet<>(selected.alertDetails()).forEach(detail -> key.put(detail, switch (detail) {
            case "DisplayName" -> alert.text().displayName();
            case "Severity" -> alert.text().severity();
            default -> "";
        }));
        Map<String, List<String>> details = new TreeMap<>(alert.evidence().customDetails());
        details.keySet().retainAll(selected.customDetails());
        details.forEach(
                (name, values) -> values.stream().sorted().forEach(key.withArray("detail " + name)::add));
    }

    private static void entities(ObjectNode key, Stream<Map<String, String>> entities) {
        entities.map(entity -> {
            ObjectNode json = Json.object();
            new TreeMap<>(entity).forEach(json::put);
            return json.toString();
        }).sorted().forEach(key.withArray("entities")::add);
    }
}
