package io.holdfast.query;

import org.jspecify.annotations.Nullable;

/// A query that was understood but could not be run to its end. Messages never quote rows or query text.
public abstract sealed class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    private QueryException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// Returns the stable code.
    public String code() {
        return code;
    }

    /// The caller or the owner of the store cancelled the query.
    public static final class Cancelled extends QueryException {
        private static final long serialVersionUID = 1L;

        /// Makes the error.
        public Cancelled() {
            super("QueryCancelled", "The query was cancelled.", null);
        }
    }

    /// The query ran longer than its limit.
    public static final class TimedOut extends QueryException {
        private static final long serialVersionUID = 1L;

        /// Makes the error; the message names the limit.
        public TimedOut(QueryLimits limits) {
            super("QueryTimedOut", "The query ran longer than %d s. Read less time or fewer tables."
                    .formatted(limits.timeout().toSeconds()), null);
        }
    }

    /// The engine ran out of the memory it may use.
    public static final class OutOfMemory extends QueryException {
        private static final long serialVersionUID = 1L;

        /// Makes the error.
        public OutOfMemory() {
            super("QueryOutOfMemory",
                    "The query needs more memory than it may use. Read less time, or summarize "
                            + "before join and sort.",
                    null);
        }
    }

    /// A value could not be computed, such as a malformed regular expression that came from a column.
    public static final class Evaluation extends QueryException {
        private static final long serialVersionUID = 1L;

        /// Makes the error.
        public Evaluation(String message) {
            super("QueryEvaluation", message, null);
        }
    }

    /// A source outside that the query names could not be read.
    public static final class External extends QueryException {
        private static final long serialVersionUID = 1L;

        /// Makes the error; the message holds no address and no content.
        public External(String message) {
            super("ExternalDataFailed", message, null);
        }
    }

    /// The engine refused or failed; a mistake of this system, not of the query.
    public static final class Internal extends QueryException {
        private static final long serialVersionUID = 1L;

        /// Makes the error; `kind` names the engine's class of error and nothing of its text.
        public Internal(String kind) {
            super("QueryInternal", "The query engine failed (" + kind + ").", null);
        }
    }
}
