package io.holdfast.kql.internal;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether a query works on each row of one table by itself. See `Kql.bindTransformation`.
///
/// The operators are looked at as they are written, so that an error tells where; what else could look at several
/// rows, such as `toscalar`, is seen in the algebra.
public final class TransformationCheck {

    /// The most columns that one `parse` makes. Source: as for the operators.
    private static final int MAX_PARSED = 10;

    private TransformationCheck() {}

    /// See `Kql.bindTransformation`.
    public static BoundQuery bind(String text, TableSchema source, BindOptions options) {
        requireOperators(KqlParsing.parse(text));
        BoundQuery bound = QueryBinder.bind(text, TableCatalog.of(List.of(source)), options);
        if (bound.scans().size() > 1 || !isByRow(bound.relation())) {
            throw notAllowed(Position.START, "The transformation must take each row of 'source' by itself");
        }
        return bound;
    }

    private static void requireOperators(@Nullable Object part) {
        switch (part) {
            case null -> {
                return;
            }
            case Operator operator -> requireAllowed(operator);
            case Expression.Call call when call.function().equals("toscalar") -> throw notAllowed(
                    call.position(), "The function 'toscalar' is not allowed in transformations");
            default -> {
                // Its parts are looked at below.
            }
        }
        if (part instanceof Collection<?> all) {
            all.forEach(TransformationCheck::requireOperators);
        } else if (part instanceof Record node
                && node.getClass().getPackage() == Operator.class.getPackage()) {
            for (RecordComponent component : node.getClass().getRecordComponents()) {
                requireOperators(RecordParts.value(node, component));
            }
        }
    }

    private static void requireAllowed(Operator operator) {
        String name = name(operator);
        if (!Kql.TRANSFORMATION_OPERATORS.contains(name)) {
            throw notAllowed(operator.position(), "The operator '" + name
                    + "' is not allowed in transformations, which may have "
                    + String.join(", ", Kql.TRANSFORMATION_OPERATORS));
        }
        if (operator instanceof Operator.Parse parse && parse.items().stream()
                .filter(Operator.ParseItem.Column.class::isInstance).count() > MAX_PARSED) {
            throw notAllowed(operator.position(), "The operator 'parse' may make at most " + MAX_PARSED
                    + " columns in transformations: use it several times");
        }
    }

    /// The operator as it is written.
    private static String name(Operator operator) {
        return switch (operator) {
            case Operator.Select select -> select.keep() ? "project-keep" : "project-away";
            case Operator.Parse parse -> parse.filter() ? "parse-where" : "parse";
            case Operator.Rename _ -> "project-rename";
            case Operator.Reorder _ -> "project-reorder";
            case Operator.Join join -> join.lookup() ? "lookup" : "join";
            case Operator.Search search -> search.find() ? "find" : "search";
            case Operator.GetSchema _ -> "getschema";
            default -> operator.getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1")
                    .toLowerCase(Locale.ROOT);
        };
    }

    private static boolean isByRow(Relation relation) {
        return switch (relation) {
            case Relation.Scan _,Relation.Values _ -> true;
            case Relation.Filter filter -> isByRow(filter.input());
            case Relation.Project project -> isByRow(project.input());
            default -> false;
        };
    }

    private static KqlException notAllowed(Position position, String message) {
        return KqlException.of(KqlException.Kind.UNSUPPORTED, position, message);
    }
}
