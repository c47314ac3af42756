package io.holdfast.loganalytics.internal;

/// A body of records that is refused whole: nothing of it is written.
///
/// The message names the record's index, the column and the expected type, and never a value.
public final class RowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Why a body is refused.
    public enum Kind {
        /// No well-formed JSON, or no array of objects.
        MALFORMED,
        /// A value does not fit its column.
        WRONG_TYPE
    }

    private final Kind kind;

    private RowException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /// The body as such cannot be read.
    static RowException malformed(String message) {
        return new RowException(Kind.MALFORMED, message);
    }

    /// The value of a column in a record, counted from 0, is not what the column takes.
    static RowException wrongType(int record, String column, String expected) {
        return new RowException(Kind.WRONG_TYPE,
                "The record at index " + record + ", column '" + column + "': expected "
                        + expected + ". Nothing of this call was written.");
    }

    /// Why.
    public Kind kind() {
        return kind;
    }
}
