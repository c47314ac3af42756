package io.holdfast.kql.internal;

import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Column;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Binds `evaluate bag_unpack`: the members of bags become columns. Which members there are, the rows tell,
/// unless the query says it.
final class BagBinder {
    private final TableBinder tables;
    private final Scope scope;

    BagBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    /// The options of a call.
    private record Options(String prefix, String conflict, Set<String> ignored) {}

    Relation unpack(Operator.Evaluate evaluate, Relation input) {
        List<Argument> arguments = evaluate.call().arguments();
        Columns columns = new Columns(input.columns());
        if (arguments.isEmpty() || !(arguments.getFirst().value() instanceof Name name)) {
            throw KqlException.of(Kind.SEMANTIC, evaluate.position(),
                    "bag_unpack takes the name of a column");
        }
        Column bag = columns.require(name.position(), name.text());
        if (bag.type() != KqlType.DYNAMIC) {
            throw KqlException.of(Kind.SEMANTIC, name.position(),
                    "bag_unpack takes a dynamic column, not one of"
                            + " type " + bag.type().kustoName());
        }
        Options options = options(arguments);
        Map<String, KqlType> members = evaluate.schema().isEmpty()
                ? members(bag, input, columns)
                : declared(evaluate, options);
        members.keySet().removeAll(options.ignored());
        return new Relation.Project(input, outputs(evaluate, columns, bag, members, options));
    }

    private Options options(List<Argument> arguments) {
        ScalarBinder constants = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        String prefix = "";
        String conflict = "error";
        Set<String> ignored = new HashSet<>();
        int position = 0;
        for (Argument argument : arguments.subList(1, arguments.size())) {
            Scalar value = constants.bind(argument.value());
            String text = value instanceof Literal literal ? String.valueOf(literal.value()) : "";
            if (value.type() == KqlType.DYNAMIC) {
                ignored.addAll(StringArrays.textsOnly(text).orElse(List.of()));
            } else if ("columnsConflict".equals(argument.name())
                    || (argument.name() == null && position == 1)) {
                conflict = text;
            } else {
                prefix = text;
            }
            position++;
        }
        return new Options(prefix, conflict, ignored);
    }

    private static Map<String, KqlType> declared(Operator.Evaluate evaluate, Options options) {
        Map<String, KqlType> members = new LinkedHashMap<>();
        evaluate.schema().forEach(column -> members.put(column.name().startsWith(options.prefix())
                ? column.name().substring(options.prefix().length())
                : column.name(), column.type()));
        return members;
    }

    /// Returns the names of the members that the rows have, in their order, with the type that all values of
    /// one share.
    private Map<String, KqlType> members(Column bag, Relation input, Columns columns) {
        Column pair = tables.context.column("\u0001pair", KqlType.DYNAMIC);
        Column only = tables.context.column("\u0001bag", KqlType.DYNAMIC);
        Relation bags = new Relation.Project(input, List.of(new Assignment(only, new ColumnRef(bag))));
        Relation pairs = new Relation.Expand(bags, List.of(new Assignment(pair, new ColumnRef(only))), null,
                null, true);
        Relation keys = new Relation.Aggregate(pairs, List.of(
                new Assignment(tables.context.column("key", KqlType.STRING), Conversions.cast(part(pair, 0),
                        KqlType.STRING)),
                new Assignment(tables.context.column("type", KqlType.STRING),
                        new Scalar.Call(ScalarOp.GET_TYPE, List.of(part(pair, 1)), KqlType.STRING))),
                List.of());
        Map<String, KqlType> members = new TreeMap<>();
        for (List<@Nullable Object> row : tables.context.runner
                .run(new BoundQuery(keys, tables.context.scans))) {
            String key = String.valueOf(row.get(0));
            KqlType type = typeOf(String.valueOf(row.get(1)));
            if (!key.isEmpty() && type != null) {
                members.merge(key, type, (a, b) -> a == b ? a : KqlType.DYNAMIC);
            }
        }
        for (ColumnSchema assumed : tables.context.catalog.assumedColumns()) {
            if (columns.find(assumed.name()).isEmpty()) {
                members.putIfAbsent(assumed.name(), assumed.type());
            }
        }
        return members;
    }

    private static Scalar part(Column pair, long index) {
        return new Scalar.Call(ScalarOp.PATH, List.of(new ColumnRef(pair), Literal.of(index)),
                KqlType.DYNAMIC);
    }

    /// A null says nothing of the type.
    private static @Nullable KqlType typeOf(String name) {
        return switch (name) {
            case "null" -> null;
            case "string", "bool", "long", "real", "datetime", "timespan", "guid" ->
                KqlType.ofKustoName(name).orElse(KqlType.DYNAMIC);
            case "int" -> KqlType.LONG;
            case "double" -> KqlType.REAL;
            default -> KqlType.DYNAMIC;
        };
    }

    private static String withoutPrefix(String name, String prefix) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : "\u0001" + name;
    }

    private void member(Column bag, String key, Map<String, KqlType> members, Options options,
            Map<String, Assignment> outputs) {
        String name = options.prefix() + key;
        KqlType type = members.getOrDefault(key, KqlType.DYNAMIC);
        Scalar value = new Scalar.Call(ScalarOp.PATH, List.of(new ColumnRef(bag), Literal.of(key)),
                KqlType.DYNAMIC);
        outputs.put(name,
                new Assignment(tables.context.column(name, type), Conversions.cast(value, type)));
    }

    private List<Assignment> outputs(Operator.Evaluate evaluate, Columns columns, Column bag,
            Map<String, KqlType> members, Options options) {
        Map<String, Assignment> outputs = new LinkedHashMap<>();
        for (Column column : columns.list()) {
            boolean kept = evaluate.schema().isEmpty() || evaluate.star();
            if (!column.equals(bag) && kept) {
                outputs.put(column.name(), new Assignment(column, new ColumnRef(column)));
            } else if (column.equals(bag) && evaluate.schema().isEmpty()
                    && members.containsKey(withoutPrefix(bag.name(), options.prefix()))) {
                // A member of the bag's own name takes its place.
                member(bag, withoutPrefix(bag.name(), options.prefix()), members, options, outputs);
            }
        }
        members.keySet().forEach(key -> {
            String name = options.prefix() + key;
            boolean taken = outputs.containsKey(name) && !name.equals(bag.name());
            if (taken && options.conflict().equals("error")) {
                throw KqlException.of(Kind.SEMANTIC, evaluate.position(),
                        "There is already a column '" + name + "'; see columnsConflict of bag_unpack");
            }
            if (!taken || !options.conflict().equals("keep_source")) {
                member(bag, key, members, options, outputs);
            }
        });
        List<Assignment> all = new ArrayList<>(outputs.values());
        all.addAll(ProjectionBinder.same(columns.keys()));
        return all;
    }
}
