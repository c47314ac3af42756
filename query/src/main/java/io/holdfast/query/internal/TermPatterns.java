package io.holdfast.query.internal;

/// Regular expressions (RE2) for terms: runs of letters and digits, which `has` and its relatives look for.
///
/// A text that itself begins, or ends, with another character has its end there, whatever stands before, or after
/// it: `u_contoso.com#EXT#@x` has `#EXT#`, and `plan.xlsx` has `.xlsx`.
final class TermPatterns {
    private static final String OTHER = "[^\\p{L}\\p{N}]";

    private static final String OTHER_ASCII = "[\\x00-/:-@\\[-`{-\\x7f]";

    private TermPatterns() {}

    /// Returns the pattern of a text that stands in another as a term, or begins or ends one.
    ///
    /// @param wholeStart whether no letter or digit may stand right before it
    /// @param wholeEnd whether none may stand right after it
    static String pattern(String text, boolean wholeStart, boolean wholeEnd, boolean matchCase) {
        return pattern(text, OTHER, wholeStart, wholeEnd, matchCase);
    }

    /// Returns the pattern of a text that stands in another as a term as far as its neighbours are ASCII:
    /// texts that it does not match may hold the term all the same, next to other characters.
    static String asciiPattern(String text, boolean wholeStart, boolean wholeEnd, boolean matchCase) {
        return pattern(text, OTHER_ASCII, wholeStart, wholeEnd, matchCase);
    }

    private static String pattern(String text, String other, boolean wholeStart, boolean wholeEnd,
            boolean matchCase) {
        return (matchCase ? "(?s)" : "(?is)")
                + (wholeStart && beginsWithin(text) ? "(?:^|" + other + ")" : "") + quote(text)
                + (wholeEnd && endsWithin(text) ? "(?:$|" + other + ")" : "");
    }

    /// Whether a text begins with a letter or digit, so that one right before it makes another term of it.
    static boolean beginsWithin(String text) {
        return !text.isEmpty() && Character.isLetterOrDigit(text.codePointAt(0));
    }

    /// Whether a text ends with a letter or digit, so that one right after it makes another term of it.
    static boolean endsWithin(String text) {
        return !text.isEmpty() && Character.isLetterOrDigit(text.codePointBefore(text.length()));
    }

    /// Quotes a text for RE2.
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            boolean plain = c > 127 || Character.isLetterOrDigit(c) || c == '_' || c == ' ';
            if (c == 0) {
                out.append("\\x00");
            } else {
                out.append(plain ? "" : "\\").appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
