package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.KeyPair;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Frame;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.WindowOp;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Binds the plugins that look values up in a table by something else than equality: the network an address
/// is in, the polygon a place is in, the line a place is near.
final class LookupPlugins {
    /// What may follow the table, the shape and the place, in this order where it has no name.
    private static final List<String> OPTIONS = List.of("radius", "return_unmatched", "lookup_area_radius",
            "return_lookup_key");

    private final TableBinder tables;
    private final Scope scope;

    LookupPlugins(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    /// The arguments of a lookup.
    ///
    /// @param plain those without a name, of which the first is the table
    /// @param radius how near a polygon a place is at least, in meters; null for places in it
    /// @param keepsKey whether the result has the shape of the table
    private record Arguments(List<Expression> plain, boolean keepsUnmatched, @Nullable Expression radius,
            boolean keepsKey) {}

    Relation bind(Operator.Evaluate evaluate, Relation input) {
        Arguments arguments = evaluate.call().function().startsWith("geo_")
                ? places(evaluate)
                : arguments(evaluate);
        List<Expression> plain = arguments.plain();
        int values = valueCount(evaluate.call().function());
        if (plain.size() < values + 1) {
            throw KqlException.of(Kind.SEMANTIC, evaluate.position(), "%s takes a table and %d more arguments"
                    .formatted(evaluate.call().function(), values));
        }
        Relation looked = tables.bind(plain.getFirst(), scope);
        Relation rows = arguments.keepsUnmatched() ? numbered(input) : input;
        ScalarBinder left = new ScalarBinder(tables, scope, new Columns(rows.columns()), null);
        ScalarBinder right = new ScalarBinder(tables, scope, new Columns(looked.columns()), null);
        Scalar matches = condition(evaluate, arguments, left, right);
        List<Expression> extras = plain.subList(values + 1, plain.size());
        Set<String> shared = new LinkedHashSet<>();
        for (Expression extra : extras) {
            matches = left.make(evaluate.position(), ScalarOp.AND, KqlType.BOOL, matches,
                    new OperatorTyping(left).compare(extra.position(), ScalarOp.EQUAL, left.bind(extra),
                            right.bind(extra)));
            if (extra instanceof Name name) {
                shared.add(name.text());
            }
        }
        if (!arguments.keepsKey() && plain.get(1) instanceof Name name) {
            shared.add(name.text());
        }
        Relation pairs = new Relation.Filter(
                new Relation.Join(JoinKind.INNER, rows, looked, List.of()), matches);
        boolean leading = evaluate.call().function().equals("ipv6_lookup");
        Relation matched = outputs(pairs, rows.columns(), found(rows, looked, shared), leading);
        return arguments.keepsUnmatched() ? withUnmatched(rows, matched) : matched;
    }

    /// Reads the arguments; a bool without a name asks for unmatched rows, too.
    private static Arguments arguments(Operator.Evaluate evaluate) {
        boolean keepsUnmatched = false;
        List<Expression> plain = new ArrayList<>();
        for (Argument argument : evaluate.call().arguments()) {
            boolean flag = "return_unmatched".equals(argument.name())
                    || (argument.name() == null && argument.value() instanceof Expression.Literal literal
                            && literal.type() == KqlType.BOOL);
            if (flag) {
                keepsUnmatched = isTrue(argument.value());
            } else {
                plain.add(argument.value());
            }
        }
        return new Arguments(plain, keepsUnmatched, null, true);
    }

    private static boolean isTrue(@Nullable Expression expression) {
        return expression instanceof Expression.Literal literal && Boolean.TRUE.equals(literal.value());
    }

    /// Reads the arguments of a lookup of places, which stand in their order or by name.
    private static Arguments places(Operator.Evaluate evaluate) {
        List<Expression> plain = new ArrayList<>();
        Map<String, Expression> options = new HashMap<>();
        for (Argument argument : evaluate.call().arguments()) {
            String name = argument.name() != null || plain.size() < 4
                    ? argument.name()
                    : OPTIONS.get(Math.min(options.size(), OPTIONS.size() - 1));
            if (name == null) {
                plain.add(argument.value());
            } else if (!OPTIONS.contains(name) || options.put(name, argument.value()) != null) {
                throw KqlException.of(Kind.SEMANTIC, argument.value().position(),
                        "%s does not take an argument '%s' here".formatted(evaluate.call().function(), name));
            }
        }
        return new Arguments(plain, isTrue(options.get("return_unmatched")), options.get("radius"),
                isTrue(options.get("return_lookup_key")));
    }

    private static int valueCount(String plugin) {
        return switch (plugin) {
            case "geo_polygon_lookup", "geo_line_lookup" -> 3;
            default -> 2;
        };
    }

    /// Binds the condition between the values of a row, at the left, and those of the table, at the right.
    private static Scalar condition(Operator.Evaluate evaluate, Arguments arguments, ScalarBinder left,
            ScalarBinder right) {
        String plugin = evaluate.call().function();
        List<Expression> plain = arguments.plain();
        if (plugin.startsWith("geo_")) {
            Scalar shape = right.bindAs(plain.get(1), KqlType.DYNAMIC);
            Scalar longitude = left.bindAs(plain.get(2), KqlType.REAL);
            Scalar latitude = left.bindAs(plain.get(3), KqlType.REAL);
            boolean polygons = plugin.equals("geo_polygon_lookup");
            if (arguments.radius() == null) {
                if (!polygons) {
                    throw KqlException.of(Kind.SEMANTIC, evaluate.position(),
                            plugin + " takes a table, a line, a longitude, a latitude and a radius");
                }
                return left.make(evaluate.position(), ScalarOp.GEO_POINT_IN_POLYGON, KqlType.BOOL, longitude,
                        latitude, shape);
            }
            Scalar distance = left.make(evaluate.position(),
                    polygons ? ScalarOp.GEO_DISTANCE_POINT_TO_POLYGON : ScalarOp.GEO_DISTANCE_POINT_TO_LINE,
                    KqlType.REAL, longitude, latitude, shape);
            return left.make(evaluate.position(), ScalarOp.LESS_OR_EQUAL, KqlType.BOOL, distance,
                    left.bindAs(arguments.radius(), KqlType.REAL));
        }
        ScalarOp op = plugin.equals("ipv4_lookup") ? ScalarOp.IPV4_IS_IN_RANGE : ScalarOp.IPV6_IS_IN_RANGE;
        return left.make(evaluate.position(), op, KqlType.BOOL, left.bindAs(plain.get(1), KqlType.STRING),
                right.bindAs(plain.get(2), KqlType.STRING));
    }

    private Relation numbered(Relation input) {
        List<Assignment> all = new ArrayList<>(ProjectionBinder.same(input.columns()));
        all.add(new Assignment(tables.context.column("\u0001row", KqlType.LONG), new Scalar.Window(
                WindowOp.ROW_NUMBER, List.of(Literal.of(1)), Frame.ALL, KqlType.LONG)));
        return tables.shared(new Relation.Project(input, all));
    }

    /// The columns of the table that the result has, with names that the rows leave free.
    private List<Assignment> found(Relation rows, Relation looked, Set<String> shared) {
        Set<String> names = new LinkedHashSet<>();
        rows.columns().forEach(column -> names.add(column.name()));
        List<Assignment> found = new ArrayList<>();
        for (Column column : looked.columns()) {
            if (!shared.contains(column.name())) {
                String name = Columns.unique(column.name(), names);
                names.add(name);
                found.add(new Assignment(tables.context.column(name, column.type()), new ColumnRef(column)));
            }
        }
        return found;
    }

    /// @param leading whether the columns of the table stand before those of the rows
    private static Relation outputs(Relation pairs, List<Column> rows, List<Assignment> found,
            boolean leading) {
        List<Assignment> outputs = new ArrayList<>(ProjectionBinder.same(rows));
        outputs.addAll(leading ? 0 : outputs.size(), found);
        return new Relation.Project(pairs, outputs);
    }

    private Relation withUnmatched(Relation rows, Relation matched) {
        Relation.Shared found = tables.shared(matched);
        Relation.Shared all = tables.again((Relation.Shared) rows);
        Column allRow = new Columns(all.columns()).find("\u0001row").orElseThrow();
        Relation.Shared again = tables.again(found);
        Relation rest = new Relation.Join(JoinKind.LEFT_ANTI, all, again,
                List.of(new KeyPair(allRow, new Columns(again.columns()).find("\u0001row").orElseThrow())));
        List<Column> columns = new ArrayList<>();
        Map<Column, Column> fromFound = new HashMap<>();
        Map<Column, Column> fromRest = new HashMap<>();
        Columns restColumns = new Columns(rest.columns());
        for (Column column : found.columns()) {
            if (!column.name().equals("\u0001row")) {
                Column output = tables.context.column(column.name(), column.type());
                columns.add(output);
                fromFound.put(output, column);
                restColumns.find(column.name()).ifPresent(source -> fromRest.put(output, source));
            }
        }
        return new Relation.Union(List.of(new Relation.Branch(found, fromFound),
                new Relation.Branch(rest, fromRest)), columns);
    }
}
