package io.holdfast.detection;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An alert rule of the kind `Scheduled` or `NRT`, as far as its runs need it. Immutable.
///
/// @param id the name of the rule's resource
/// @param perResult whether each row of a result is an alert of its own
/// @param suppression how long the rule rests after an alert
/// @param mostAlerts of one run; what is more goes into the last of them
public record DetectionRule(String id, Kind kind, String query, Timing timing, Trigger trigger,
        AlertTemplate alert, boolean perResult, Optional<Duration> suppression, int mostAlerts,
        IncidentSettings incidents) {

    /// How a rule runs. The limits are those of the service. Source: sentinel-api section 15.
    public enum Kind {
        /// At its own frequency, over its own period.
        SCHEDULED("Scheduled", 150),
        /// Every minute, over the rows that came in during one minute.
        NRT("NRT", 30);

        private final String apiName;
        private final int mostAlerts;

        Kind(String apiName, int mostAlerts) {
            this.apiName = apiName;
            this.mostAlerts = mostAlerts;
        }

        /// As the member `kind` says it.
        public String apiName() {
            return apiName;
        }

        int mostAlerts() {
            return mostAlerts;
        }
    }

    /// As people know it.
    public String displayName() {
        return alert.displayName();
    }

    /// Whether a window holds the rows that came in during it, rather than those whose own time lies in it.
    public boolean byIngestion() {
        return kind == Kind.NRT;
    }

    /// Reads a rule as the API has it.
    ///
    /// @param kind the member `kind`
    /// @param properties the member `properties`, whose values were checked when the rule was written
    /// @return empty for a kind that has no query
    /// @throws IllegalArgumentException if a member is missing or is not what the API allows
    public static Optional<DetectionRule> of(String id, String kind, JsonNode properties) {
        for (Kind known : Kind.values()) {
            if (known.apiName.equalsIgnoreCase(kind)) {
                return Optional.of(new RuleReader(properties).rule(id, known));
            }
        }
        return Optional.empty();
    }
}
