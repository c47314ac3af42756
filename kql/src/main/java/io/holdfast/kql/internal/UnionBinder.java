package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Wildcard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Binds `union`: columns are matched by name and type; one name with several types becomes several columns.
final class UnionBinder {
    private final TableBinder tables;
    private final Scope scope;

    UnionBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    /// An input with the name that `withsource` shows for it.
    record Branch(String source, Relation relation) {}

    private record Key(String name, KqlType type) {}

    Relation bind(Operator.Union union, @Nullable Relation input) {
        Map<String, String> options = union.options();
        boolean fuzzy = options.getOrDefault("isfuzzy", "false").equalsIgnoreCase("true");
        List<Branch> branches = new ArrayList<>();
        if (input != null) {
            branches.add(new Branch("union_arg0", input));
        }
        for (Expression operand : union.operands()) {
            add(operand, fuzzy, branches);
        }
        if (branches.isEmpty()) {
            throw KqlException.of(Kind.SEMANTIC, union.position(), "None of the tables of the union exists");
        }
        boolean inner = options.getOrDefault("kind", "outer").equals("inner");
        return combine(branches, inner, options.get("withsource"));
    }

    private void add(Expression operand, boolean fuzzy, List<Branch> branches) {
        if (operand instanceof Wildcard || operand instanceof Expression.Star) {
            wildcard(operand, fuzzy, branches);
        } else if (!(fuzzy && isMissing(operand))) {
            branches.add(new Branch(shownName(operand).orElse("union_arg" + branches.size()),
                    tables.bind(operand, scope)));
        }
    }

    /// Returns the name that `withsource` shows for an operand: its own, or the one that `as` gives.
    private Optional<String> shownName(Expression operand) {
        return switch (operand) {
            case Name name when isShown(name) -> Optional.of(name.text());
            case Expression.Pipeline pipeline when !pipeline.operators().isEmpty()
                    && pipeline.operators().getLast() instanceof Operator.As as ->
                Optional.of(as.name());
            default -> Optional.empty();
        };
    }

    /// Says whether `withsource` shows a name: those of tables and of views, not of other variables.
    private boolean isShown(Name name) {
        return scope.find(name.text()).map(binding -> !(binding instanceof Scope.Binding.Table)
                && !(binding instanceof Scope.Binding.SharedTable)).orElse(true);
    }

    private boolean isMissing(Expression operand) {
        return switch (operand) {
            case Name name -> !tables.isTabular(name, scope);
            case Expression.Pipeline pipeline when pipeline.source() != null -> isMissing(pipeline.source());
            default -> false;
        };
    }

    private void wildcard(Expression operand, boolean fuzzy, List<Branch> branches) {
        Pattern pattern = Columns.wildcard(operand instanceof Wildcard wildcard ? wildcard.pattern() : "*");
        Set<String> names = new TreeSet<>(tables.context.catalog.names());
        scope.names().stream().filter(name -> isOwn(name, operand)).forEach(names::add);
        List<String> matching = names.stream().filter(name -> pattern.matcher(name).matches()).toList();
        if (matching.isEmpty() && !fuzzy) {
            throw KqlException.of(Kind.SEMANTIC, operand.position(),
                    "No table matches the name with wildcards");
        }
        matching.forEach(
                name -> branches
                        .add(new Branch(name, tables.bind(new Name(operand.position(), name), scope))));
    }

    /// Says whether a name is that of a table or a view of the query itself; functions of the workspace are no
    /// part of wildcards.
    private boolean isOwn(String name, Expression operand) {
        boolean saved = scope.find(name).filter(binding -> binding instanceof Scope.Binding.Supplied
                || (binding instanceof Scope.Binding.Function function && function.declaration().saved()))
                .isPresent();
        return !saved && tables.isTabular(new Name(operand.position(), name), scope);
    }

    Relation combine(List<Branch> branches, boolean inner, @Nullable String sourceName) {
        return combine(branches, branches, inner, sourceName);
    }

    /// Combines the columns of all branches and the rows of some of them.
    Relation combine(List<Branch> branches, List<Branch> read, boolean inner, @Nullable String sourceName) {
        Map<Key, Integer> uses = new LinkedHashMap<>();
        branches.forEach(branch -> new Columns(branch.relation().columns()).list()
                .forEach(column -> uses.merge(new Key(column.name(), column.type()), 1, Integer::sum)));
        if (inner) {
            uses.values().removeIf(count -> count < branches.size());
        }
        Map<String, Long> types = uses.keySet().stream()
                .collect(Collectors.groupingBy(Key::name, Collectors.counting()));
        Map<Key, Column> columns = new LinkedHashMap<>();
        List<Column> all = new ArrayList<>();
        if (sourceName != null) {
            all.add(tables.context.column(sourceName, KqlType.STRING));
        }
        for (Key key : uses.keySet()) {
            // A name made up is changed where an input has a column of that name.
            String name = types.getOrDefault(key.name(), 1L) == 1
                    ? key.name()
                    : Columns.unique(key.name() + "_" + key.type().kustoName(), types.keySet());
            Column column = tables.context.column(name, key.type());
            columns.put(key, column);
            all.add(column);
        }
        List<Relation.Branch> inputs = read.stream()
                .map(branch -> mapped(branch, columns, sourceName == null ? null : all.getFirst())).toList();
        return new Relation.Union(inputs, all);
    }

    /// Finds the columns of a branch among those of the union.
    private Relation.Branch mapped(Branch branch, Map<Key, Column> columns, @Nullable Column source) {
        Map<Column, Column> sources = new LinkedHashMap<>();
        Relation relation = branch.relation();
        for (Column column : relation.columns()) {
            Column target = columns.get(new Key(column.name(), column.type()));
            if (target != null) {
                sources.put(target, column);
            }
        }
        if (source != null) {
            Column name = tables.context.column(source.name(), KqlType.STRING);
            List<Assignment> assignments = new ArrayList<>(ProjectionBinder.same(relation.columns()));
            assignments.add(new Assignment(name, Literal.of(branch.source())));
            relation = new Relation.Project(relation, assignments);
            sources.put(source, name);
        }
        return new Relation.Branch(relation, sources);
    }
}
