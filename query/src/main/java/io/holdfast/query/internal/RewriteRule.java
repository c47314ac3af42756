package io.holdfast.query.internal;

import io.holdfast.kql.Relation;

/// A change of one operator that leaves the rows of the query, and their order where they have one, as they
/// are.
@FunctionalInterface
interface RewriteRule {
    /// Returns the relation in place of one whose inputs are rewritten already; the same where the rule does
    /// not apply.
    Relation apply(Relation relation);
}
