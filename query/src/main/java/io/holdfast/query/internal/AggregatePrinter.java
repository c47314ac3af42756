package io.holdfast.query.internal;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import org.jspecify.annotations.Nullable;

/// Prints aggregates as DuckDB SQL.
final class AggregatePrinter {
    private final ScalarPrinter scalars;

    AggregatePrinter(ScalarPrinter scalars) {
        this.scalars = scalars;
    }

    String print(AggregateColumn column) {
        KqlType type = column.column().type();
        String filter = filter(column.filter(), null);
        if (column.op() == AggregateOp.COUNT) {
            return "count(*)" + filter;
        }
        Scalar argument = column.arguments().getFirst();
        String value = scalars.print(argument);
        String sqlType = SqlText.type(type);
        return switch (column.op()) {
            case COUNT -> throw new AssertionError("counted above");
            case COUNT_DISTINCT -> "count(DISTINCT " + value + ")" + filter;
            case SUM -> "coalesce(TRY_CAST(sum(" + value + ")" + filter + " AS " + sqlType + "), CAST(0 AS "
                    + sqlType + "))";
            case AVERAGE -> average(type, value, filter);
            case MIN -> ofType(type, "min(" + value + ")" + filter);
            case MAX -> ofType(type, "max(" + value + ")" + filter);
            case ARG_MIN -> extreme("arg_min", column, value, filter);
            case ARG_MAX -> extreme("arg_max", column, value, filter);
            case MAKE_LIST -> list(column, argument, value, false);
            case MAKE_LIST_WITH_NULLS -> listWithNulls(column, argument, value);
            case MAKE_SET -> list(column, argument, value, true);
            case MAKE_BAG ->
                "coalesce(" + scalars.java("bag_merge", "('[' || string_agg(" + value + ", ',')" + filter
                        + " || ']')") + ", '{}')";
            case TAKE_ANY -> ofType(type, "any_value(" + value + ")" + filter);
            case TAKE_ANY_ROW -> ofType(type, "first(" + value + ")" + filter);
            case PERCENTILE ->
                "quantile_disc(" + value + ", " + fraction(column.arguments().get(1)) + ")" + filter;
            case STANDARD_DEVIATION -> deviation("stddev_samp", value, filter);
            case POPULATION_STANDARD_DEVIATION -> deviation("stddev_pop", value, filter);
            case VARIANCE -> deviation("var_samp", value, filter);
            case POPULATION_VARIANCE -> deviation("var_pop", value, filter);
            case BINARY_AND -> "bit_and(" + value + ")" + filter;
            case BINARY_OR -> "bit_or(" + value + ")" + filter;
            case BINARY_XOR -> "bit_xor(" + value + ")" + filter;
        };
    }

    private String filter(@Nullable Scalar filter, @Nullable String more) {
        if (filter == null) {
            return more == null ? "" : " FILTER (WHERE " + more + ")";
        }
        String predicate = scalars.predicate(filter);
        return " FILTER (WHERE " + predicate + (more == null ? "" : " AND " + more) + ")";
    }

    private static String ofType(KqlType type, String sql) {
        return type == KqlType.STRING ? "coalesce(" + sql + ", '')" : sql;
    }

    private static String average(KqlType type, String value, String filter) {
        return type == KqlType.REAL
                ? "coalesce(avg(" + value + ")" + filter + ", CAST('nan' AS DOUBLE))"
                : "CAST(sum(" + value + ")" + filter + " // nullif(count(" + value + ")" + filter
                        + ", 0) AS BIGINT)";
    }

    private static String deviation(String function, String value, String filter) {
        return "coalesce(" + function + "(" + value + ")" + filter + ", CAST('nan' AS DOUBLE))";
    }

    /// The value is wrapped so that a null of the right row is not passed over; where all keys are null, any
    /// row will do.
    private String extreme(String function, AggregateColumn column, String value, String filter) {
        String by = scalars.print(column.arguments().get(1));
        String row = "struct_pack(v := " + value + ")";
        return ofType(column.column().type(),
                "struct_extract(coalesce(" + function + "(" + row + ", " + by + ")" + filter
                        + ", first(" + row + ")" + filter + "), 'v')");
    }

    private String list(AggregateColumn column, Scalar argument, String value, boolean distinct) {
        String json = CastTemplates.toJson(scalars, argument.type(), value);
        String filter = filter(column.filter(),
                argument.type() == KqlType.STRING ? null : value + " IS NOT NULL");
        String values = "list(" + (distinct ? "DISTINCT " : "") + json + ")" + filter;
        String array = array(values, most(column));
        // A set over arrays is the set of their elements.
        return (distinct && argument.type() == KqlType.DYNAMIC) ? scalars.java("set_flatten", array) : array;
    }

    private String listWithNulls(AggregateColumn column, Scalar argument, String value) {
        String json = "coalesce(" + CastTemplates.toJson(scalars, argument.type(), value) + ", 'null')";
        return array("list(" + json + ")" + filter(column.filter(), null), most(column));
    }

    private static long most(AggregateColumn column) {
        Long most = ScalarTemplates.longLiteral(column.arguments().get(1));
        return most == null ? 0 : Math.max(0, most);
    }

    private static String array(String list, long most) {
        return "('[' || coalesce(array_to_string(list_slice(" + list + ", 1, " + most
                + "), ','), '') || ']')";
    }

    private static String fraction(Scalar percentage) {
        double value = (percentage instanceof Literal literal && literal.value() instanceof Double number)
                ? number
                : 0;
        return Double.toString(Math.max(0, Math.min(100, value)) / 100);
    }
}
