package io.holdfast.kql.internal;

import java.util.Set;

/// Functions of the language that this version does not run: to tell them from mistyped names.
final class KnownFunctions {
    private static final Set<String> PLANNED = Set.of("""
            app cluster cursor_after cursor_before_or_at database dcount_intersect endofhour
            extent_id extent_tags external_data external_table materialized_view
            row_window_session stored_query_result workspace xml""".strip()
            .split("\\s+"));

    private KnownFunctions() {}

    static boolean isPlanned(String name) {
        return PLANNED.contains(name) || name.startsWith("geo_") || name.startsWith("series_");
    }
}
