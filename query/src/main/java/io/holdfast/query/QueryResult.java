package io.holdfast.query;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table that a query returns.
///
/// Cells are JSON-ready as the Log Analytics query API has them: bool [Boolean]; int [Integer]; long [Long];
/// real [Double], or the texts `NaN`, `Infinity`, `-Infinity`; decimal text; string text; datetime ISO 8601
/// text with up to 7 digits of fraction and `Z`; timespan text `d.hh:mm:ss.fffffff`; guid text; dynamic JSON
/// text; null for a null value.
///
/// @param name what the query calls this result, such as a branch of `fork`; empty if it gives no name
/// @param rows one list per row, as long as `columns`
/// @param render how to draw it, empty if the query does not say
/// @param partial present if rows were left out
public record QueryResult(Optional<String> name, List<ResultColumn> columns,
        List<List<@Nullable Object>> rows, Optional<Render> render,
        Optional<PartialError> partial, QueryStatistics statistics) {
    /// Makes the lists unmodifiable; takes ownership of `rows`, which must not change afterwards.
    public QueryResult {
        columns = List.copyOf(columns);
        rows = Collections.unmodifiableList(rows);
    }
}
