package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Named;
import io.holdfast.kql.internal.Operator.Pattern;
import io.holdfast.kql.internal.Operator.ReorderItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Binds the operators that choose, rename or compute columns.
final class ProjectionBinder {
    private final BindContext context;
    private final ScalarBinder scalars;

    ProjectionBinder(BindContext context, ScalarBinder scalars) {
        this.context = context;
        this.scalars = scalars;
    }

    Relation bind(Operator operator, Relation input) {
        return switch (operator) {
            case Operator.Extend extend -> extend(extend.columns(), input);
            case Operator.Serialize serialize -> extend(serialize.columns(), input);
            case Operator.Project project -> project(values(project.columns()), input);
            case Operator.Distinct distinct -> distinct(distinct, input);
            case Operator.Select select -> select(select, input);
            case Operator.Rename rename -> rename(rename, input);
            case Operator.Reorder reorder -> reorder(reorder, input);
            case Operator.ProjectByNames names -> project(same(named(names)), input);
            default -> throw new AssertionError(operator.getClass().getSimpleName());
        };
    }

    /// Returns assignments that pass columns on as they are, under the same ids.
    static List<Assignment> same(List<Column> columns) {
        return columns.stream().map(column -> new Assignment(column, new ColumnRef(column))).toList();
    }

    /// Returns the projection to the columns and the partition keys.
    private Relation project(List<Assignment> assignments, Relation input) {
        List<Assignment> all = new ArrayList<>(assignments);
        all.addAll(same(scalars.columns.keys()));
        return WindowStages.project(context, input, all);
    }

    private Relation extend(List<Named> columns, Relation input) {
        if (columns.isEmpty()) {
            return input;
        }
        Map<String, Assignment> result = new LinkedHashMap<>();
        scalars.columns.list()
                .forEach(column -> result.put(column.name(), new Assignment(column, new ColumnRef(column))));
        Set<String> given = new LinkedHashSet<>();
        int unnamed = 0;
        for (Named named : columns) {
            List<ScalarBinder.Value> several = severalOf(named);
            for (ScalarBinder.Value value : several) {
                result.put(value.name(),
                        new Assignment(context.column(value.name(), value.scalar().type()), value.scalar()));
            }
            if (!several.isEmpty()) {
                continue;
            }
            Scalar value = scalars.bind(named.value());
            if (named.name().isPresent() && !given.add(named.name().get())) {
                throw KqlException.of(Kind.SEMANTIC, named.position(),
                        "The column '" + named.name().get() + "' is given twice");
            }
            String name = named.name().or(() -> ColumnNames.inferred(named.value(), scalars.columns))
                    .orElse("");
            if (name.isEmpty()) {
                unnamed++;
                name = Columns.unique("Column" + unnamed, result.keySet());
            }
            result.put(name, new Assignment(context.column(name, value.type()), value));
        }
        return project(List.copyOf(result.values()), input);
    }

    private List<Assignment> values(List<Named> columns) {
        List<Assignment> result = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        int unnamed = 0;
        for (Named named : columns) {
            List<ScalarBinder.Value> several = severalOf(named);
            for (ScalarBinder.Value value : several) {
                String name = Columns.unique(value.name(), names);
                names.add(name);
                result.add(
                        new Assignment(context.column(name, value.scalar().type()), value.scalar()));
            }
            if (!several.isEmpty()) {
                continue;
            }
            Scalar value = scalars.bind(named.value());
            String name = named.name().or(() -> ColumnNames.inferred(named.value(), scalars.columns))
                    .orElse("");
            if (named.name().isPresent() && names.contains(name)) {
                throw KqlException.of(Kind.SEMANTIC, named.position(),
                        "The column '" + name + "' is given twice");
            }
            if (name.isEmpty()) {
                unnamed++;
                name = "Column" + unnamed;
            }
            name = Columns.unique(name, names);
            names.add(name);
            result.add(new Assignment(context.column(name, value.type()), value));
        }
        return result;
    }

    /// Returns the values of an expression that gives several, named as the query names the first ones; empty
    /// for an expression of one value.
    private List<ScalarBinder.Value> severalOf(Named named) {
        List<ScalarBinder.Value> values = new ArrayList<>(scalars.values(named.value()));
        if (values.size() < named.names().size() && named.names().size() > 1) {
            throw KqlException.of(Kind.SEMANTIC, named.position(),
                    "The expression gives %d values, not %d".formatted(Math.max(1, values.size()),
                            named.names().size()));
        }
        for (int index = 0; index < values.size() && index < named.names().size(); index++) {
            values.set(index, new ScalarBinder.Value(named.names().get(index), values.get(index).scalar()));
        }
        // With names for some, the others are left out.
        return named.names().isEmpty() || values.isEmpty() ? values : values.subList(0, named.names().size());
    }

    private Relation distinct(Operator.Distinct distinct, Relation input) {
        List<Assignment> keys = new ArrayList<>(distinct.columns().isEmpty()
                ? same(scalars.columns.list())
                : values(distinct.columns()));
        for (int index = 0; index < distinct.columns().size(); index++) {
            SummarizeBinder.checkKey(distinct.columns().get(index), keys.get(index).value());
        }
        keys.addAll(same(scalars.columns.keys()));
        return new Relation.Aggregate(input, keys, List.of());
    }

    private Relation select(Operator.Select select, Relation input) {
        Set<Column> matched = new LinkedHashSet<>();
        for (Pattern pattern : select.patterns()) {
            matched.addAll(matching(pattern));
        }
        return project(same(scalars.columns.list().stream()
                .filter(column -> matched.contains(column) == select.keep()).toList()), input);
    }

    /// Returns the columns of a pattern; a name without `*` must exist.
    private List<Column> matching(Pattern pattern) {
        return pattern.text().indexOf('*') < 0
                ? List.of(scalars.columns.require(pattern.position(), pattern.text()))
                : scalars.columns.matching(pattern.text());
    }

    /// Returns the columns that constant texts, or arrays of them, name; what does not exist is left out.
    private List<Column> named(Operator.ProjectByNames names) {
        Set<Column> columns = new LinkedHashSet<>();
        for (Expression expression : names.names()) {
            for (String pattern : constantNames(expression.position(), scalars.bind(expression))) {
                columns.addAll(scalars.columns.matching(pattern));
            }
        }
        return List.copyOf(columns);
    }

    /// Returns the texts of a constant: a text, an array of texts, or an array made of constants.
    private static List<String> constantNames(Position position, Scalar value) {
        if (value instanceof Scalar.Literal literal && literal.value() instanceof String text) {
            return literal.type() == KqlType.DYNAMIC
                    ? StringArrays.textsOnly(text).orElse(List.of())
                    : List.of(text);
        }
        if (value instanceof Scalar.Call call
                && (call.op() == ScalarOp.PACK_ARRAY || call.op() == ScalarOp.CAST)) {
            return call.arguments().stream()
                    .flatMap(argument -> constantNames(position, argument).stream()).toList();
        }
        throw KqlException.of(Kind.SEMANTIC, position, "A constant name is expected here");
    }

    private Relation rename(Operator.Rename rename, Relation input) {
        Map<Column, String> names = new LinkedHashMap<>();
        for (Named named : rename.columns()) {
            if (!(named.value() instanceof Name old) || named.name().isEmpty()) {
                throw KqlException.of(Kind.SEMANTIC, named.position(),
                        "project-rename takes pairs new = old of names");
            }
            if (old.text().equals(named.name().get())) {
                throw KqlException.of(Kind.SEMANTIC, named.position(),
                        "There is already a column '" + old.text() + "'");
            }
            names.put(scalars.columns.require(old.position(), old.text()), named.name().get());
        }
        Set<String> taken = new LinkedHashSet<>(names.values());
        List<Assignment> assignments = new ArrayList<>();
        for (Column column : scalars.columns.list()) {
            String name = names.get(column);
            if (name != null) {
                assignments.add(new Assignment(context.column(name, column.type()), new ColumnRef(column)));
            } else if (taken.contains(column.name())) {
                throw KqlException.of(Kind.SEMANTIC, rename.position(),
                        "There is already a column '" + column.name() + "'");
            } else {
                assignments.add(new Assignment(column, new ColumnRef(column)));
            }
        }
        return project(assignments, input);
    }

    private Relation reorder(Operator.Reorder reorder, Relation input) {
        Set<Column> ordered = new LinkedHashSet<>();
        for (ReorderItem item : reorder.items()) {
            List<Column> columns = new ArrayList<>(matching(item.pattern()));
            if (item.pattern().text().indexOf('*') < 0 && ordered.containsAll(columns)) {
                throw KqlException.of(Kind.SEMANTIC, item.pattern().position(),
                        "The column '" + item.pattern().text() + "' is given twice");
            }
            columns.removeAll(ordered);
            switch (item.ordering()) {
                case NONE -> {
                    // As they were.
                }
                case ASCENDING -> columns.sort(Comparator.comparing(Column::name));
                case DESCENDING -> columns.sort(Comparator.comparing(Column::name).reversed());
                case NATURAL_ASCENDING ->
                    columns.sort(Comparator.comparing(Column::name, NaturalOrder.INSTANCE));
                case NATURAL_DESCENDING ->
                    columns.sort(Comparator.comparing(Column::name, NaturalOrder.INSTANCE).reversed());
            }
            ordered.addAll(columns);
        }
        ordered.addAll(scalars.columns.list());
        return project(same(List.copyOf(ordered)), input);
    }
}
