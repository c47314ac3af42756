package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.KeyPair;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.internal.Expression.Binary;
import io.holdfast.kql.internal.Expression.Logical;
import io.holdfast.kql.internal.Expression.Member;
import io.holdfast.kql.internal.Expression.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Binds `join` and `lookup`. The right-hand kinds become left-hand ones with the sides exchanged.
final class JoinBinder {
    private final TableBinder tables;
    private final Scope scope;

    JoinBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    /// The columns that a condition equates.
    private record Pair(Position position, Column left, Column right) {}

    Relation bind(Operator.Join join, Relation left) {
        Relation right = tables.bind(join.right(), scope);
        String written = join.kind();
        String kind = written != null ? written : join.lookup() ? "leftouter" : "innerunique";
        List<Pair> pairs = new ArrayList<>();
        join.conditions().forEach(
                condition -> pairs(condition, new Columns(left.columns()), new Columns(right.columns()),
                        pairs));
        if (pairs.isEmpty()) {
            throw KqlException.of(Kind.SEMANTIC, join.position(),
                    "The join has no condition: add 'on' and a column");
        }
        return switch (kind) {
            case "inner" -> joined(join, JoinKind.INNER, left, right, pairs);
            case "innerunique" -> joined(join, JoinKind.INNER, new Relation.FirstPerKey(left,
                    pairs.stream().map(Pair::left).distinct().toList()), right, pairs);
            case "leftouter" -> joined(join, JoinKind.LEFT_OUTER, left, right, pairs);
            case "rightouter" -> rightOuter(join, left, right, pairs);
            case "fullouter" -> joined(join, JoinKind.FULL_OUTER, left, right, pairs);
            case "leftsemi" -> one(JoinKind.LEFT_SEMI, left, right, pairs);
            case "leftanti", "anti", "leftantisemi" -> one(JoinKind.LEFT_ANTI, left, right, pairs);
            case "rightsemi" -> one(JoinKind.LEFT_SEMI, /* left= */right, /* right= */left, swapped(pairs));
            case "rightanti", "rightantisemi" ->
                one(JoinKind.LEFT_ANTI, /* left= */right, /* right= */left, swapped(pairs));
            default -> throw KqlException.of(Kind.SEMANTIC, join.position(), "Unknown kind of join: '" + kind
                    + "' (must be inner, innerunique, leftouter, rightouter, fullouter, leftsemi, rightsemi,"
                    + " leftanti or rightanti)");
        };
    }

    private static List<Pair> swapped(List<Pair> pairs) {
        return pairs.stream().map(pair -> new Pair(pair.position(), pair.right(), pair.left())).toList();
    }

    private void pairs(Expression condition, Columns left, Columns right, List<Pair> pairs) {
        switch (condition) {
            case Name name -> pairs.add(new Pair(name.position(), left.require(name.position(), name.text()),
                    right.require(name.position(), name.text())));
            case Logical logical when logical.conjunction() ->
                logical.operands().forEach(operand -> pairs(operand, left, right, pairs));
            case Binary binary when binary.operator() == BinaryOperator.EQUAL ->
                pairs.add(pair(binary, left, right));
            default -> throw KqlException.of(Kind.SEMANTIC, condition.position(),
                    "A join condition is a column name or $left.a == $right.b");
        }
    }

    /// A column of a side, as `$left.name` or `$left.['name']` has it.
    private record Sided(String side, Position position, String name) {}

    private static Optional<Sided> sided(Expression expression) {
        return switch (expression) {
            case Member member when member.base() instanceof Name side ->
                Optional.of(new Sided(side.text(), member.position(), member.name()));
            case Expression.Element element when element.base() instanceof Name side
                    && element.index() instanceof Expression.Literal literal
                    && literal.value() instanceof String name ->
                Optional.of(new Sided(side.text(), element.position(), name));
            default -> Optional.empty();
        };
    }

    private static Pair pair(Binary binary, Columns left, Columns right) {
        Optional<Sided> first = sided(binary.left());
        Optional<Sided> second = sided(binary.right());
        boolean plain = first.isPresent() && second.isPresent();
        if (plain && first.get().side().equals("$left") && second.get().side().equals("$right")) {
            return new Pair(binary.position(), left.require(first.get().position(), first.get().name()),
                    right.require(second.get().position(), second.get().name()));
        }
        if (plain && first.get().side().equals("$right") && second.get().side().equals("$left")) {
            return new Pair(binary.position(), left.require(second.get().position(), second.get().name()),
                    right.require(first.get().position(), first.get().name()));
        }
        throw KqlException.of(Kind.SEMANTIC, binary.position(),
                "A join condition is a column name or $left.a == $right.b");
    }

    /// A join that yields the columns of its left side only.
    private Relation one(JoinKind kind, Relation left, Relation right, List<Pair> pairs) {
        Relation join = keyed(kind, left, right, pairs);
        return join.columns().size() == left.columns().size()
                ? join
                : new Relation.Project(join, ProjectionBinder.same(left.columns()));
    }

    /// Returns the join over keys of one type; where the types differ, a side gets converted keys as added
    /// columns.
    private Relation keyed(JoinKind kind, Relation left, Relation right, List<Pair> pairs) {
        List<KeyPair> keys = new ArrayList<>();
        List<Assignment> leftKeys = new ArrayList<>();
        List<Assignment> rightKeys = new ArrayList<>();
        for (Pair pair : pairs) {
            KqlType type = Conversions.comparable(pair.left().type(), pair.right().type())
                    .orElseThrow(() -> KqlException.of(Kind.SEMANTIC, pair.position(),
                            "Cannot join on columns of types %s and %s; convert them with tostring()"
                                    .formatted(pair.left().type().kustoName(),
                                            pair.right().type().kustoName())));
            keys.add(new KeyPair(key(pair.left(), type, leftKeys), key(pair.right(), type, rightKeys)));
        }
        return new Relation.Join(kind, withKeys(left, leftKeys), withKeys(right, rightKeys), keys);
    }

    private Column key(Column column, KqlType type, List<Assignment> added) {
        if (column.type() == type) {
            return column;
        }
        Column converted = tables.context.column("", type);
        added.add(new Assignment(converted, Conversions.cast(new ColumnRef(column), type)));
        return converted;
    }

    private static Relation withKeys(Relation relation, List<Assignment> keys) {
        if (keys.isEmpty()) {
            return relation;
        }
        List<Assignment> all = new ArrayList<>(ProjectionBinder.same(relation.columns()));
        all.addAll(keys);
        return new Relation.Project(relation, all);
    }

    private Relation joined(Operator.Join join, JoinKind kind, Relation left, Relation right,
            List<Pair> pairs) {
        return outputs(join, keyed(kind, left, right, pairs), left.columns(), right.columns(), pairs);
    }

    private Relation rightOuter(Operator.Join join, Relation left, Relation right, List<Pair> pairs) {
        return outputs(join, keyed(JoinKind.LEFT_OUTER, /* left= */right, /* right= */left, swapped(pairs)),
                left.columns(),
                right.columns(), pairs);
    }

    /// Projects to the columns of both sides; right ones whose names are taken get a number.
    private Relation outputs(Operator.Join join, Relation joined, List<Column> left, List<Column> right,
            List<Pair> pairs) {
        Set<Column> dropped = join.lookup()
                ? pairs.stream().map(Pair::right).collect(Collectors.toSet())
                : new HashSet<>();
        Set<String> names = new LinkedHashSet<>();
        left.forEach(column -> names.add(column.name()));
        List<Assignment> assignments = new ArrayList<>(ProjectionBinder.same(left));
        for (Column column : right) {
            if (!dropped.contains(column)) {
                String name = Columns.unique(column.name(), names);
                names.add(name);
                Scalar value = new ColumnRef(column);
                assignments.add(new Assignment(
                        name.equals(column.name()) ? column : tables.context.column(name, column.type()),
                        value));
            }
        }
        return new Relation.Project(joined, assignments);
    }
}
