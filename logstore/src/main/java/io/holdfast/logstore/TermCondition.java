package io.holdfast.logstore;

/// What rows must hold to matter to a read, by terms: runs of letters and digits ([Character#isLetterOrDigit]),
/// without regard to case, that stand in a text between ends and other characters.
@FunctionalInterface
public interface TermCondition {

    /// Asks for nothing.
    TermCondition NONE = terms -> true;

    /// Which terms there are.
    @FunctionalInterface
    interface Terms {
        /// Whether the texts of a column may hold a term, which is of ASCII letters and digits.
        boolean mayHold(String column, String term);
    }

    /// Whether a row that matters may be among rows with such terms. Where more terms are there, so may be more
    /// rows.
    boolean mayHold(Terms terms);
}
