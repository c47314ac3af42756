package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.STRING;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The functions that take arrays, columns or paths and follow rules of their own.
final class SeriesForms {
    private static final Map<String, SpecialForms.Form> BY_NAME = Map.of("array_sort_asc",
            (binder, call) -> sorted(binder, call).getFirst().scalar(), "array_sort_desc",
            (binder, call) -> sorted(binder, call).getFirst().scalar(), "extract_json",
            SeriesForms::extractJson, "extractjson", SeriesForms::extractJson, "pack_all",
            SeriesForms::packAll, "bag_pack_columns", SeriesForms::packColumns, "percentile_tdigest",
            SeriesForms::percentileOfDigest, "replace", SeriesForms::replace);

    private SeriesForms() {}

    static Optional<SpecialForms.Form> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static Set<String> names() {
        return new TreeSet<>(BY_NAME.keySet());
    }

    static boolean isSort(String function) {
        return function.equals("array_sort_asc") || function.equals("array_sort_desc");
    }

    /// Binds a sort of arrays, all by the first: one value for each. A bool after them says whether nulls
    /// come last.
    static List<ScalarBinder.Value> sorted(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, Integer.MAX_VALUE);
        List<Scalar> arrays = new ArrayList<>();
        Scalar nullsLast = Literal.of(true);
        for (int index = 0; index < call.arguments().size(); index++) {
            Scalar bound = binder.bind(ScalarBinder.argument(call, index));
            if (bound.type() == BOOL && index > 0 && index == call.arguments().size() - 1) {
                nullsLast = bound;
            } else {
                arrays.add(binder.convert(ScalarBinder.argument(call, index).position(), bound, DYNAMIC));
            }
        }
        Scalar all = binder.make(call.position(), ScalarOp.PACK_ARRAY, DYNAMIC, arrays);
        Scalar sorted = binder.make(call.position(), ScalarOp.ARRAY_SORT, DYNAMIC, all,
                Literal.of(call.function().equals("array_sort_asc")), nullsLast);
        List<ScalarBinder.Value> values = new ArrayList<>();
        for (int index = 0; index < arrays.size(); index++) {
            String name = ColumnNames.inferred(ScalarBinder.argument(call, index)).orElse("");
            values.add(new ScalarBinder.Value(
                    name.isEmpty() ? "array" + (index + 1) + "_sorted" : name + "_sorted",
                    binder.component(call.position(), sorted, index, DYNAMIC)));
        }
        return values;
    }

    private static Scalar extractJson(ScalarBinder binder, Call call) {
        binder.checkCount(call, 2, 3);
        Scalar found = binder.make(call.position(), ScalarOp.EXTRACT_JSON, DYNAMIC,
                binder.bindAs(ScalarBinder.argument(call, 0), STRING),
                binder.bindAs(ScalarBinder.argument(call, 1), STRING));
        KqlType type = call.arguments().size() == 3
                ? SpecialForms.typeArgument(ScalarBinder.argument(call, 2))
                : STRING;
        return Conversions.cast(found, type);
    }

    /// The older spelling of `replace_regex`, which takes pattern, replacement and then the text.
    private static Scalar replace(ScalarBinder binder, Call call) {
        binder.checkCount(call, 3, 3);
        return binder.make(call.position(), ScalarOp.REPLACE_REGEX, STRING,
                binder.bindAs(ScalarBinder.argument(call, 2), STRING),
                binder.bindAs(ScalarBinder.argument(call, 0), STRING),
                binder.bindAs(ScalarBinder.argument(call, 1), STRING));
    }

    private static Scalar percentileOfDigest(ScalarBinder binder, Call call) {
        binder.checkCount(call, 2, 3);
        Scalar found = binder.make(call.position(), ScalarOp.PERCENTILE_TDIGEST, DYNAMIC,
                binder.bindAs(ScalarBinder.argument(call, 0), DYNAMIC),
                binder.bindAs(ScalarBinder.argument(call, 1), KqlType.REAL));
        return call.arguments().size() == 2
                ? found
                : Conversions.cast(found, SpecialForms.typeArgument(ScalarBinder.argument(call, 2)));
    }

    private static Scalar pack(ScalarBinder binder, Call call, List<Column> columns, boolean ignoreEmpty) {
        List<Scalar> pairs = new ArrayList<>();
        for (Column column : columns) {
            pairs.add(Conversions.cast(Literal.of(column.name()), DYNAMIC));
            pairs.add(Conversions.cast(new Scalar.ColumnRef(column), DYNAMIC));
        }
        return binder.make(call.position(), ignoreEmpty ? ScalarOp.BAG_PACK_NOT_EMPTY : ScalarOp.BAG_PACK,
                DYNAMIC, pairs);
    }

    private static Scalar packAll(ScalarBinder binder, Call call) {
        binder.checkCount(call, 0, 1);
        boolean ignoreEmpty = !call.arguments().isEmpty() && Boolean.TRUE
                .equals(binder.constant(ScalarBinder.argument(call, 0), BOOL).value());
        return pack(binder, call, binder.columns.list(), ignoreEmpty);
    }

    private static Scalar packColumns(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, Integer.MAX_VALUE);
        List<Column> columns = new ArrayList<>();
        for (Expression.Argument argument : call.arguments()) {
            if (argument.value() instanceof Expression.Name name) {
                columns.add(binder.columns.require(name.position(), name.text()));
            } else if (argument.value() instanceof Expression.Star) {
                columns.addAll(binder.columns.list());
            } else {
                throw KqlException.of(KqlException.Kind.SEMANTIC,
                        argument.value().position(), "bag_pack_columns() takes names of columns");
            }
        }
        return pack(binder, call, columns, false);
    }
}
