package io.holdfast.kql.internal;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.BoundQuery.RenderHint;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.QueryRunner;
import io.holdfast.kql.Relation;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one bind shares: numbers given out, bounds kept, scans met. Not thread-safe: one bind owns it.
final class BindContext {
    /// Most tabular operators after all functions and variables are put in place: bounds what doubling `let`
    /// chains can grow to, and the work of the engine's planner.
    static final int MAX_OPERATORS = 5_000;
    /// Most scalar expressions; some three for each clause of a predicate.
    private static final int MAX_SCALARS = 25_000;
    /// Most patterns: each is compiled before the query runs.
    private static final int MAX_PATTERNS = 2_000;
    /// Most function calls within each other.
    private static final int MAX_CALLS = 50;
    /// Most tables within each other by name: variables that stand for variables, pipelines in parentheses.
    private static final int MAX_TABLES = 150;

    final TableCatalog catalog;
    final BindOptions options;
    final QueryRunner runner;
    final SavedFunctions saved;
    /// Whether a function gives a table, by identity, as far as it is known.
    final IdentityHashMap<Statement.LetFunction, Boolean> tabular = new IdentityHashMap<>();
    final List<Relation.Scan> scans = new ArrayList<>();
    /// The values that `set` statements give to options.
    final Map<String, Expression.Literal> settings = new HashMap<>();
    /// The functions of the graph pattern that is bound; null outside of one.
    @Nullable
    GraphPathFunctions paths;
    @Nullable
    RenderHint render;
    final Extents extents = new Extents();
    private int columns;
    private int operators;
    private int scalars;
    private int patterns;
    private int shared;
    private int calls;
    private int tables;

    /// @param runner runs parts of the query whose rows decide about columns
    BindContext(TableCatalog catalog, BindOptions options, QueryRunner runner) {
        this.runner = runner;
        this.catalog = catalog;
        this.options = options;
        this.saved = new SavedFunctions(catalog);
    }

    Column column(String name, KqlType type) {
        return new Column(columns++, name, type);
    }

    Relation.Scan scan(TableSchema table) {
        List<Column> scanned = table.columns().stream().map(column -> column(column.name(), column.type()))
                .toList();
        Relation.Scan scan = new Relation.Scan(scans.size(), table.name(), scanned);
        scans.add(scan);
        return scan;
    }

    int nextShared() {
        return shared++;
    }

    void countOperator(Position position) {
        if (++operators > MAX_OPERATORS) {
            throw tooComplex(position,
                    "more than " + MAX_OPERATORS + " operators once its functions are put in place");
        }
    }

    void countScalar(Position position) {
        if (++scalars > MAX_SCALARS) {
            throw tooComplex(position,
                    "more than " + MAX_SCALARS + " expressions once its functions are put in place");
        }
    }

    void countPattern(Position position) {
        if (++patterns > MAX_PATTERNS) {
            throw tooComplex(position, "more than " + MAX_PATTERNS
                    + " terms and patterns to look for one by one; use has_any with a list of terms");
        }
    }

    void enterCall(Position position) {
        if (++calls > MAX_CALLS) {
            throw tooComplex(position, "more than " + MAX_CALLS + " functions call each other");
        }
    }

    void leaveCall() {
        calls--;
    }

    void enterTable(Position position) {
        if (++tables > MAX_TABLES) {
            throw tooComplex(position, "more than " + MAX_TABLES + " tables stand for each other");
        }
    }

    void leaveTable() {
        tables--;
    }

    private static KqlException tooComplex(Position position, String what) {
        return KqlException.of(Kind.TOO_COMPLEX, position, "The query is too complex: " + what);
    }
}
