package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A filter over columns that a projection only passes on goes below it, nearer to the table. Not where the
/// projection looks at other rows, which the filter would take away.
final class FilterBelowProject implements RewriteRule {
    @Override
    public Relation apply(Relation relation) {
        if (!(relation instanceof Relation.Filter filter)
                || !(filter.input() instanceof Relation.Project project) || looksAround(project)
                || Scalars.holdsWindow(filter.predicate())) {
            return relation;
        }
        Map<Column, Scalar> passed = passed(project);
        Set<Column> read = new HashSet<>();
        Scalars.collectColumns(filter.predicate(), read);
        return passed.keySet().containsAll(read)
                ? new Relation.Project(apply(new Relation.Filter(project.input(),
                        Scalars.substitute(filter.predicate(), passed))), project.assignments())
                : relation;
    }

    static boolean looksAround(Relation.Project project) {
        return project.assignments().stream().anyMatch(one -> Scalars.holdsWindow(one.value()));
    }

    /// Returns the columns that a projection only passes on.
    static Map<Column, Scalar> passed(Relation.Project project) {
        Map<Column, Scalar> passed = new HashMap<>();
        for (Assignment assignment : project.assignments()) {
            if (assignment.value() instanceof ColumnRef ref) {
                passed.put(assignment.column(), ref);
            }
        }
        return passed;
    }
}
