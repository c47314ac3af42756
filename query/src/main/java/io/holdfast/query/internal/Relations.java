package io.holdfast.query.internal;

import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar;
import java.util.List;
import java.util.function.UnaryOperator;

/// Changes the parts of relational operators.
final class Relations {
    private Relations() {}

    /// Returns the operator with each relation that it reads changed; a shared one stays, for it is one for
    /// all its readers.
    static Relation mapInputs(Relation relation, UnaryOperator<Relation> change) {
        return switch (relation) {
            case Relation.Scan _,Relation.Values _,Relation.Sequence _,Relation.Shared _ -> relation;
            case Relation.Filter filter ->
                new Relation.Filter(change.apply(filter.input()), filter.predicate());
            case Relation.Project project ->
                new Relation.Project(change.apply(project.input()), project.assignments());
            case Relation.Aggregate aggregate ->
                new Relation.Aggregate(change.apply(aggregate.input()), aggregate.keys(),
                        aggregate.aggregates());
            case Relation.FirstPerKey first ->
                new Relation.FirstPerKey(change.apply(first.input()), first.keys());
            case Relation.Sort sort -> new Relation.Sort(change.apply(sort.input()), sort.keys());
            case Relation.Limit limit -> new Relation.Limit(change.apply(limit.input()), limit.count());
            case Relation.Union union -> new Relation.Union(union.branches().stream().map(
                    branch -> new Relation.Branch(change.apply(branch.input()), branch.sources()))
                    .toList(), union.columns());
            case Relation.Join join -> new Relation.Join(join.kind(), change.apply(join.left()),
                    change.apply(join.right()), join.keys());
            case Relation.Expand expand -> new Relation.Expand(change.apply(expand.input()),
                    expand.elements(), expand.index(), expand.limit(), expand.pairs());
        };
    }

    /// Returns the operator with each of its own expressions changed, to ones of the same types.
    static Relation mapScalars(Relation relation, UnaryOperator<Scalar> change) {
        return switch (relation) {
            case Relation.Scan _,Relation.Values _,Relation.Shared _ -> relation;
            case Relation.FirstPerKey _,Relation.Union _,Relation.Join _ -> relation;
            case Relation.Sequence sequence -> new Relation.Sequence(sequence.column(),
                    change.apply(sequence.start()), change.apply(sequence.end()),
                    change.apply(sequence.step()));
            case Relation.Filter filter ->
                new Relation.Filter(filter.input(), change.apply(filter.predicate()));
            case Relation.Project project ->
                new Relation.Project(project.input(), values(project.assignments(), change));
            case Relation.Aggregate aggregate -> new Relation.Aggregate(aggregate.input(),
                    values(aggregate.keys(), change),
                    aggregate.aggregates().stream().map(column -> aggregate(column, change)).toList());
            case Relation.Sort sort -> new Relation.Sort(sort.input(), sort.keys().stream()
                    .map(key -> new SortKey(change.apply(key.value()), key.ascending(), key.nullsFirst()))
                    .toList());
            case Relation.Limit limit -> new Relation.Limit(limit.input(), change.apply(limit.count()));
            case Relation.Expand expand -> new Relation.Expand(expand.input(),
                    values(expand.elements(), change), expand.index(), expand.limit(), expand.pairs());
        };
    }

    private static List<Assignment> values(List<Assignment> assignments, UnaryOperator<Scalar> change) {
        return assignments.stream().map(one -> new Assignment(one.column(), change.apply(one.value())))
                .toList();
    }

    private static AggregateColumn aggregate(AggregateColumn column, UnaryOperator<Scalar> change) {
        Scalar filter = column.filter();
        return new AggregateColumn(column.column(), column.op(),
                column.arguments().stream().map(change).toList(),
                filter == null ? null : change.apply(filter));
    }
}
