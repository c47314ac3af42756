package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;

import io.holdfast.kql.Column;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Call;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The functions that tell of the query's surroundings. The language is not told who asks: it answers as the
/// mirrored engine does without sign-in.
final class ContextFunctions {
    private static final Map<String, SpecialForms.Form> BY_NAME = Map.of("current_database",
            (binder, call) -> text(binder, call, "NetDefaultDB"), "current_cluster_endpoint",
            (binder, call) -> text(binder, call, "localhost"), "current_principal",
            (binder, call) -> text(binder, call, "<null identity>"), "current_principal_details",
            (binder, call) -> none(binder, call), "current_principal_is_member_of",
            ContextFunctions::noMember, "cursor_current", ContextFunctions::cursor, "column_names_of",
            ContextFunctions::columnNames);

    private ContextFunctions() {}

    static Optional<SpecialForms.Form> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static Set<String> names() {
        return new TreeSet<>(BY_NAME.keySet());
    }

    private static Scalar text(ScalarBinder binder, Call call, String text) {
        binder.checkCount(call, 0, 0);
        return Literal.of(text);
    }

    private static Scalar none(ScalarBinder binder, Call call) {
        binder.checkCount(call, 0, 0);
        return Literal.nullOf(DYNAMIC);
    }

    private static Scalar noMember(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, Integer.MAX_VALUE);
        for (int index = 0; index < call.arguments().size(); index++) {
            binder.bind(ScalarBinder.argument(call, index));
        }
        return new Literal(BOOL, false);
    }

    /// The time of the query in ticks: what is ingested later has a greater one.
    private static Scalar cursor(ScalarBinder binder, Call call) {
        binder.checkCount(call, 0, 0);
        return Literal.of(Long.toString(binder.context().options.nowTicks()));
    }

    private static Scalar columnNames(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, 1);
        Relation table = binder.tables.bind(ScalarBinder.argument(call, 0), binder.scope);
        return binder.make(call.position(), ScalarOp.PACK_ARRAY, DYNAMIC,
                table.columns().stream().map(Column::name).map(Literal::of)
                        .map(name -> Conversions.cast(name, DYNAMIC)).toList());
    }
}
