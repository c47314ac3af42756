package io.holdfast.kql;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A query with all names and types settled.
///
/// @param relation what it returns
/// @param scans the table readings in it, by their number
/// @param render how it asks to be drawn, null if it does not
/// @param name what the query calls this result, such as a branch of `fork`; null if it gives no name
public record BoundQuery(Relation relation, List<Relation.Scan> scans, @Nullable RenderHint render,
        @Nullable String name) {
    /// The `render` operator: a visualization and its properties as written.
    public record RenderHint(String visualization, Map<String, String> properties) {
        /// Copies the map.
        public RenderHint {
            properties = Map.copyOf(properties);
        }
    }

    /// A part of a query, whose rows decide about columns.
    public BoundQuery(Relation relation, List<Relation.Scan> scans) {
        this(relation, scans, null, null);
    }

    /// Copies the list.
    public BoundQuery {
        Objects.requireNonNull(relation, "relation");
        scans = List.copyOf(scans);
    }
}
