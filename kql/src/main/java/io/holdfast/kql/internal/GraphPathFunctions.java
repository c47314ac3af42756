package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The functions that only the expressions of a graph pattern have: `map`, `all` and `any` over the edges in
/// a row or the nodes between them, and what a node is in its graph.
///
/// @param rows the matches
/// @param single the columns of nodes and single edges, under [ScanBinder#stateName]
/// @param elements the columns of the edges of each name, or of the node, under their own names
/// @param inner the columns of the nodes between edges
record GraphPathFunctions(TableBinder tables, Relation rows, List<Column> single,
        Map<String, List<List<Column>>> elements, Map<String, List<List<Column>>> inner) {
    GraphPathFunctions {
        single = List.copyOf(single);
        elements = Map.copyOf(elements);
        inner = Map.copyOf(inner);
    }

    /// Binds a call, or returns empty if it is none of these functions.
    Optional<Scalar> bind(ScalarBinder binder, Call call) {
        return switch (call.function()) {
            case "map", "all", "any" -> call.arguments().size() == 2
                    ? Optional.of(overElements(binder, call))
                    : Optional.empty();
            case "node_id" -> Optional.of(ofNode(binder, call, Graph.KEY));
            case "node_degree_in" -> Optional.of(ofNode(binder, call, Graph.IN));
            case "node_degree_out" -> Optional.of(ofNode(binder, call, Graph.OUT));
            case "array_length" -> call.arguments().size() == 1
                    && ScalarBinder.argument(call, 0) instanceof Name name
                    && elements.containsKey(name.text())
                            ? Optional.of(Literal.of(elements(call, name).size()))
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Scalar overElements(ScalarBinder binder, Call call) {
        List<Scalar> values = new ArrayList<>();
        for (List<Column> element : elements(call, ScalarBinder.argument(call, 0))) {
            ScalarBinder scalars = new ScalarBinder(tables, binder.scope, new Columns(element), null);
            Scalar value = scalars.bind(ScalarBinder.argument(call, 1));
            values.add(call.function().equals("map")
                    ? Conversions.cast(value, KqlType.DYNAMIC)
                    : scalars.convert(call.position(), value, KqlType.BOOL));
        }
        return switch (call.function()) {
            case "map" -> binder.make(call.position(), ScalarOp.PACK_ARRAY, KqlType.DYNAMIC, values);
            case "all" -> values.isEmpty()
                    ? Literal.of(true)
                    : binder.make(call.position(), ScalarOp.AND, KqlType.BOOL, values);
            default -> values.isEmpty()
                    ? Literal.of(false)
                    : binder.make(call.position(), ScalarOp.OR, KqlType.BOOL, values);
        };
    }

    private List<List<Column>> elements(Call call, Expression of) {
        boolean between = of instanceof Call nodes && nodes.function().equals("inner_nodes")
                && nodes.arguments().size() == 1;
        Expression named = between ? ScalarBinder.argument((Call) of, 0) : of;
        List<List<Column>> found = named instanceof Name name
                ? (between ? inner : elements).get(name.text())
                : null;
        if (found == null) {
            throw KqlException.of(Kind.SEMANTIC, call.position(),
                    "The name of an edge of the pattern is expected here, or inner_nodes() of one");
        }
        return found;
    }

    /// What a node is in its graph: the one named, or within `map` and its like the one looked at.
    private Scalar ofNode(ScalarBinder binder, Call call, String what) {
        Optional<Column> column = call.arguments().isEmpty()
                ? binder.columns.find(what)
                : ScalarBinder.argument(call, 0) instanceof Name name
                        ? binder.columns.find(ScanBinder.stateName(name.text()) + what)
                        : Optional.empty();
        return column.<Scalar>map(ColumnRef::new).orElseThrow(() -> KqlException.of(Kind.SEMANTIC,
                call.position(), call.function() + "() takes the name of a node of the pattern"));
    }
}
