package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The first rows in an order of columns that a projection only passes on are found below it, so that it
/// computes those rows alone. Not where the projection looks at other rows, or computes what they are
/// ordered by.
final class TopBelowProject implements RewriteRule {
    @Override
    public Relation apply(Relation relation) {
        if (!(relation instanceof Relation.Limit limit) || !(limit.input() instanceof Relation.Sort sort)
                || !(sort.input() instanceof Relation.Project project)
                || FilterBelowProject.looksAround(project)
                || sort.keys().stream().anyMatch(key -> Scalars.holdsWindow(key.value()))) {
            return relation;
        }
        Map<Column, Scalar> passed = FilterBelowProject.passed(project);
        Set<Column> read = new HashSet<>();
        sort.keys().forEach(key -> Scalars.collectColumns(key.value(), read));
        if (!passed.keySet().containsAll(read)) {
            return relation;
        }
        Relation.Sort below = new Relation.Sort(project.input(), sort.keys().stream()
                .map(key -> new SortKey(Scalars.substitute(key.value(), passed), key.ascending(),
                        key.nullsFirst()))
                .toList());
        return new Relation.Project(apply(new Relation.Limit(below, limit.count())), project.assignments());
    }
}
