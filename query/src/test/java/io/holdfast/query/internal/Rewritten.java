package io.holdfast.query.internal;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import java.util.List;

/// Queries over a small table, for the tests of what is done to them before they are run.
final class Rewritten {
    private static final TableCatalog CATALOG = TableCatalog.of(List.of(new TableSchema("T", List.of(
            new ColumnSchema("TimeGenerated", KqlType.DATETIME), new ColumnSchema("Seen", KqlType.DATETIME),
            new ColumnSchema("a", KqlType.LONG), new ColumnSchema("r", KqlType.REAL),
            new ColumnSchema("s", KqlType.STRING), new ColumnSchema("d", KqlType.DYNAMIC)))));

    private Rewritten() {}

    static BoundQuery bound(String kql) {
        return Kql.bind(kql, CATALOG, BindOptions.at(0));
    }

    static Relation relation(String kql) {
        return bound(kql).relation();
    }

    static String sql(String kql) {
        return new SqlQuery(bound(kql)).sqlOverNames(10);
    }
}
