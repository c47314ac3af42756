package io.holdfast.kql.internal;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.ParsedQuery;
import io.holdfast.kql.Position;
import io.holdfast.kql.TableCatalog;
import java.util.List;

/// Parses and binds a whole query: its statements in order, then its one result.
public final class QueryBinder {
    private QueryBinder() {}

    /// Checks that a text follows the grammar.
    public static void checkSyntax(String text) {
        KqlParsing.parse(text);
    }

    /// Returns the syntax tree of a query; see `Kql.syntaxTree`.
    public static List<String> syntaxTree(String text) {
        return TreeText.lines(KqlParsing.parse(text));
    }

    /// Parses a query; see `Kql.parse`.
    public static ParsedQuery parse(String text) {
        List<Statement> statements = KqlParsing.parse(text);
        Position end = endOf(text);
        return (catalog, options, runner) -> bind(statements, end,
                new BindContext(catalog, options, runner));
    }

    /// Binds a query; see `Kql.bind`.
    public static BoundQuery bind(String text, TableCatalog catalog, BindOptions options) {
        return parse(text).bind(catalog, options);
    }

    private static List<BoundQuery> bind(List<Statement> statements, Position end, BindContext context) {
        TableBinder tables = new TableBinder(context);
        Scope scope = new Scope(Scope.root(context.saved));
        ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        ResultBinder results = new ResultBinder(tables, scope);
        new Statements(tables, scalars).defineAll(statements, end)
                .forEach(result -> results.bind(result, scalars));
        return results.results();
    }

    private static Position endOf(String text) {
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        return new Position(line, text.length() - text.lastIndexOf('\n'));
    }
}
