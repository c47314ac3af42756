package io.holdfast.kql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs part of a query while the whole is bound, for operators whose columns depend on the rows, such as
/// `bag_unpack` and `pivot`.
@FunctionalInterface
public interface QueryRunner {
    /// A runner that finds no rows: queries are bound as over empty tables.
    QueryRunner NONE = _ -> List.of();

    /// Returns the rows of a query, cells as a query's result has them.
    List<List<@Nullable Object>> run(BoundQuery query);
}
