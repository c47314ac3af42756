package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Pipeline;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.List;
import java.util.Optional;

/// Binds the operators behind `make-graph` up to the one that makes a table of the graph again.
final class GraphBinder {
    private final TableBinder tables;

    GraphBinder(TableBinder tables) {
        this.tables = tables;
    }

    /// Says whether an operator works on a graph.
    static boolean takesGraph(Operator operator) {
        return operator instanceof Operator.GraphMatch || operator instanceof Operator.GraphMark
                || operator instanceof Operator.GraphTables;
    }

    /// Returns the graph that an expression makes, by itself or by a variable, or empty if it makes none.
    Optional<Graph> graphOf(Expression source, Scope scope) {
        if (source instanceof Name name) {
            return scope.find(name.text()).filter(Binding.Table.class::isInstance)
                    .map(Binding.Table.class::cast)
                    .flatMap(table -> graphOf(table.expression(), table.scope()));
        }
        if (!(source instanceof Pipeline(var position, var from, List<Operator> operators))) {
            return Optional.empty();
        }
        int marks = operators.size();
        while (marks > 0 && operators.get(marks - 1) instanceof Operator.GraphMark) {
            marks--;
        }
        Optional<Graph> made = Optional.empty();
        if (marks > 0 && operators.get(marks - 1) instanceof Operator.MakeGraph make
                && make.partition() == null) {
            Relation rows = tables.bind(new Pipeline(position, from, operators.subList(0, marks - 1)), scope);
            made = Optional.of(Graph.make(tables, scope, make, rows));
        } else if (marks == 0 && from != null) {
            made = graphOf(from, scope);
        }
        return made.map(graph -> marked(graph, operators, scope));
    }

    private Graph marked(Graph given, List<Operator> operators, Scope scope) {
        Graph graph = given;
        for (Operator operator : operators) {
            graph = operator instanceof Operator.GraphMark mark ? graph.marked(tables, scope, mark) : graph;
        }
        return graph;
    }

    /// Defines the tables that a last `graph-to-table` gives names to; returns whether there is one.
    boolean definesTables(Pipeline pipeline, Scope scope) {
        List<Operator> operators = pipeline.operators();
        if (operators.isEmpty() || !(operators.getLast() instanceof Operator.GraphTables last)
                || last.tables().stream().anyMatch(table -> table.name() == null)) {
            return false;
        }
        Graph graph = graphOf(new Pipeline(pipeline.position(), pipeline.source(),
                operators.subList(0, operators.size() - 1)), scope)
                .orElseThrow(() -> KqlException.of(Kind.SEMANTIC, last.position(),
                        "graph-to-table takes a graph; make one by make-graph"));
        for (Operator.GraphTable table : last.tables()) {
            scope.define(String.valueOf(table.name()),
                    new Binding.SharedTable(tables.shared(graph.table(tables, table))));
        }
        return true;
    }

    /// Binds the operators over a graph and those behind them.
    Relation consume(Graph given, List<Operator> operators, Scope scope) {
        Graph graph = given;
        for (int index = 0; index < operators.size(); index++) {
            Operator operator = operators.get(index);
            List<Operator> rest = operators.subList(index + 1, operators.size());
            switch (operator) {
                case Operator.GraphMark mark -> graph = graph.marked(tables, scope, mark);
                case Operator.GraphMatch match -> {
                    return tables.operators(rest, new GraphMatchBinder(tables, scope, graph, match).bind(),
                            scope);
                }
                case Operator.GraphTables made when made.tables().size() == 1 -> {
                    return tables.operators(rest, graph.table(tables, made.tables().getFirst()), scope);
                }
                default -> throw KqlException.of(Kind.SEMANTIC, operator.position(),
                        "This operator takes rows, not a graph; use graph-match or graph-to-table first");
            }
        }
        throw KqlException.of(Kind.SEMANTIC, Position.START,
                "A graph is no result; use graph-match or graph-to-table");
    }
}
