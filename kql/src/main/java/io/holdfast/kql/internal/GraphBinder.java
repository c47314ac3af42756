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

    /// A graph that a variable stands for.
    record Made(Graph graph) {}

    /// Says whether an operator works on a graph.
    static boolean takesGraph(Operator operator) {
        return operator instanceof Operator.GraphMatch || operator instanceof Operator.GraphMark
                || operator instanceof Operator.GraphTables;
    }

    /// Returns the graph that a variable stands for, or empty if it is no graph.
    Optional<Made> graphOf(Expression source, Scope scope) {
        if (!(source instanceof Name name) || !(scope.find(name.text()).orElse(
                null) instanceof Binding.Table(Pipeline(var position, var from, List<Operator> operators), Scope definition))) {
            return Optional.empty();
        }
        int make = -1;
        for (int index = 0; index < operators.size(); index++) {
            make = operators.get(index) instanceof Operator.MakeGraph ? index : make;
        }
        boolean graph = make >= 0 && operators.subList(make + 1, operators.size()).stream()
                .allMatch(Operator.GraphMark.class::isInstance);
        if (!graph) {
            return Optional.empty();
        }
        Relation rows = tables.bind(new Pipeline(position, from, operators.subList(0, make)), definition);
        Graph made = Graph.make(tables, definition, (Operator.MakeGraph) operators.get(make), rows);
        for (Operator mark : operators.subList(make + 1, operators.size())) {
            made = made.marked(tables, definition, (Operator.GraphMark) mark);
        }
        return Optional.of(new Made(made));
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
