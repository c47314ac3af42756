package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.STRING;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Types `in`, `has_any` and their relatives, whose list may be values, an array or a table.
final class MembershipTyping {
    /// Most terms that are looked for by a pattern each: the engine's planner takes time in the square of
    /// them.
    private static final int MAX_PATTERNS = 100;

    private final ScalarBinder binder;

    MembershipTyping(ScalarBinder binder) {
        this.binder = binder;
    }

    Scalar bind(Membership membership) {
        Position position = membership.position();
        Scalar value = binder.bind(membership.value());
        MembershipOperator operator = membership.operator();
        Scalar result = switch (operator) {
            case IN, NOT_IN -> in(membership, value, false);
            case IN_CI, NOT_IN_CI -> in(membership, value, true);
            case HAS_ANY -> terms(membership, value, ScalarOp.OR, ScalarOp.HAS_ANY_OF);
            case HAS_ALL -> terms(membership, value, ScalarOp.AND, ScalarOp.HAS_ALL_OF);
        };
        boolean negated = operator == MembershipOperator.NOT_IN || operator == MembershipOperator.NOT_IN_CI;
        return negated ? binder.make(position, ScalarOp.NOT, BOOL, result) : result;
    }

    private Scalar in(Membership membership, Scalar value, boolean ignoreCase) {
        Position position = membership.position();
        if (membership.items().size() == 1
                && binder.tables.isTabular(membership.items().getFirst(), binder.scope)) {
            return inTable(membership, value, ignoreCase);
        }
        List<Scalar> items = membership.items().stream().map(binder::bind).toList();
        if (items.size() == 1 && items.getFirst() instanceof Literal literal && literal.type() == DYNAMIC
                && literal.value() instanceof String json && StringArrays.textsOnly(json).isPresent()
                && value.type() == STRING) {
            items = StringArrays.textsOnly(json).orElseThrow().stream().<Scalar>map(Literal::of).toList();
        } else if (items.size() == 1 && items.getFirst().type() == DYNAMIC) {
            return binder.make(position, ignoreCase ? ScalarOp.IN_ARRAY_CI : ScalarOp.IN_ARRAY, BOOL,
                    ignoreCase ? Conversions.cast(value, STRING) : value, items.getFirst());
        }
        KqlType type = ignoreCase
                ? STRING
                : value.type() == DYNAMIC && !items.isEmpty()
                        ? items.getFirst().type()
                        : value.type();
        List<Scalar> arguments = new ArrayList<>();
        List<Scalar> others = new ArrayList<>();
        arguments.add(Conversions.cast(value, type == KqlType.INT ? LONG : type));
        for (Scalar item : items) {
            addItem(position, type == KqlType.INT ? LONG : type, item, arguments, others);
        }
        others.add(0, binder.make(position, ignoreCase ? ScalarOp.IN_CI : ScalarOp.IN, BOOL, arguments));
        return others.size() == 1 ? others.getFirst() : binder.make(position, ScalarOp.OR, BOOL, others);
    }

    /// Adds an item to the list, or, where it is not of the list's type, a comparison of its own to the
    /// others.
    private void addItem(Position position, KqlType type, Scalar item, List<Scalar> arguments,
            List<Scalar> others) {
        boolean fits = item.type() == type || (type == STRING && item.type() != DYNAMIC)
                || (type == LONG && item.type() == KqlType.INT)
                || (type == KqlType.REAL && item.type().isNumeric());
        if (fits) {
            arguments.add(Conversions.cast(item, type));
        } else if (item.type() == DYNAMIC) {
            others.add(binder.make(position, ScalarOp.IN_ARRAY, BOOL, arguments.getFirst(), item));
        } else {
            others.add(
                    new OperatorTyping(binder).compare(position, ScalarOp.EQUAL, arguments.getFirst(), item));
        }
    }

    private Scalar inTable(Membership membership, Scalar value, boolean ignoreCase) {
        Relation relation = binder.tables.bind(membership.items().getFirst(), binder.scope);
        if (relation.columns().isEmpty()) {
            throw KqlException.of(Kind.SEMANTIC, membership.position(), "The table of 'in' has no column");
        }
        relation = elements(relation);
        Column column = relation.columns().getFirst();
        KqlType type = ignoreCase
                ? STRING
                : Conversions.comparable(value.type(), column.type()).orElse(STRING);
        Column item = binder.context().column(column.name(), type);
        Relation items = new Relation.Project(relation,
                List.of(new Relation.Assignment(item, Conversions.cast(new Scalar.ColumnRef(column), type))));
        return binder.context().extents.check(membership.position(),
                new Scalar.InRelation(Conversions.cast(value, type), items, ignoreCase));
    }

    /// Returns the first column of a table, and instead of arrays in it their elements.
    private Relation elements(Relation table) {
        Column column = table.columns().getFirst();
        if (column.type() != DYNAMIC) {
            return table;
        }
        Column element = binder.context().column(column.name(), DYNAMIC);
        Relation arrays = new Relation.Project(table,
                List.of(new Relation.Assignment(column, new Scalar.ColumnRef(column))));
        Relation expanded = new Relation.Expand(arrays,
                List.of(new Relation.Assignment(element, new Scalar.ColumnRef(column))), null, null, false);
        return new Relation.Project(expanded,
                List.of(new Relation.Assignment(element, new Scalar.ColumnRef(element))));
    }

    private Scalar terms(Membership membership, Scalar value, ScalarOp fold, ScalarOp overArray) {
        Position position = membership.position();
        Scalar text = binder.convert(position, value, STRING);
        if (membership.items().size() == 1
                && binder.tables.isTabular(membership.items().getFirst(), binder.scope)) {
            return binder.make(position, overArray, BOOL, text, listOf(membership));
        }
        List<Scalar> terms = new ArrayList<>();
        for (Expression item : membership.items()) {
            Scalar term = binder.bind(item);
            if (term instanceof Literal literal && literal.type() == DYNAMIC
                    && literal.value() instanceof String json) {
                StringArrays.elements(json)
                        .forEach(element -> terms.add(has(position, text, Literal.of(element))));
            } else if (term.type() == DYNAMIC) {
                terms.add(binder.make(position, overArray, BOOL, text, term));
            } else {
                terms.add(has(position, text, Conversions.cast(term, STRING)));
            }
        }
        if (terms.size() > MAX_PATTERNS) {
            Optional<Literal> array = array(terms);
            if (array.isPresent()) {
                return binder.make(position, overArray, BOOL, text, array.get());
            }
        }
        return terms.isEmpty()
                ? Literal.of(fold == ScalarOp.AND)
                : terms.size() == 1 ? terms.getFirst() : binder.make(position, fold, BOOL, terms);
    }

    /// Returns the terms of tests for constant terms as one array.
    private static Optional<Literal> array(List<Scalar> tests) {
        StringBuilder json = new StringBuilder();
        for (Scalar test : tests) {
            if (!(test instanceof Scalar.Call call && call.op() == ScalarOp.HAS
                    && call.argument(1) instanceof Literal term && term.value() instanceof String text)) {
                return Optional.empty();
            }
            StringLiterals.appendJsonString(json.append(json.isEmpty() ? '[' : ','), text);
        }
        return Optional.of(new Literal(DYNAMIC, json.append(']').toString()));
    }

    private Scalar has(Position position, Scalar text, Scalar term) {
        return binder.make(position, ScalarOp.HAS, BOOL, text, term);
    }

    /// Returns the first column of the table as one array.
    private Scalar listOf(Membership membership) {
        Relation relation = elements(binder.tables.bind(membership.items().getFirst(), binder.scope));
        Column list = binder.context().column("list", DYNAMIC);
        AggregateColumn aggregate = new AggregateColumn(list, AggregateOp.MAKE_SET,
                List.of(Conversions.cast(new Scalar.ColumnRef(relation.columns().getFirst()), STRING),
                        Literal.of(AggregateFunctions.MAX_ELEMENTS)),
                null);
        return new Scalar.Subquery(new Relation.Aggregate(relation, List.of(), List.of(aggregate)), DYNAMIC);
    }
}
