package io.holdfast.detection;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the alerts of a rule say.
///
/// @param severity `High`, `Medium`, `Low` or `Informational`
/// @param customDetails name of a detail to the column that it is taken from
/// @param overrides what rows say instead
record AlertTemplate(String displayName, String description, String severity, List<String> tactics,
        List<String> techniques, List<EntityMapping> entities, Map<String, String> customDetails,
        Overrides overrides) {

    AlertTemplate {
        tactics = List.copyOf(tactics);
        techniques = List.copyOf(techniques);
        entities = List.copyOf(entities);
        customDetails = Map.copyOf(customDetails);
    }

    /// An entity that is found in the columns of a row.
    ///
    /// @param type such as `Account`
    /// @param columns identifier, such as `UPNSuffix`, to column
    record EntityMapping(String type, Map<String, String> columns) {
        EntityMapping {
            columns = Map.copyOf(columns);
        }
    }

    /// @param name a format with `{{Column}}` in it
    /// @param description likewise
    /// @param dynamic a property of the alert, such as `AlertLink`, to the column that it is taken from
    record Overrides(Optional<String> name, Optional<String> description, Optional<String> tacticsColumn,
            Optional<String> severityColumn, Map<String, String> dynamic) {
        Overrides {
            dynamic = Map.copyOf(dynamic);
        }
    }
}
