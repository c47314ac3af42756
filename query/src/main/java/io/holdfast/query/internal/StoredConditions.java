package io.holdfast.query.internal;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Conditions on rows that can be asked of columns as they are stored, where the engine has statistics and
/// needs no conversion: texts that may be null, datetimes as timestamps.
///
/// A condition is one of these only if a stored null, which reads as the empty text, has the same effect as
/// that text: the row is dropped.
final class StoredConditions {
    /// False, or null for a null, over an empty text where the second argument is a text that is not empty.
    private static final Set<ScalarOp> SEARCHES = EnumSet.of(ScalarOp.EQUAL, ScalarOp.EQUAL_CI, ScalarOp.IN,
            ScalarOp.IN_CI, ScalarOp.CONTAINS, ScalarOp.CONTAINS_CS, ScalarOp.STARTS_WITH,
            ScalarOp.STARTS_WITH_CS, ScalarOp.ENDS_WITH, ScalarOp.ENDS_WITH_CS, ScalarOp.HAS,
            ScalarOp.HAS_CS, ScalarOp.HAS_PREFIX, ScalarOp.HAS_PREFIX_CS, ScalarOp.HAS_SUFFIX,
            ScalarOp.HAS_SUFFIX_CS);
    private static final Set<ScalarOp> COMPARISONS = EnumSet.of(ScalarOp.EQUAL, ScalarOp.LESS,
            ScalarOp.LESS_OR_EQUAL, ScalarOp.GREATER, ScalarOp.GREATER_OR_EQUAL);

    private StoredConditions() {}

    /// Says whether values of a type are computed with as they are stored.
    static boolean isKept(KqlType type) {
        return switch (type) {
            case BOOL, INT, LONG, REAL, TIMESPAN -> true;
            case STRING, DATETIME, DYNAMIC, DECIMAL, GUID -> false;
        };
    }

    /// Says whether a condition can be asked of the stored columns.
    static boolean isStored(Scalar condition) {
        if (condition instanceof Call call) {
            return switch (call.op()) {
                case AND, OR -> call.arguments().stream().allMatch(StoredConditions::isStored);
                default ->
                    isSearch(call) || isPattern(call) || isNotEmpty(call) || isTime(call) || keeps(call);
            };
        }
        return keeps(condition);
    }

    /// Says whether an expression reads nothing but values that are stored as they are computed with, and
    /// members of dynamic values: JSON's null has none, just as a null.
    private static boolean keeps(Scalar scalar) {
        return switch (scalar) {
            case Literal _ -> true;
            case ColumnRef ref -> isKept(ref.type());
            case Call call when call.op() == ScalarOp.PATH && call.argument(0) instanceof ColumnRef ->
                keeps(call.argument(1));
            case Call call -> call.arguments().stream().allMatch(StoredConditions::keeps);
            case Scalar.Subquery _,Scalar.InRelation _,Scalar.Window _ -> false;
        };
    }

    private static boolean isSearch(Call call) {
        return SEARCHES.contains(call.op()) && isText(call.argument(0)) && call.arguments().size() > 1
                && call.arguments().stream().skip(1).map(ScalarTemplates::textLiteral)
                        .allMatch(text -> text != null && !text.isEmpty());
    }

    /// A pattern that does not match the empty text. What another engine takes for a mistake is not decided.
    private static boolean isPattern(Call call) {
        String pattern = call.op() == ScalarOp.MATCHES_REGEX && isText(call.argument(0))
                ? ScalarTemplates.textLiteral(call.argument(1))
                : null;
        try {
            return pattern != null && !Pattern.compile(pattern).matcher("").find();
        } catch (PatternSyntaxException _) {
            return false;
        }
    }

    private static boolean isText(Scalar scalar) {
        return scalar instanceof ColumnRef ref && ref.type() == KqlType.STRING;
    }

    private static boolean isNotEmpty(Call call) {
        return (call.op() == ScalarOp.NOT && call.argument(0) instanceof Call inner
                && inner.op() == ScalarOp.IS_EMPTY && isText(inner.argument(0)))
                || (call.op() == ScalarOp.NOT_EQUAL && isText(call.argument(0))
                        && "".equals(ScalarTemplates.textLiteral(call.argument(1))));
    }

    private static boolean isTime(Call call) {
        return COMPARISONS.contains(call.op()) && call.argument(0) instanceof ColumnRef ref
                && ref.type() == KqlType.DATETIME && call.argument(1) instanceof Literal literal
                && literal.value() instanceof Long;
    }

    /// Prints a condition that [#isStored].
    ///
    /// @param printer names columns as they are stored
    static String print(ScalarPrinter printer, Scalar condition) {
        if (!(condition instanceof Call call)) {
            return printer.predicate(condition);
        }
        return switch (call.op()) {
            case AND, OR -> call.arguments().isEmpty()
                    ? printer.predicate(call)
                    : ScalarPrinter.logical(call.arguments().stream()
                            .map(argument -> print(printer, argument)).toList(),
                            call.op() == ScalarOp.AND ? " AND " : " OR ");
            default -> isTime(call) ? time(printer, call) : printer.predicate(condition);
        };
    }

    /// Timestamps have whole microseconds, so that a bound between two of them is one of the two.
    private static String time(ScalarPrinter printer, Call call) {
        Long literal = ScalarTemplates.longLiteral(call.argument(1));
        long ticks = (literal == null ? 0 : literal) - KqlDatetime.UNIX_EPOCH_TICKS;
        boolean whole = Math.floorMod(ticks, KqlTimespan.TICKS_PER_MICROSECOND) == 0;
        long below = Math.floorDiv(ticks, KqlTimespan.TICKS_PER_MICROSECOND);
        List<String> comparison = switch (call.op()) {
            case LESS -> List.of(whole ? " < " : " <= ");
            case LESS_OR_EQUAL -> List.of(" <= ");
            case GREATER -> List.of(" > ");
            case GREATER_OR_EQUAL -> List.of(whole ? " >= " : " > ");
            default -> whole ? List.of(" = ") : List.of();
        };
        return comparison.isEmpty()
                ? "FALSE"
                : printer.print(call.argument(0)) + comparison.getFirst() + "make_timestamp("
                        + SqlText.bigint(below) + ")";
    }
}
