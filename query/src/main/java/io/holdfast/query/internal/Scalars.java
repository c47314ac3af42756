package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Walks over scalar expressions.
final class Scalars {
    private Scalars() {}

    /// Adds the columns of the relation below that an expression reads.
    static void collectColumns(Scalar scalar, Set<Column> columns) {
        switch (scalar) {
            case Scalar.Literal _,Scalar.Subquery _ -> {
                // Reads none: a subquery stands by itself.
            }
            case Scalar.ColumnRef ref -> columns.add(ref.column());
            case Scalar.Call call -> call.arguments().forEach(argument -> collectColumns(argument, columns));
            case Scalar.InRelation in -> collectColumns(in.value(), columns);
            case Scalar.Window window -> {
                window.arguments().forEach(argument -> collectColumns(argument, columns));
                columns.addAll(window.frame().partition());
                Column order = window.frame().order();
                if (order != null) {
                    columns.add(order);
                }
            }
        }
    }

    /// Calls the consumer with each relation that stands within an expression.
    static void forEachRelation(Scalar scalar, Consumer<Relation> consumer) {
        switch (scalar) {
            case Scalar.Literal _,Scalar.ColumnRef _ -> {
                // Holds none.
            }
            case Scalar.Subquery subquery -> consumer.accept(subquery.relation());
            case Scalar.Call call ->
                call.arguments().forEach(argument -> forEachRelation(argument, consumer));
            case Scalar.InRelation in -> {
                forEachRelation(in.value(), consumer);
                consumer.accept(in.relation());
            }
            case Scalar.Window window ->
                window.arguments().forEach(argument -> forEachRelation(argument, consumer));
        }
    }

    /// Returns the expression with each relation in it changed.
    static Scalar mapRelations(Scalar scalar, UnaryOperator<Relation> change) {
        if (!holdsRelation(scalar)) {
            return scalar;
        }
        return switch (scalar) {
            case Scalar.Literal _,Scalar.ColumnRef _ -> scalar;
            case Scalar.Subquery subquery ->
                new Scalar.Subquery(change.apply(subquery.relation()), subquery.type());
            case Scalar.Call call -> new Scalar.Call(call.op(),
                    call.arguments().stream().map(argument -> mapRelations(argument, change)).toList(),
                    call.type());
            case Scalar.InRelation in ->
                new Scalar.InRelation(mapRelations(in.value(), change), change.apply(in.relation()),
                        in.ignoreCase());
            case Scalar.Window window -> new Scalar.Window(window.op(),
                    window.arguments().stream().map(argument -> mapRelations(argument, change)).toList(),
                    window.frame(), window.type());
        };
    }

    /// Returns an expression without windows, with columns of the relation below replaced.
    static Scalar substitute(Scalar scalar, Map<Column, Scalar> values) {
        return switch (scalar) {
            case Scalar.Literal _,Scalar.Subquery _,Scalar.Window _ -> scalar;
            case Scalar.ColumnRef ref -> values.getOrDefault(ref.column(), ref);
            case Scalar.Call call -> new Scalar.Call(call.op(),
                    call.arguments().stream().map(argument -> substitute(argument, values)).toList(),
                    call.type());
            case Scalar.InRelation in -> new Scalar.InRelation(substitute(in.value(), values), in.relation(),
                    in.ignoreCase());
        };
    }

    private static boolean holdsRelation(Scalar scalar) {
        return switch (scalar) {
            case Scalar.Literal _,Scalar.ColumnRef _ -> false;
            case Scalar.Subquery _,Scalar.InRelation _ -> true;
            case Scalar.Call call -> call.arguments().stream().anyMatch(Scalars::holdsRelation);
            case Scalar.Window window -> window.arguments().stream().anyMatch(Scalars::holdsRelation);
        };
    }

    /// Says whether an expression looks at other rows than its own.
    static boolean holdsWindow(Scalar scalar) {
        return switch (scalar) {
            case Scalar.Window _ -> true;
            case Scalar.Call call -> call.arguments().stream().anyMatch(Scalars::holdsWindow);
            case Scalar.InRelation in -> holdsWindow(in.value());
            case Scalar.Literal _,Scalar.ColumnRef _,Scalar.Subquery _ -> false;
        };
    }
}
