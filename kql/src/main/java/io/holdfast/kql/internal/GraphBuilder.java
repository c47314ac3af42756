package io.holdfast.kql.internal;

import static io.holdfast.kql.internal.StatementBuilder.nameOf;
import static io.holdfast.kql.internal.StatementBuilder.positionOf;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kqlgrammar.KqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds the operators over graphs of the syntax tree.
final class GraphBuilder {
    private final ExpressionBuilder expressions;
    /// Nodes and edges without a name get one that no query can write.
    private int unnamed;

    GraphBuilder(ExpressionBuilder expressions) {
        this.expressions = expressions;
    }

    Operator make(KqlParser.MakeGraphOperatorContext context, Map<String, String> options,
            List<Operator> subquery) {
        return new Operator.MakeGraph(positionOf(context), nameOf(context.from), nameOf(context.to),
                context.GT() != null, context.graphNodes().stream()
                        .map(nodes -> new Operator.GraphNodes(expressions.postfix(nodes.postfix()),
                                nameOf(nodes.name())))
                        .toList(),
                options.get("with_node_id"), context.key == null
                        ? null
                        : new Operator.GraphPartition(nameOf(context.key), subquery));
    }

    Operator match(KqlParser.GraphMatchOperatorContext context, Map<String, String> options) {
        return new Operator.GraphMatch(positionOf(context), context.GRAPH_SHORTEST_PATHS() != null, options,
                context.graphPath().stream().map(this::path).toList(),
                context.expression() == null ? null : expressions.expression(context.expression()),
                expressions.namedExpressions(context.namedExpressions()));
    }

    private Operator.GraphPath path(KqlParser.GraphPathContext context) {
        return new Operator.GraphPath(
                context.graphNode().stream().map(node -> named(node.name())).toList(),
                context.graphEdge().stream().map(this::edge).toList());
    }

    private String named(KqlParser.@Nullable NameContext name) {
        return name == null ? "\u0001" + unnamed++ : nameOf(name);
    }

    private Operator.GraphEdge edge(KqlParser.GraphEdgeContext context) {
        boolean several = context.from != null;
        Position position = positionOf(context);
        Expression least = several ? bound(context.from) : number(position, "1");
        Expression most = several ? bound(context.to) : number(position, "1");
        int way = (context.right == null ? 0 : 1) - (context.left == null ? 0 : 1);
        return new Operator.GraphEdge(position, named(context.name()), way, least, most, several);
    }

    private static Expression bound(KqlParser.GraphBoundContext context) {
        return context.name() == null
                ? number(positionOf(context), context.getText())
                : new Expression.Name(positionOf(context), nameOf(context.name()));
    }

    private static Expression number(Position position, String digits) {
        if (digits.length() > 6) {
            throw KqlException.of(Kind.TOO_COMPLEX, position,
                    "The query is too complex: too many edges in a row");
        }
        return new Expression.Literal(position, KqlType.LONG, Long.valueOf(digits));
    }

    Operator mark(KqlParser.GraphMarkComponentsOperatorContext context, Map<String, String> options) {
        return new Operator.GraphMark(positionOf(context),
                options.getOrDefault("kind", "weak").equals("strong"),
                options.getOrDefault("with_component_id", "ComponentId"));
    }

    Operator tables(KqlParser.GraphToTableOperatorContext context, List<Map<String, String>> options) {
        List<Operator.GraphTable> tables = new ArrayList<>();
        for (KqlParser.GraphTableContext table : context.graphTable()) {
            String kind = nameOf(table.kind);
            if (!kind.equals("nodes") && !kind.equals("edges")) {
                throw KqlException.of(Kind.SEMANTIC, positionOf(table),
                        "graph-to-table takes nodes or edges");
            }
            tables.add(new Operator.GraphTable(positionOf(table), kind.equals("nodes"),
                    table.as == null ? null : nameOf(table.as), options.get(tables.size())));
        }
        return new Operator.GraphTables(positionOf(context), tables);
    }
}
