package io.holdfast.kql.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Element;
import io.holdfast.kql.internal.Expression.Literal;
import io.holdfast.kql.internal.Expression.Member;
import io.holdfast.kql.internal.Expression.Name;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names that columns get by themselves, from their expressions.
final class ColumnNames {
    private ColumnNames() {}

    /// Functions whose column has the name of their first argument. Source for all these sets: the result
    /// names of the functions in Kusto.Language, Microsoft's own parser.
    private static final Set<String> FIRST_ARGUMENT = Set.of("split", "tohex", "tostring", "todynamic",
            "toobject", "tolong", "toint", "toreal", "todouble", "todatetime", "totimespan", "totime",
            "tobool",
            "toboolean", "todecimal", "toguid", "parse_csv", "parsejson", "parse_json", "parse_xml",
            "format_datetime", "format_timespan", "startofday", "bin", "floor", "bin_at", "bin_auto",
            "binary_and",
            "binary_or", "binary_xor", "binary_not", "binary_shift_right", "binary_shift_left",
            "bitset_count_ones", "series_fir", "series_outliers", "series_iir", "series_fill_backward",
            "series_fill_forward", "series_fill_const", "series_fill_linear", "round", "ceiling", "pow",
            "sqrt",
            "log", "log2", "log10", "exp", "exp2", "exp10", "cos", "sin", "tan", "acos", "asin", "atan",
            "atan2",
            "abs", "rand", "gamma", "loggamma", "erf", "erfc", "format_bytes");
    /// Functions whose column has a prefix before the name of their first argument.
    private static final Map<String, String> PREFIXES = Map.of("strlen", "strlen_", "string_size",
            "string_size_", "dcount_hll", "dcount_hll_", "percentile_tdigest", "percentile_tdigest_",
            "percentiles_array_tdigest", "percentile_tdigest_", "repeat", "repeat_", "treepath", "tree_");
    /// Functions whose column has a name of its own.
    private static final Map<String, String> FIXED = Map.of("ingestion_time", "$IngestionTime", "hll_merge",
            "hll_merged_result", "tdigest_merge", "tdigests_merge_result", "merge_tdigest",
            "tdigests_merge_result");

    /// Returns the name of the column of an expression, or empty if the expression gives none.
    static Optional<String> inferred(Expression expression) {
        return switch (expression) {
            case Name name -> Optional.of(name.text());
            case Member member when member.base() instanceof Name name && name.text().startsWith("$") ->
                Optional.of(member.name());
            case Member member -> Optional.of(joined(member.base(), member.name()));
            case Element element -> element.index() instanceof Literal literal && isKey(literal)
                    ? Optional.of(joined(element.base(), String.valueOf(literal.value())))
                    : Optional.empty();
            case Call call -> ofCall(call);
            default -> Optional.empty();
        };
    }

    private static boolean isKey(Literal literal) {
        return literal.type() == KqlType.STRING || literal.type() == KqlType.LONG
                || literal.type() == KqlType.INT;
    }

    private static String joined(Expression base, String key) {
        return inferred(base).filter(name -> !name.isBlank()).map(name -> name + "_" + key).orElse(key);
    }

    private static Optional<String> ofCall(Call call) {
        String function = call.function();
        if (AggregateFunctions.find(function).isPresent()) {
            return aggregate(call);
        }
        if (FIXED.containsKey(function)) {
            return Optional.ofNullable(FIXED.get(function));
        }
        boolean only = (function.equals("make_datetime") || function.equals("make_timespan"))
                && call.arguments().size() == 1;
        if (call.arguments().isEmpty() || !(only || FIRST_ARGUMENT.contains(function)
                || PREFIXES.containsKey(function))) {
            return Optional.empty();
        }
        String given = call.arguments().getFirst().name();
        return Optional.ofNullable(given).or(() -> inferred(call.arguments().getFirst().value()))
                .map(name -> PREFIXES.getOrDefault(function, "") + name);
    }

    /// Returns the name for a projection over columns: `column_ifexists` takes that of the column it finds.
    static Optional<String> inferred(Expression expression, Columns columns) {
        if (expression instanceof Call call && call.function().startsWith("column")
                && !call.arguments().isEmpty()
                && call.arguments().getFirst().value() instanceof Literal literal
                && literal.value() instanceof String name && columns.find(name).isPresent()) {
            return Optional.of(name);
        }
        return inferred(expression);
    }

    private static Optional<String> aggregate(Call call) {
        return AggregateFunctions.find(call.function())
                .map(found -> found.value() && !call.arguments().isEmpty()
                        ? found.prefix() + "_" + inferred(call.arguments().getFirst().value()).orElse("")
                        : found.prefix() + (found.conditional() && !call.arguments().isEmpty()
                                ? inferred(call.arguments().getFirst().value()).orElse("")
                                : ""));
    }
}
