package io.holdfast.query.internal;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Prints aggregates as DuckDB SQL.
final class AggregatePrinter {
    /// Most elements where their order does not matter: the most that there can be.
    private static final long MOST_UNORDERED = 1_048_576;

    /// Types whose values the engine writes as json just as the language does.
    private static final Set<KqlType> PLAIN = EnumSet.of(KqlType.STRING, KqlType.INT, KqlType.LONG,
            KqlType.BOOL);

    private final ScalarPrinter scalars;

    AggregatePrinter(ScalarPrinter scalars) {
        this.scalars = scalars;
    }

    /// Prints one of the aggregates over the same rows.
    ///
    /// @param all those aggregates: percentiles of the same values are computed together
    String print(AggregateColumn column, List<AggregateColumn> all) {
        KqlType type = column.column().type();
        String filter = filter(column.filter(), null);
        if (column.op() == AggregateOp.COUNT) {
            return "count(*)" + filter;
        }
        Scalar argument = column.arguments().getFirst();
        String value = scalars.print(argument);
        return switch (column.op()) {
            case COUNT -> throw new AssertionError("counted above");
            case COUNT_DISTINCT -> "count(DISTINCT " + value + ")" + filter;
            case SUM -> sum(type, value, filter);
            case AVERAGE -> average(type, argument.type(), value, filter);
            case MIN -> type == KqlType.REAL
                    ? "(CASE WHEN bool_or(isnan(" + value + "))" + filter
                            + " THEN CAST('nan' AS DOUBLE) ELSE min(" + value + ")" + filter + " END)"
                    : ofType(type, "min(" + value + ")" + filter);
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
            case PERCENTILE -> percentile(column, all, value, filter);
            case STANDARD_DEVIATION -> deviation("stddev_samp", column, value);
            case POPULATION_STANDARD_DEVIATION -> deviation("stddev_pop", column, value);
            case VARIANCE -> deviation("var_samp", column, value);
            case POPULATION_VARIANCE -> deviation("var_pop", column, value);
            case BINARY_AND -> "bit_and(" + value + ")" + filter;
            case BINARY_OR -> "bit_or(" + value + ")" + filter;
            case BINARY_XOR -> "bit_xor(" + value + ")" + filter;
            case TDIGEST -> unlessNone(value, filter, new WeightedAggregates(scalars).print(column,
                    filter(column.filter(), value + " IS NOT NULL")));
            case COVARIANCE, POPULATION_COVARIANCE, WEIGHTED_PERCENTILE, PERCENTILES_ARRAY ->
                new WeightedAggregates(scalars).print(column, filter(column.filter(), value
                        + " IS NOT NULL"));
            case HLL -> "'[' || array_to_string(list_slice(list_sort(list(DISTINCT hash(CAST("
                    + value + " AS VARCHAR)) // 2)" + filter(column.filter(), value + " IS NOT NULL")
                    + "), 1, " + SketchFunctions.MOST_HASHES + "), ',') || ']'";
            case HLL_MERGE -> scalars.java("hll_merge", joined(column, value));
            case TDIGEST_MERGE -> scalars.java("tdigest_merge", joined(column, value));
            case BUILD_SCHEMA ->
                unlessNone(value, filter, scalars.java("build_schema", joined(column, value)));
        };
    }

    private String filter(@Nullable Scalar filter, @Nullable String more) {
        if (filter == null) {
            return more == null ? "" : " FILTER (WHERE " + more + ")";
        }
        String predicate = scalars.predicate(filter);
        return " FILTER (WHERE " + predicate + (more == null ? "" : " AND " + more) + ")";
    }

    /// Of no values there is nothing.
    private static String unlessNone(String value, String filter, String sql) {
        return "(CASE WHEN count(" + value + ")" + filter + " > 0 THEN " + sql + " END)";
    }

    private static String ofType(KqlType type, String sql) {
        return type == KqlType.STRING ? "coalesce(" + sql + ", '')" : sql;
    }

    private String joined(AggregateColumn column, String value) {
        return "('[' || coalesce(string_agg(" + value + ", ',')"
                + filter(column.filter(), value + " IS NOT NULL") + ", '') || ']')";
    }

    /// The sum of whole numbers wraps around.
    private static String sum(KqlType type, String value, String filter) {
        String sqlType = SqlText.type(type);
        String sum = "sum(" + value + ")" + filter;
        if (type == KqlType.REAL || type == KqlType.DECIMAL) {
            return "coalesce(TRY_CAST(" + sum + " AS " + sqlType + "), CAST(0 AS " + sqlType + "))";
        }
        String wrapped = "(" + sum + " + 9223372036854775808) % 18446744073709551616";
        return "coalesce(CAST((" + wrapped
                + " + 18446744073709551616) % 18446744073709551616 - 9223372036854775808 AS BIGINT), 0)";
    }

    private static String average(KqlType type, KqlType valueType, String value, String filter) {
        String count = "nullif(count(" + value + ")" + filter + ", 0)";
        if (type == KqlType.REAL) {
            String mean = valueType == KqlType.REAL
                    ? "avg(" + value + ")" + filter
                    : "CAST(" + sum(KqlType.LONG, value, filter) + " AS DOUBLE) / " + count;
            return "coalesce(" + mean + ", CAST('nan' AS DOUBLE))";
        }
        return type == KqlType.DECIMAL
                ? "TRY_CAST(CAST(sum(" + value + ")" + filter + " AS DOUBLE) / " + count + " AS "
                        + SqlText.type(type) + ")"
                : "CAST(sum(" + value + ")" + filter + " // " + count + " AS BIGINT)";
    }

    /// Of numbers that are not all finite there is none; of fewer numbers than it takes it is zero.
    private String deviation(String function, AggregateColumn column, String value) {
        return "(CASE WHEN bool_or(NOT isfinite(" + value + "))" + filter(column.filter(), null)
                + " THEN CAST('nan' AS DOUBLE) ELSE coalesce(" + function + "(" + value + ")"
                + filter(column.filter(), "isfinite(" + value + ")") + ", 0) END)";
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
        if (PLAIN.contains(argument.type()) && (!distinct || most(column) >= MOST_UNORDERED)) {
            return plainList(column, argument, value, distinct);
        }
        String json = CastTemplates.toJson(scalars, argument.type(), value);
        String filter = filter(column.filter(),
                argument.type() == KqlType.STRING ? null : value + " IS NOT NULL");
        long most = most(column);
        boolean first = distinct && most < MOST_UNORDERED;
        // Of a set that is cut the first values stay.
        String values = "list(" + (distinct && !first ? "DISTINCT " : "") + json + ")" + filter;
        String array = array(values, first || argument.type() == KqlType.DYNAMIC ? MOST_UNORDERED : most);
        if (first || (distinct && argument.type() == KqlType.DYNAMIC)) {
            // A set or list over arrays is that of their elements.
            return scalars.java("set_flatten", array, SqlText.bigint(most));
        }
        return argument.type() == KqlType.DYNAMIC
                ? scalars.java("list_flatten", array, SqlText.bigint(most))
                : array;
    }

    /// Most lists are not cut, and not to copy them is worth the longer text: the engine makes the list once.
    private String plainList(AggregateColumn column, Scalar argument, String value, boolean distinct) {
        String list = "list(" + (distinct ? "DISTINCT " : "") + value + ")" + filter(column.filter(),
                argument.type() == KqlType.STRING ? null : value + " IS NOT NULL");
        return "coalesce(CAST(to_json(CASE WHEN len(" + list + ") > " + most(column) + " THEN list_slice("
                + list + ", 1, " + most(column) + ") ELSE " + list + " END) AS VARCHAR), '[]')";
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

    /// The engine computes an aggregate that stands in several columns once.
    private static String percentile(AggregateColumn column, List<AggregateColumn> all, String value,
            String filter) {
        List<String> fractions = all.stream()
                .filter(other -> other.op() == column.op() && Objects.equals(other.filter(), column.filter())
                        && other.arguments().getFirst().equals(column.arguments().getFirst()))
                .map(other -> fraction(other.arguments().get(1))).distinct().toList();
        String own = fraction(column.arguments().get(1));
        return fractions.size() == 1
                ? "quantile_disc(" + value + ", " + own + ")" + filter
                : "list_extract(quantile_disc(" + value + ", [" + String.join(", ", fractions) + "])" + filter
                        + ", " + (fractions.indexOf(own) + 1) + ")";
    }

    private static String fraction(Scalar percentage) {
        double value = (percentage instanceof Literal literal && literal.value() instanceof Double number)
                ? number
                : 0;
        return Double.toString(Math.max(0, Math.min(100, value)) / 100);
    }
}
