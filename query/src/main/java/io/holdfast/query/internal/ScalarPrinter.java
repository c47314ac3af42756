package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Prints scalar expressions as DuckDB SQL. Columns are named by their ids, so no name of a user enters the
/// text.
final class ScalarPrinter {
    /// Longest SQL of one expression: some templates write an operand twice, and operands nest.
    private static final int MAX_CHARACTERS = 4_000_000;
    /// Most operands of AND or OR that are written side by side.
    private static final int MAX_GROUP = 50;

    private final RelationPrinter relations;
    private final Map<Column, String> names;
    private final AtomicBoolean usesJava;

    ScalarPrinter(RelationPrinter relations) {
        this(relations, Map.of(), new AtomicBoolean());
    }

    private ScalarPrinter(RelationPrinter relations, Map<Column, String> names, AtomicBoolean usesJava) {
        this.relations = relations;
        this.names = names;
        this.usesJava = usesJava;
    }

    /// Returns a printer of expressions that hold no relation and no window, in which the columns have other
    /// texts.
    ScalarPrinter over(List<Column> columns, Function<Column, String> text) {
        return new ScalarPrinter(relations,
                columns.stream().distinct().collect(Collectors.toMap(Function.identity(), text)), usesJava);
    }

    /// Says whether something printed so far calls a function of [JavaFunctions].
    boolean usesJava() {
        return usesJava.get();
    }

    static String column(Column column) {
        return "c" + column.id();
    }

    String print(Scalar scalar) {
        return switch (scalar) {
            case Literal literal -> SqlText.literal(literal);
            case Scalar.ColumnRef ref -> names.getOrDefault(ref.column(), column(ref.column()));
            case Call call -> call(call);
            case Scalar.Subquery subquery -> subquery(subquery);
            case Scalar.InRelation in -> "coalesce(" + in(in) + ", FALSE)";
            case Scalar.Window window -> window(window);
        };
    }

    /// Prints an expression where a null has the effect of false: the engine plans it better than one made
    /// exact.
    String predicate(Scalar scalar) {
        return switch (scalar) {
            case Scalar.InRelation in -> in(in);
            case Call call when call.op() == ScalarOp.AND || call.op() == ScalarOp.OR ->
                logical(call.arguments().stream().map(this::predicate).toList(),
                        call.op() == ScalarOp.AND ? " AND " : " OR ");
            case Call call when call.op() == ScalarOp.IN || call.op() == ScalarOp.IN_CI ->
                ScalarTemplates.in(this, call);
            case Call call when TermOperation.OPS.contains(call.op()) ->
                TermOperation.of(call).predicate(this);
            default -> print(scalar);
        };
    }

    /// Joins operands, many of them in groups that the engine takes for one operand each: it compares each
    /// with each.
    static String logical(List<String> operands, String operator) {
        if (operands.size() <= MAX_GROUP) {
            return "(" + String.join(operator, operands) + ")";
        }
        List<String> groups = new ArrayList<>();
        for (int start = 0; start < operands.size(); start += MAX_GROUP) {
            groups.add("coalesce((" + String.join(operator,
                    operands.subList(start, Math.min(start + MAX_GROUP, operands.size()))) + "), FALSE)");
        }
        return logical(groups, operator);
    }

    private String call(Call call) {
        String sql = ScalarTemplates.of(call.op()).print(this, call);
        if (sql.length() > MAX_CHARACTERS) {
            throw KqlException.of(KqlException.Kind.TOO_COMPLEX, Position.START,
                    "The query is too complex: an expression is too long once variables are put in place");
        }
        return sql;
    }

    String java(String name, String... arguments) {
        usesJava.set(true);
        return JavaFunctions.named(name).sqlName() + "(" + String.join(", ", arguments) + ")";
    }

    /// Prints the call of a function: optional arguments that are left out as nulls or as the last ones
    /// given, further ones as one json array.
    String java(Call call, JavaFunction function, String... last) {
        List<String> printed = new ArrayList<>(arguments(call));
        printed.addAll(List.of(last));
        List<KqlType> parameters = function.parameters();
        if (function.variadic()) {
            int fixed = parameters.size() - 1;
            List<String> further = new ArrayList<>(printed.subList(fixed, printed.size()));
            // The elements of an array are texts of JSON, as dynamic values are stored.
            further.replaceAll(element -> "CAST(" + element + " AS VARCHAR)");
            String array = ScalarTemplates.array(further);
            printed = new ArrayList<>(printed.subList(0, fixed));
            printed.add(array);
        }
        for (int index = printed.size(); index < parameters.size(); index++) {
            printed.add("CAST(NULL AS " + SqlText.type(parameters.get(index)) + ")");
        }
        String result = java(function.name(), printed.toArray(String[]::new));
        return call.type() == KqlType.STRING ? "coalesce(" + result + ", '')" : result;
    }

    List<String> arguments(Call call) {
        return call.arguments().stream().map(this::print).toList();
    }

    private String subquery(Scalar.Subquery subquery) {
        String first = "(SELECT " + column(subquery.relation().columns().getFirst()) + " FROM ("
                + relations.print(subquery.relation()) + ") LIMIT 1)";
        return subquery.type() == KqlType.STRING ? "coalesce(" + first + ", '')" : first;
    }

    private String in(Scalar.InRelation in) {
        String column = column(in.relation().columns().getFirst());
        String items = "(SELECT " + (in.ignoreCase() ? "lower(" + column + ")" : column) + " FROM ("
                + relations.print(in.relation()) + ") WHERE " + column + " IS NOT NULL)";
        String value = print(in.value());
        return (in.ignoreCase() ? "lower(" + value + ")" : value) + " IN " + items;
    }

    private String window(Scalar.Window window) {
        List<String> arguments = window.arguments().stream().map(this::print).toList();
        String over = " OVER (" + frame(window.frame());
        return switch (window.op()) {
            case ROW_NUMBER -> "(row_number()" + over + ") - 1 + " + arguments.getFirst() + ")";
            case PREVIOUS -> "lag(" + String.join(", ", arguments) + ")" + over + ")";
            case NEXT -> "lead(" + String.join(", ", arguments) + ")" + over + ")";
            case RUNNING_SUM -> running("sum", window, arguments.getFirst(), over);
            case RUNNING_MAX -> running("max", window, arguments.getFirst(), over);
            case SESSION_START -> throw new AssertionError("sessions are computed by the binder");
        };
    }

    private static String frame(Scalar.Frame frame) {
        String partition = frame.partition().isEmpty()
                ? ""
                : "PARTITION BY "
                        + frame.partition().stream().map(ScalarPrinter::column)
                                .collect(Collectors.joining(", "));
        Column order = frame.order();
        return partition + (order == null ? "" : " ORDER BY " + column(order));
    }

    private static String running(String function, Scalar.Window window, String value, String over) {
        return "CAST(" + function + "(" + value + ")" + over
                + " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS " + SqlText.type(window.type())
                + ")";
    }
}
