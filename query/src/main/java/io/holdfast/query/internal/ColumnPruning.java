package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Drops the columns that nothing reads, down to the scans. A pruned relation may still have more columns
/// than asked for, but has them in their order.
final class ColumnPruning {
    private final Map<Integer, Relation> sharedDefinitions = new LinkedHashMap<>();
    private final Map<Integer, BitSet> sharedColumns = new HashMap<>();

    /// Returns the numbers of the shared relations met so far.
    Set<Integer> sharedNumbers() {
        return sharedDefinitions.keySet();
    }

    Relation sharedDefinition(int number) {
        return Optional.ofNullable(sharedDefinitions.get(number)).orElseThrow();
    }

    /// Returns the positions of the columns of a shared relation that its readers need.
    BitSet sharedColumns(int number) {
        return sharedColumns.getOrDefault(number, new BitSet());
    }

    Relation prune(Relation relation, Set<Column> needed) {
        return switch (relation) {
            case Relation.Scan scan ->
                new Relation.Scan(scan.index(), scan.table(), kept(scan.columns(), needed));
            case Relation.Values _,Relation.Sequence _ -> relation;
            case Relation.Filter filter -> new Relation.Filter(
                    prune(filter.input(), with(needed, filter.predicate())), inner(filter.predicate()));
            case Relation.Project project -> project(project, needed);
            case Relation.Aggregate aggregate -> aggregate(aggregate, needed);
            case Relation.FirstPerKey first -> {
                Set<Column> all = new HashSet<>(needed);
                all.addAll(first.keys());
                yield new Relation.FirstPerKey(prune(first.input(), all), first.keys());
            }
            case Relation.Sort sort -> sort(sort, needed);
            case Relation.Limit limit ->
                new Relation.Limit(prune(limit.input(), needed), inner(limit.count()));
            case Relation.Union union -> union(union, needed);
            case Relation.Join join -> join(join, needed);
            case Relation.Expand expand -> expand(expand, needed);
            case Relation.Shared shared -> shared(shared, needed);
        };
    }

    private static List<Column> kept(List<Column> columns, Set<Column> needed) {
        return columns.stream().filter(needed::contains).toList();
    }

    private static Set<Column> with(Set<Column> needed, Scalar... scalars) {
        Set<Column> all = new HashSet<>(needed);
        for (Scalar scalar : scalars) {
            Scalars.collectColumns(scalar, all);
        }
        return all;
    }

    /// Prunes the relations within a scalar.
    private Scalar inner(Scalar scalar) {
        return Scalars.mapRelations(scalar,
                relation -> prune(relation, new HashSet<>(relation.columns().subList(0, 1))));
    }

    private Assignment inner(Assignment assignment) {
        return new Assignment(assignment.column(), inner(assignment.value()));
    }

    private Relation project(Relation.Project project, Set<Column> needed) {
        List<Assignment> assignments = project.assignments().stream()
                .filter(assignment -> needed.contains(assignment.column())).map(this::inner).toList();
        Set<Column> below = with(Set.of(),
                assignments.stream().map(Assignment::value).toArray(Scalar[]::new));
        return new Relation.Project(prune(project.input(), below), assignments);
    }

    private Relation aggregate(Relation.Aggregate aggregate, Set<Column> needed) {
        List<AggregateColumn> aggregates = aggregate.aggregates().stream()
                .filter(column -> needed.contains(column.column())).toList();
        if (aggregates.isEmpty() && aggregate.keys().isEmpty()) {
            // Without an aggregate it would no longer be one row.
            aggregates = aggregate.aggregates().subList(0, 1);
        }
        List<Assignment> keys = aggregate.keys().stream().map(this::inner).toList();
        Set<Column> below = new HashSet<>();
        keys.forEach(key -> Scalars.collectColumns(key.value(), below));
        List<AggregateColumn> kept = new ArrayList<>();
        for (AggregateColumn column : aggregates) {
            column.arguments().forEach(argument -> Scalars.collectColumns(argument, below));
            Scalar filter = column.filter();
            if (filter != null) {
                Scalars.collectColumns(filter, below);
            }
            kept.add(new AggregateColumn(column.column(), column.op(),
                    column.arguments().stream().map(this::inner).toList(),
                    filter == null ? null : inner(filter)));
        }
        return new Relation.Aggregate(prune(aggregate.input(), below), keys, kept);
    }

    private Relation sort(Relation.Sort sort, Set<Column> needed) {
        Set<Column> below = with(needed, sort.keys().stream().map(SortKey::value).toArray(Scalar[]::new));
        return new Relation.Sort(prune(sort.input(), below), sort.keys().stream()
                .map(key -> new SortKey(inner(key.value()), key.ascending(), key.nullsFirst())).toList());
    }

    private Relation union(Relation.Union union, Set<Column> needed) {
        List<Relation.Branch> branches = new ArrayList<>();
        for (Relation.Branch branch : union.branches()) {
            Map<Column, Column> sources = new HashMap<>(branch.sources());
            sources.keySet().retainAll(needed);
            branches.add(
                    new Relation.Branch(prune(branch.input(), new HashSet<>(sources.values())), sources));
        }
        return new Relation.Union(branches, kept(union.columns(), needed));
    }

    private Relation join(Relation.Join join, Set<Column> needed) {
        Set<Column> below = new HashSet<>(needed);
        join.keys().forEach(key -> {
            below.add(key.left());
            below.add(key.right());
        });
        return new Relation.Join(join.kind(), prune(join.left(), below), prune(join.right(), below),
                join.keys());
    }

    private Relation expand(Relation.Expand expand, Set<Column> needed) {
        Set<Column> below = with(needed,
                expand.elements().stream().map(Assignment::value).toArray(Scalar[]::new));
        return new Relation.Expand(prune(expand.input(), below),
                expand.elements().stream().map(this::inner).toList(),
                expand.index(), expand.limit(), expand.pairs());
    }

    private Relation shared(Relation.Shared shared, Set<Column> needed) {
        sharedDefinitions.putIfAbsent(shared.number(), shared.definition());
        BitSet positions = sharedColumns.computeIfAbsent(shared.number(), _ -> new BitSet());
        for (int index = 0; index < shared.columns().size(); index++) {
            if (needed.contains(shared.columns().get(index))) {
                positions.set(index);
            }
        }
        // Other readers may need more of it, which this one is not to pass on.
        return new Relation.Project(shared, kept(shared.columns(), needed).stream()
                .map(column -> new Assignment(column, new Scalar.ColumnRef(column))).toList());
    }
}
