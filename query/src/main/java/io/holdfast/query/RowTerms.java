package io.holdfast.query;

import java.util.List;
import java.util.function.BiPredicate;

/// What a row must hold to matter to a query, by terms: runs of letters and digits, without regard to case, that
/// stand in a text between ends and other characters.
public sealed interface RowTerms {
    /// Asks for nothing.
    RowTerms NONE = new All(List.of());

    /// A text of the row holds a term.
    ///
    /// @param column the name of a column of texts
    /// @param term ASCII letters and digits
    record Term(String column, String term) implements RowTerms {
        @Override
        public boolean mayHold(BiPredicate<String, String> terms) {
            return terms.test(column, term);
        }
    }

    /// Each of the parts holds.
    record All(List<RowTerms> parts) implements RowTerms {
        /// Copies the list.
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean mayHold(BiPredicate<String, String> terms) {
            return parts.stream().allMatch(part -> part.mayHold(terms));
        }
    }

    /// One of the parts holds.
    record Any(List<RowTerms> parts) implements RowTerms {
        /// Copies the list.
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean mayHold(BiPredicate<String, String> terms) {
            return parts.stream().anyMatch(part -> part.mayHold(terms));
        }
    }

    /// Whether a row that matters may be among rows with such terms.
    ///
    /// @param terms whether the texts of a column may hold a term
    boolean mayHold(BiPredicate<String, String> terms);
}
