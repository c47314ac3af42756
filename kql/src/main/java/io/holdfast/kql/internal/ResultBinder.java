package io.holdfast.kql.internal;

import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.Values;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Named;
import io.holdfast.kql.internal.Expression.Pipeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds the results of a query: one for each expression, and one for each branch of `fork` and `facet`.
final class ResultBinder {
    /// Most results: each is run by itself.
    private static final int MAX_RESULTS = 100;

    private final TableBinder tables;
    private final Scope scope;
    private final List<BoundQuery> results = new ArrayList<>();

    ResultBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    List<BoundQuery> results() {
        return List.copyOf(results);
    }

    void bind(Expression expression, ScalarBinder scalars) {
        tables.context.render = null;
        if (expression instanceof Pipeline pipeline
                && new GraphBinder(tables).definesTables(pipeline, scope)) {
            return;
        }
        if (expression instanceof Pipeline pipeline && branching(pipeline) >= 0) {
            branches(pipeline, branching(pipeline));
            return;
        }
        Relation relation = tables.isTabular(expression, scope)
                ? tables.bind(expression, scope)
                : single(scalars.bind(expression));
        add(expression, relation, null);
    }

    private void add(Expression expression, Relation relation, @Nullable String name) {
        RelationDepth.check(expression.position(), relation);
        if (results.size() == MAX_RESULTS) {
            throw KqlException.of(KqlException.Kind.TOO_COMPLEX, expression.position(),
                    "The query has more than %d results".formatted(MAX_RESULTS));
        }
        results.add(new BoundQuery(relation, tables.context.scans, tables.context.render, name));
    }

    /// A scalar as the only value of a table.
    private Relation single(Scalar value) {
        Column column = tables.context.column("print_0", value.type());
        return new Relation.Project(new Values(List.of(), List.of(List.of())),
                List.of(new Assignment(column, value)));
    }

    /// Returns the position of the operator that gives several results, -1 if there is none.
    private static int branching(Pipeline pipeline) {
        for (int index = 0; index < pipeline.operators().size(); index++) {
            if (pipeline.operators().get(index) instanceof Operator.Fork) {
                return index;
            }
        }
        return -1;
    }

    /// Binds each branch over the rows before the operator, and what stands behind it over each branch.
    private void branches(Pipeline pipeline, int at) {
        List<Operator> operators = pipeline.operators();
        Operator.Fork fork = (Operator.Fork) operators.get(at);
        Relation.Shared rows = tables.share(
                new Pipeline(pipeline.position(), pipeline.source(), operators.subList(0, at)), scope);
        for (Operator.Branch branch : fork.branches()) {
            List<Operator> all = new ArrayList<>(branch.operators());
            all.addAll(operators.subList(at + 1, operators.size()));
            tables.context.render = null;
            add(pipeline, tables.operators(all, tables.again(rows), scope), branch.name());
        }
    }

    /// Returns the branches of `facet by keys with (subquery)`: the values of each key with how often they
    /// occur, then the rows of the subquery.
    static List<Operator.Branch> facets(List<Expression> keys, List<Operator> subquery) {
        List<Operator.Branch> branches = new ArrayList<>();
        for (Expression key : keys) {
            String name = key instanceof Name written ? written.text() : "";
            Named count = new Named(key.position(), List.of("count_" + name),
                    new Call(key.position(), "count", List.of()));
            Named value = new Named(key.position(), List.of(), key);
            branches.add(new Operator.Branch(null, List.of(
                    new Operator.Summarize(key.position(), List.of(count), List.of(value)),
                    new Operator.Project(key.position(), List.of(value, new Named(key.position(), List.of(),
                            new Name(key.position(), "count_" + name)))))));
        }
        if (!subquery.isEmpty()) {
            branches.add(new Operator.Branch(null, subquery));
        }
        return branches;
    }
}
