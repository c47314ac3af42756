package io.holdfast.query;

import java.util.Map;

/// How a query asks for its result to be drawn: the `render` operator.
///
/// @param visualization such as `timechart` or `table`
/// @param properties such as `title` or `xcolumn`, as written
public record Render(String visualization, Map<String, String> properties) {
    /// Copies the map.
    public Render {
        properties = Map.copyOf(properties);
    }
}
