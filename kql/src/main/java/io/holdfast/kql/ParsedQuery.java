package io.holdfast.kql;

/// A query that follows the grammar, whose names and types are not settled yet. Immutable.
@FunctionalInterface
public interface ParsedQuery {
    /// Settles the names and types.
    ///
    /// @param runner runs parts of the query whose rows decide about columns
    /// @throws KqlException if the query is not valid over the catalog
    BoundQuery bind(TableCatalog catalog, BindOptions options, QueryRunner runner);

    /// As [#bind(TableCatalog, BindOptions, QueryRunner)] over empty tables.
    default BoundQuery bind(TableCatalog catalog, BindOptions options) {
        return bind(catalog, options, QueryRunner.NONE);
    }
}
