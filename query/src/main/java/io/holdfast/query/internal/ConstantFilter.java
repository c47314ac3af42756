package io.holdfast.query.internal;

import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar.Literal;
import java.util.List;

/// A filter whose condition is constant lets all rows through, or none: then nothing below it is read.
final class ConstantFilter implements RewriteRule {
    @Override
    public Relation apply(Relation relation) {
        if (!(relation instanceof Relation.Filter filter)
                || !(filter.predicate() instanceof Literal condition)) {
            return relation;
        }
        return Boolean.TRUE.equals(condition.value())
                ? filter.input()
                : new Relation.Values(filter.columns(), List.of());
    }
}
