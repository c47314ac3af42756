package io.holdfast.query;

import io.holdfast.kql.BoundQuery;
import io.holdfast.query.internal.SqlQuery;

/// What the engine is asked for a query, to be looked at and measured; queries are run by [QueryEngine].
public final class Translation {
    private Translation() {}

    /// Returns the SQL of a query, with tables under their own names, cut at the service's limit of rows.
    public static String sql(BoundQuery query) {
        return new SqlQuery(query).sqlOverNames(QueryLimits.SERVICE.maxRows() + 1);
    }
}
