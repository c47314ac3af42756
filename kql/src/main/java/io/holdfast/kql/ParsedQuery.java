package io.holdfast.kql;

import java.util.List;

/// A query that follows the grammar, whose names and types are not settled yet. Immutable.
@FunctionalInterface
public interface ParsedQuery {
    /// Settles the names and types of all results: each statement that is no `let` gives one, and `fork` and
    /// `facet` give several.
    ///
    /// @param runner runs parts of the query whose rows decide about columns
    /// @return the results in the order of the query, at least one
    /// @throws KqlException if the query is not valid over the catalog
    List<BoundQuery> bindAll(TableCatalog catalog, BindOptions options, QueryRunner runner);

    /// As [#bindAll(TableCatalog, BindOptions, QueryRunner)] for a query that must have one result.
    default BoundQuery bind(TableCatalog catalog, BindOptions options, QueryRunner runner) {
        List<BoundQuery> results = bindAll(catalog, options, runner);
        if (results.size() > 1) {
            throw KqlException.notSupported(Position.START, "several results of one query where one is used");
        }
        return results.getFirst();
    }

    /// As [#bind(TableCatalog, BindOptions, QueryRunner)] over empty tables.
    default BoundQuery bind(TableCatalog catalog, BindOptions options) {
        return bind(catalog, options, QueryRunner.NONE);
    }
}
