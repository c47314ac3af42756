package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
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
            case Operator.Project project -> new Relation.Project(input, values(project.columns()));
            case Operator.Distinct distinct -> distinct(distinct, input);
            case Operator.Select select -> select(select, input);
            case Operator.Rename rename -> rename(rename, input);
            case Operator.Reorder reorder -> reorder(reorder, input);
            default -> throw new AssertionError(operator.getClass().getSimpleName());
        };
    }

    /// Returns assignments that pass columns on as they are, under the same ids.
    static List<Assignment> same(List<Column> columns) {
        return columns.stream().map(column -> new Assignment(column, new ColumnRef(column))).toList();
    }

    private Relation extend(List<Named> columns, Relation input) {
        if (columns.isEmpty()) {
            return input;
        }
        Map<String, Assignment> result = new LinkedHashMap<>();
        input.columns()
                .forEach(column -> result.put(column.name(), new Assignment(column, new ColumnRef(column))));
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
            String name = named.name().or(() -> ColumnNames.inferred(named.value())).orElse("");
            if (name.isEmpty()) {
                unnamed++;
                name = Columns.unique("Column" + unnamed, result.keySet());
            }
            result.put(name, new Assignment(context.column(name, value.type()), value));
        }
        return new Relation.Project(input, List.copyOf(result.values()));
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
            String name = named.name().or(() -> ColumnNames.inferred(named.value())).orElse("");
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
        return named.names().size() > 1 ? values.subList(0, named.names().size()) : values;
    }

    private Relation distinct(Operator.Distinct distinct, Relation input) {
        List<Assignment> keys = distinct.columns().isEmpty()
                ? same(input.columns())
                : values(distinct.columns());
        return new Relation.Aggregate(input, keys, List.of());
    }

    private Relation select(Operator.Select select, Relation input) {
        Set<Column> matched = new LinkedHashSet<>();
        for (Pattern pattern : select.patterns()) {
            matched.addAll(matching(pattern));
        }
        return new Relation.Project(input, same(input.columns().stream()
                .filter(column -> matched.contains(column) == select.keep()).toList()));
    }

    /// Returns the columns of a pattern; a name without `*` must exist.
    private List<Column> matching(Pattern pattern) {
        return pattern.text().indexOf('*') < 0
                ? List.of(scalars.columns.require(pattern.position(), pattern.text()))
                : scalars.columns.matching(pattern.text());
    }

    private Relation rename(Operator.Rename rename, Relation input) {
        Map<Column, String> names = new LinkedHashMap<>();
        for (Named named : rename.columns()) {
            if (!(named.value() instanceof Name old) || named.name().isEmpty()) {
                throw KqlException.of(Kind.SEMANTIC, named.position(),
                        "project-rename takes pairs new = old of names");
            }
            names.put(scalars.columns.require(old.position(), old.text()), named.name().get());
        }
        Set<String> taken = new LinkedHashSet<>(names.values());
        List<Assignment> assignments = new ArrayList<>();
        for (Column column : input.columns()) {
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
        return new Relation.Project(input, assignments);
    }

    private Relation reorder(Operator.Reorder reorder, Relation input) {
        Set<Column> ordered = new LinkedHashSet<>();
        for (ReorderItem item : reorder.items()) {
            List<Column> columns = new ArrayList<>(matching(item.pattern()));
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
        ordered.addAll(input.columns());
        return new Relation.Project(input, same(List.copyOf(ordered)));
    }
}
