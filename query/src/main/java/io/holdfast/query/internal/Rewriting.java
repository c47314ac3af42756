package io.holdfast.query.internal;

import io.holdfast.kql.Relation;
import java.util.List;

/// Applies rules to all operators of a relation, those below first. Shared relations are rewritten one by
/// one, as the planner meets them.
final class Rewriting {
    /// The rules of each query, in the order in which they are applied to an operator.
    static final List<RewriteRule> RULES = List.of(new ConstantConditions(), new ConstantFilter(),
            new FilterBelowProject(), new TopBelowProject());

    private final List<RewriteRule> rules;

    Rewriting(List<RewriteRule> rules) {
        this.rules = List.copyOf(rules);
    }

    Relation rewrite(Relation relation) {
        Relation result = Relations.mapInputs(relation, this::rewrite);
        result = Relations.mapScalars(result, scalar -> Scalars.mapRelations(scalar, this::rewrite));
        for (RewriteRule rule : rules) {
            result = rule.apply(result);
        }
        return result;
    }
}
