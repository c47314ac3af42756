package io.holdfast.query.internal;

import io.holdfast.kql.BoundQuery;
import io.holdfast.query.ScanSession;
import io.holdfast.query.TableScan;
import java.util.ArrayList;
import java.util.List;

/// A bound query as DuckDB SQL.
public final class SqlQuery {
    private final BoundQuery query;
    private final Plan plan;

    /// Plans the query.
    public SqlQuery(BoundQuery query) {
        this.query = query;
        this.plan = Planner.plan(query.relation());
    }

    /// Returns the scans to open, in the order of their indexes in the session.
    public List<TableScan> scans() {
        return plan.tableScans();
    }

    /// Returns the SQL over an open session.
    ///
    /// @param maxRows most rows to return
    Text sql(ScanSession session, long maxRows) {
        List<String> texts = new ArrayList<>();
        for (int index = 0; index < plan.scans().size(); index++) {
            texts.add(session.relation(index));
        }
        return sql(texts, maxRows);
    }

    /// Returns the SQL over tables of the names that the query has for them.
    public String sqlOverNames(long maxRows) {
        return sql(scans().stream().map(scan -> SqlText.identifier(scan.table())).toList(), maxRows).sql();
    }

    private Text sql(List<String> texts, long maxRows) {
        RelationPrinter printer = new RelationPrinter(plan, texts);
        String sql = printer.printAll(query.relation().columns()) + " LIMIT " + maxRows;
        return new Text(sql, printer.usesJava());
    }

    /// @param callsJava whether it calls functions of [JavaFunctions]
    record Text(String sql, boolean callsJava) {}
}
