package io.holdfast.query.internal;

import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.ScalarOp;
import java.util.EnumSet;
import java.util.Set;

/// A call of `has` or one of its relatives, as SQL.
///
/// For a constant term a cheap search for its text drops most rows; then a pattern over ASCII finds it where
/// its neighbours are ASCII, which they nearly always are. Only texts that hold other characters are then
/// looked at by a function in Java: a pattern with the letters of all languages takes the engine
/// milliseconds to compile.
///
/// @param wholeStart whether no letter or digit may stand right before the term
/// @param wholeEnd whether none may stand right after it
record TermOperation(Scalar text, Scalar term, boolean wholeStart, boolean wholeEnd, boolean matchCase) {
    static final Set<ScalarOp> OPS = EnumSet.of(ScalarOp.HAS, ScalarOp.HAS_CS, ScalarOp.HAS_PREFIX,
            ScalarOp.HAS_PREFIX_CS, ScalarOp.HAS_SUFFIX, ScalarOp.HAS_SUFFIX_CS);

    static TermOperation of(Call call) {
        ScalarOp op = call.op();
        return new TermOperation(call.argument(0), call.argument(1),
                op != ScalarOp.HAS_SUFFIX && op != ScalarOp.HAS_SUFFIX_CS,
                op != ScalarOp.HAS_PREFIX && op != ScalarOp.HAS_PREFIX_CS,
                op == ScalarOp.HAS_CS || op == ScalarOp.HAS_PREFIX_CS || op == ScalarOp.HAS_SUFFIX_CS);
    }

    /// Prints the call as a value: as a case, since the engine computes both sides of AND for each row.
    String value(ScalarPrinter printer) {
        Parts parts = parts(printer);
        return parts.always.isEmpty()
                ? "(CASE WHEN NOT " + parts.holds + " THEN FALSE WHEN " + parts.bounded
                        + " THEN TRUE WHEN " + parts.foreign + " THEN " + parts.exact + " ELSE FALSE END)"
                : parts.always;
    }

    /// Prints the call as a condition on rows.
    String predicate(ScalarPrinter printer) {
        Parts parts = parts(printer);
        return parts.always.isEmpty()
                ? "(" + parts.holds + " AND (" + parts.bounded + " OR (" + parts.foreign + " AND "
                        + parts.exact + ")))"
                : parts.always;
    }

    /// @param always the whole condition where it has no parts, else empty
    /// @param holds whether the text holds the term at all
    /// @param bounded whether it stands between ends and other ASCII characters
    /// @param foreign whether the text holds others than ASCII characters
    /// @param exact whether it stands there as a term
    private record Parts(String always, String holds, String bounded, String foreign, String exact) {}

    private Parts parts(ScalarPrinter printer) {
        String value = printer.print(text);
        String constant = ScalarTemplates.textLiteral(term);
        if (constant == null) {
            return whole("regexp_matches(" + value + ", " + printer.java("term_regex", printer.print(term),
                    bool(wholeStart), bool(wholeEnd), bool(matchCase)) + ")");
        }
        if (constant.isEmpty()) {
            return whole("TRUE");
        }
        String needle = SqlText.string(constant);
        String holds = matchCase
                ? "contains(" + value + ", " + needle + ")"
                // Faster than to search a copy in small letters.
                : "regexp_matches(" + value + ", " + SqlText.string(
                        TermPatterns.asciiPattern(constant, false, false, false)) + ")";
        String bounded = "regexp_matches(" + value + ", " + SqlText
                .string(TermPatterns.asciiPattern(constant, wholeStart, wholeEnd, matchCase)) + ")";
        return new Parts("", holds, bounded, "strlen(" + value + ") <> length(" + value + ")",
                printer.java("has_term", value, needle, bool(wholeStart), bool(wholeEnd), bool(matchCase)));
    }

    private static Parts whole(String condition) {
        return new Parts(condition, "", "", "", "");
    }

    private static String bool(boolean value) {
        return value ? "TRUE" : "FALSE";
    }
}
