package io.holdfast.keyvault;

/// Where the audit log is not what was written.
///
/// @param sequence the last event before it that is sound; 0 where none is
/// @param text for people
public record AuditProblem(Kind kind, long sequence, String text) {

    /// What is wrong.
    public enum Kind {
        /// An event does not open at its place: it was altered, swapped, or is of another log.
        ALTERED,
        /// A file ends within an event.
        CUT,
        /// Events are missing between others, or at the beginning.
        MISSING,
        /// The log ends before the last event that is known of.
        TRUNCATED,
        /// Sound in itself, but not the log that was written: it parted from it at some event.
        REPLACED,
        /// At some start files were set aside because they did not agree with the anchor.
        SET_ASIDE
    }

    static AuditProblem altered(long after) {
        return new AuditProblem(Kind.ALTERED, after, "the event after " + after + " is not the one written");
    }

    static AuditProblem cut(long after) {
        return new AuditProblem(Kind.CUT, after, "the event after " + after + " is cut");
    }

    static AuditProblem missingBefore(long first) {
        return new AuditProblem(Kind.MISSING, 0, "the events before " + first + " are missing");
    }

    static AuditProblem broken(long after) {
        return new AuditProblem(Kind.MISSING, after,
                "what follows the event " + after + " is not what was written");
    }

    static AuditProblem header(long first) {
        return new AuditProblem(Kind.ALTERED, first - 1,
                "the file that begins with the event " + first + " is damaged");
    }

    static AuditProblem truncated(long last, long expected) {
        return new AuditProblem(Kind.TRUNCATED, last,
                "the events " + (last + 1) + " to " + expected + " are missing at the end");
    }

    static AuditProblem replaced(long sequence) {
        return new AuditProblem(Kind.REPLACED, sequence - 1,
                "the event " + sequence + " is not the one written");
    }

    static AuditProblem setAside(long after) {
        return new AuditProblem(Kind.SET_ASIDE, after,
                "files that were not what was written were set aside (.damaged)");
    }
}
