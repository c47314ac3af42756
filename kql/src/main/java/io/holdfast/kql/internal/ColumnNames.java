package io.holdfast.kql.internal;

import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Element;
import io.holdfast.kql.internal.Expression.Literal;
import io.holdfast.kql.internal.Expression.Member;
import io.holdfast.kql.internal.Expression.Name;
import java.util.Optional;
import java.util.Set;

/// The names that columns get by themselves, from their expressions.
final class ColumnNames {
    private static final Set<String> OF_SKETCHES = Set.of("percentile_tdigest", "dcount_hll");

    private ColumnNames() {}

    /// Returns the name of the column of an expression, or empty if the expression gives none.
    static Optional<String> inferred(Expression expression) {
        return switch (expression) {
            case Name name -> Optional.of(name.text());
            case Member member when member.base() instanceof Name name && name.text().startsWith("$") ->
                Optional.of(member.name());
            case Member member -> inferred(member.base()).map(base -> base + "_" + member.name());
            case Element element -> element.index() instanceof Literal literal
                    ? inferred(element.base()).map(base -> base + "_" + literal.value())
                    : Optional.empty();
            case Call call when SpecialForms.namedByArgument(call.function())
                    && !call.arguments().isEmpty() ->
                inferred(call.arguments().getFirst().value());
            case Call call when OF_SKETCHES.contains(call.function()) && !call.arguments().isEmpty() ->
                inferred(call.arguments().getFirst().value()).map(name -> call.function() + "_" + name);
            case Call call when AggregateFunctions.find(call.function()).isPresent() -> aggregate(call);
            default -> Optional.empty();
        };
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
