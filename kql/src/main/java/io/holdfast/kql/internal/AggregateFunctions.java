package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.INT;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.TIMESPAN;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.KqlType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The aggregate functions of one value. Those of several columns (`arg_max`, `take_any`, `percentiles`) are
/// in [AggregateCollector].
final class AggregateFunctions {
    /// Most elements of a list, set or bag. Source: the Kusto reference, page "make_list()".
    static final long MAX_ELEMENTS = 1_048_576;

    /// How one aggregate is called.
    ///
    /// @param prefix of the name of its column
    /// @param conditional whether the argument after the value is a condition
    /// @param bounded whether an optional last argument is the most elements
    /// @param value whether it takes a value at all
    record Aggregate(AggregateOp op, String prefix, boolean conditional, boolean bounded, boolean value) {}

    private static final Map<String, Aggregate> BY_NAME = new HashMap<>();
    private static final Set<String> MANY_COLUMNS = Set.of("arg_max", "arg_min", "argmax", "argmin",
            "take_any", "any",
            "take_anyif", "anyif", "percentile", "percentiles", "percentilew", "percentilesw",
            "percentiles_array", "percentilesw_array", "covariance", "covarianceif", "covariancep",
            "covariancepif", "tdigest");

    static {
        BY_NAME.put("count", new Aggregate(AggregateOp.COUNT, "count_", false, false, false));
        BY_NAME.put("countif", new Aggregate(AggregateOp.COUNT, "countif_", true, false, false));
        define("hll", AggregateOp.HLL, "hll");
        BY_NAME.put("hll_if", new Aggregate(AggregateOp.HLL, "hll_if", true, false, true));
        define("hll_merge", AggregateOp.HLL_MERGE, "hll_merge");
        define("tdigest_merge", AggregateOp.TDIGEST_MERGE, "merge_tdigests");
        define("merge_tdigest", AggregateOp.TDIGEST_MERGE, "merge_tdigests");
        define("merge_tdigests", AggregateOp.TDIGEST_MERGE, "merge_tdigests");
        define("buildschema", AggregateOp.BUILD_SCHEMA, "schema");
        define("dcount", AggregateOp.COUNT_DISTINCT, "dcount");
        define("count_distinct", AggregateOp.COUNT_DISTINCT, "count_distinct");
        define("sum", AggregateOp.SUM, "sum");
        define("avg", AggregateOp.AVERAGE, "avg");
        define("min", AggregateOp.MIN, "min");
        define("max", AggregateOp.MAX, "max");
        define("stdev", AggregateOp.STANDARD_DEVIATION, "stdev");
        define("variance", AggregateOp.VARIANCE, "variance");
        define("stdevp", AggregateOp.POPULATION_STANDARD_DEVIATION, "stdevp");
        define("variancep", AggregateOp.POPULATION_VARIANCE, "variancep");
        define("binary_all_and", AggregateOp.BINARY_AND, "binary_all_and");
        define("binary_all_or", AggregateOp.BINARY_OR, "binary_all_or");
        define("binary_all_xor", AggregateOp.BINARY_XOR, "binary_all_xor");
        collection("make_list", AggregateOp.MAKE_LIST, "list");
        collection("make_list_with_nulls", AggregateOp.MAKE_LIST_WITH_NULLS, "list");
        collection("make_set", AggregateOp.MAKE_SET, "set");
        collection("make_bag", AggregateOp.MAKE_BAG, "bag");
        BY_NAME.put("makelist", new Aggregate(AggregateOp.MAKE_LIST, "list", false, true, true));
        BY_NAME.put("makeset", new Aggregate(AggregateOp.MAKE_SET, "set", false, true, true));
    }

    private AggregateFunctions() {}

    private static void define(String name, AggregateOp op, String prefix) {
        BY_NAME.put(name, new Aggregate(op, prefix, false, false, true));
        BY_NAME.put(name + "if", new Aggregate(op, prefix + "if", true, false, true));
    }

    private static void collection(String name, AggregateOp op, String prefix) {
        BY_NAME.put(name, new Aggregate(op, prefix, false, true, true));
        BY_NAME.put(name + "_if", new Aggregate(op, prefix, true, true, true));
    }

    static boolean isAggregate(String name) {
        return BY_NAME.containsKey(name) || MANY_COLUMNS.contains(name);
    }

    static Optional<Aggregate> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static Set<String> names() {
        return BY_NAME.keySet();
    }

    static Set<String> all() {
        Set<String> all = new HashSet<>(BY_NAME.keySet());
        all.addAll(MANY_COLUMNS);
        return all;
    }

    /// Returns the type of an aggregate over values of a type, or empty if it takes no values of that type.
    static Optional<KqlType> result(AggregateOp op, KqlType value) {
        return Optional.ofNullable(switch (op) {
            case COUNT, COUNT_DISTINCT -> LONG;
            case BINARY_AND, BINARY_OR, BINARY_XOR -> value == LONG || value == INT ? LONG : null;
            case SUM -> value == INT ? LONG : value == DYNAMIC ? REAL : numberOrSpan(value);
            case AVERAGE -> value == TIMESPAN || value == KqlType.DATETIME || value == KqlType.DECIMAL
                    ? value
                    : numeric(value) ? REAL : null;
            case STANDARD_DEVIATION, VARIANCE, POPULATION_STANDARD_DEVIATION, POPULATION_VARIANCE ->
                numeric(value) ? REAL : null;
            case COVARIANCE, POPULATION_COVARIANCE -> numeric(value) ? REAL : null;
            case HLL, HLL_MERGE, TDIGEST, TDIGEST_MERGE, BUILD_SCHEMA, PERCENTILES_ARRAY -> DYNAMIC;
            case MIN, MAX, PERCENTILE, WEIGHTED_PERCENTILE, ARG_MIN, ARG_MAX ->
                value == DYNAMIC ? null : value;
            case TAKE_ANY, TAKE_ANY_ROW -> value;
            case MAKE_LIST, MAKE_LIST_WITH_NULLS, MAKE_SET -> DYNAMIC;
            case MAKE_BAG -> value == DYNAMIC ? DYNAMIC : null;
        });
    }

    private static boolean numeric(KqlType type) {
        return type.isNumeric() || type == DYNAMIC || type == KqlType.BOOL;
    }

    private static @Nullable KqlType numberOrSpan(KqlType type) {
        return type.isNumeric() || type == TIMESPAN ? type : type == KqlType.BOOL ? LONG : null;
    }
}
