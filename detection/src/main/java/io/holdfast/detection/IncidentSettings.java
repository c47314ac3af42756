package io.holdfast.detection;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Whether a rule's alerts become incidents, and which alerts share one.
///
/// @param grouping empty for one incident for each alert
public record IncidentSettings(boolean create, Optional<Grouping> grouping) {

    /// What alerts must have in common.
    public enum Method {
        /// The same entities, all of them.
        ALL_ENTITIES("AllEntities"),
        /// Nothing: all alerts of the rule.
        ANY_ALERT("AnyAlert"),
        /// The entities and details that are chosen.
        SELECTED("Selected");

        private final String apiName;

        Method(String apiName) {
            this.apiName = apiName;
        }

        /// As the API writes it.
        public String apiName() {
            return apiName;
        }
    }

    /// Which alerts share an incident.
    ///
    /// @param reopen whether an alert reopens a closed incident that it belongs to
    /// @param lookback how old an incident may be for an alert to join it
    /// @param selected for [Method#SELECTED]
    public record Grouping(Method method, boolean reopen, Duration lookback, Selection selected) {}

    /// What is chosen for [Method#SELECTED].
    ///
    /// @param entityTypes such as `Account`
    /// @param alertDetails `DisplayName` and `Severity`
    /// @param customDetails by name
    public record Selection(Set<String> entityTypes, Set<String> alertDetails, Set<String> customDetails) {
        /// Makes the sets unmodifiable.
        public Selection {
            entityTypes = Set.copyOf(entityTypes);
            alertDetails = Set.copyOf(alertDetails);
            customDetails = Set.copyOf(customDetails);
        }
    }
}
