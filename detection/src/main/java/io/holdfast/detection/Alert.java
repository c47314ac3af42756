package io.holdfast.detection;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a run of a rule found.
///
/// @param id a GUID
/// @param generated when it was made
public record Alert(String id, DetectionRule rule, Text text, Evidence evidence, Instant generated) {

    /// What an alert says.
    ///
    /// @param severity `High`, `Medium`, `Low` or `Informational`
    /// @param properties of the alert that rows gave, such as `AlertLink`
    public record Text(String displayName, String description, String severity, List<String> tactics,
            List<String> techniques, Map<String, String> properties) {
        /// Makes the lists unmodifiable.
        public Text {
            tactics = List.copyOf(tactics);
            techniques = List.copyOf(techniques);
            properties = Map.copyOf(properties);
        }
    }

    /// What an alert rests on.
    ///
    /// @param window the rule looked at
    /// @param start time of the first event; that of the window where rows have no `TimeGenerated`
    /// @param rows how many rows the alert is made of
    /// @param entities their identifiers by name, `Type` among them
    /// @param customDetails values by the name of the detail
    public record Evidence(Timing.Window window, Instant start, Instant end, int rows,
            List<Map<String, String>> entities, Map<String, List<String>> customDetails) {
        /// Makes the collections unmodifiable.
        public Evidence {
            entities = List.copyOf(entities);
            customDetails = Map.copyOf(customDetails);
        }
    }
}
