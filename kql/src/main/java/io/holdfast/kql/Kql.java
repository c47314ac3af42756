package io.holdfast.kql;

import io.holdfast.kql.internal.QueryBinder;
import io.holdfast.kql.internal.TransformationCheck;
import io.holdfast.kql.internal.TreeText;
import java.util.List;

/// The way into the language: from text to algebra.
public final class Kql {
    /// The operators of transformations. Source: Azure Monitor, supported KQL features in transformations.
    public static final List<String> TRANSFORMATION_OPERATORS = List.of("where", "extend", "project",
            "project-away", "project-rename", "parse", "print");

    private Kql() {}

    /// Parses a query and settles its names and types.
    ///
    /// @throws KqlException if the text is no valid query over the catalog
    public static BoundQuery bind(String text, TableCatalog catalog, BindOptions options) {
        return QueryBinder.bind(text, catalog, options);
    }

    /// Parses a query, to be bound once or several times.
    ///
    /// @throws KqlException if the text does not follow the grammar
    public static ParsedQuery parse(String text) {
        return QueryBinder.parse(text);
    }

    /// Parses and binds a query that makes at most one row of each row of `source`, as data collection rules run
    /// it: of operators it may have [#TRANSFORMATION_OPERATORS] only, and no other table.
    ///
    /// @throws KqlException if the text is no such query
    public static BoundQuery bindTransformation(String text, TableSchema source, BindOptions options) {
        return TransformationCheck.bind(text, source, options);
    }

    /// Returns the syntax tree of a query, as indented lines for people.
    ///
    /// @throws KqlException if the text does not follow the grammar
    public static List<String> syntaxTree(String text) {
        return QueryBinder.syntaxTree(text);
    }

    /// Returns the algebra of a query, as indented lines for people.
    public static List<String> algebra(BoundQuery query) {
        return TreeText.lines(query.relation());
    }

    /// Checks that a text follows the grammar of the language, and nothing more.
    ///
    /// @throws KqlException if it does not
    public static void checkSyntax(String text) {
        QueryBinder.checkSyntax(text);
    }
}
