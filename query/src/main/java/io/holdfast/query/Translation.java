package io.holdfast.query;

import io.holdfast.kql.BoundQuery;
import io.holdfast.query.internal.SqlQuery;
import java.util.List;

/// What the engine is asked for a query, to be looked at and measured; queries are run by [QueryEngine].
public final class Translation {
    private Translation() {}

    /// A statement, and how many rows it returns at most.
    public record Step(String sql, long maxRows) {}

    /// Returns the statements of a query, tables under their own names. Each but the first is only run if the
    /// one before returned as many rows as it may; the result is that of the last one run.
    public static List<Step> steps(BoundQuery query) {
        SqlQuery sql = new SqlQuery(query);
        return sql.limits(QueryLimits.SERVICE.maxRows() + 1).stream()
                .map(limit -> new Step(sql.sqlOverNames(limit), limit)).toList();
    }

    /// Returns the SQL of a query, with tables under their own names, cut at the service's limit of rows.
    public static String sql(BoundQuery query) {
        return new SqlQuery(query).sqlOverNames(QueryLimits.SERVICE.maxRows() + 1);
    }
}
