package io.holdfast.kql;

import java.util.Map;

/// What a query is bound with besides its tables.
///
/// @param nowTicks what `now()` is
/// @param startTicks lower bound, inclusive, on `TimeGenerated` of each table that has it; [Long#MIN_VALUE]
/// for none
/// @param endTicks upper bound, exclusive; [Long#MAX_VALUE] for none
/// @param parameters values of declared query parameters by name: of a string its text, of others a literal
public record BindOptions(long nowTicks, long startTicks, long endTicks, Map<String, String> parameters) {
    /// Copies the map.
    public BindOptions {
        parameters = Map.copyOf(parameters);
    }

    /// Without parameters.
    public BindOptions(long nowTicks, long startTicks, long endTicks) {
        this(nowTicks, startTicks, endTicks, Map.of());
    }

    /// Returns options without bounds on time.
    public static BindOptions at(long nowTicks) {
        return new BindOptions(nowTicks, Long.MIN_VALUE, Long.MAX_VALUE);
    }
}
