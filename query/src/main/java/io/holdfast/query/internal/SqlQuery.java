package io.holdfast.query.internal;

import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Relation;
import io.holdfast.query.ScanSession;
import io.holdfast.query.TableScan;
import java.util.ArrayList;
import java.util.List;

/// A bound query as DuckDB SQL.
public final class SqlQuery {
    /// The most rows that DuckDB collects thread by thread for a limit.
    private static final long FEW_ROWS = 10_000;

    private final BoundQuery query;
    private final Plan plan;
    private final boolean changed;

    /// Plans the query.
    public SqlQuery(BoundQuery query) {
        this(query, Planner.plan(query.relation(), Rewriting.RULES), true);
    }

    private SqlQuery(BoundQuery query, Plan plan, boolean changed) {
        this.query = query;
        this.plan = plan;
        this.changed = changed;
    }

    /// Returns the query as it is bound: no rule applied, all columns of all tables read, no row left out by
    /// its time. It gives the same rows, which tests hold.
    static SqlQuery unchanged(BoundQuery query) {
        return new SqlQuery(query, UnchangedPlan.of(query.relation()), false);
    }

    /// Returns the scans to open, in the order of their indexes in the session.
    public List<TableScan> scans() {
        return plan.tableScans();
    }

    /// Returns how many rows the engine should first be asked for: it reads a table with one thread where it
    /// is to return many rows at most, and with all where it is few. Who asks then gets fewer rows than that
    /// has all, as a search for rare rows does; else the whole limit is asked for.
    ///
    /// @param maxRows most rows to return
    public List<Long> limits(long maxRows) {
        return maxRows > FEW_ROWS && streams(plan.relation()) ? List.of(FEW_ROWS, maxRows) : List.of(maxRows);
    }

    /// Says whether each row of the result is made from one row of a table, so that a limit ends the reading.
    private static boolean streams(Relation relation) {
        return switch (relation) {
            case Relation.Scan _ -> true;
            case Relation.Filter filter -> streams(filter.input());
            case Relation.Project project -> streams(project.input())
                    && project.assignments().stream().noneMatch(one -> Scalars.holdsWindow(one.value()));
            default -> false;
        };
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
        RelationPrinter printer = new RelationPrinter(plan, texts, changed);
        String sql = printer.printAll(query.relation().columns()) + " LIMIT " + maxRows;
        return new Text(sql, printer.usesJava());
    }

    /// @param callsJava whether it calls functions of [JavaFunctions]
    record Text(String sql, boolean callsJava) {}
}
