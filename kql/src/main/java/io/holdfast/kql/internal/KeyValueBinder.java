package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Binds `parse-kv`: the pairs of a text become a bag, and each wanted key a column.
final class KeyValueBinder {
    private final ScalarBinder scalars;

    KeyValueBinder(ScalarBinder scalars) {
        this.scalars = scalars;
    }

    Relation bind(Operator.ParseKv parse, Relation input) {
        Map<String, String> options = parse.options();
        Scalar text = Conversions.cast(scalars.bind(parse.value()), KqlType.STRING);
        boolean regex = options.containsKey("regex");
        Scalar bag = regex
                ? scalars.make(parse.position(), ScalarOp.PARSE_PAIRS_REGEX, KqlType.DYNAMIC, text,
                        Literal.of(options.getOrDefault("regex", "")))
                : scalars.make(parse.position(), ScalarOp.PARSE_PAIRS, KqlType.DYNAMIC, text,
                        Literal.of(options.getOrDefault("pair_delimiter", "")),
                        Literal.of(options.getOrDefault("kv_delimiter", "")),
                        Literal.of(options.getOrDefault("quote", "")),
                        Literal.of(options.getOrDefault("escape", "")),
                        Literal.of(Boolean.parseBoolean(options.getOrDefault("greedy", "false"))));
        Column pairs = scalars.context().column("\u0001pairs", KqlType.DYNAMIC);
        List<Assignment> below = new ArrayList<>(ProjectionBinder.same(input.columns()));
        below.add(new Assignment(pairs, bag));
        Map<String, Assignment> outputs = new LinkedHashMap<>();
        scalars.columns.list()
                .forEach(column -> outputs.put(column.name(), new Assignment(column, new ColumnRef(column))));
        for (Expression.ColumnDeclaration wanted : parse.columns()) {
            Scalar value = new Scalar.Call(ScalarOp.PATH,
                    List.of(new ColumnRef(pairs), Literal.of(wanted.name())), KqlType.DYNAMIC);
            outputs.put(wanted.name(), new Assignment(
                    scalars.context().column(wanted.name(), wanted.type()),
                    Conversions.cast(Conversions.cast(value, KqlType.STRING), wanted.type())));
        }
        List<Assignment> all = new ArrayList<>(outputs.values());
        all.addAll(ProjectionBinder.same(scalars.columns.keys()));
        return new Relation.Project(new Relation.Project(input, below), all);
    }
}
