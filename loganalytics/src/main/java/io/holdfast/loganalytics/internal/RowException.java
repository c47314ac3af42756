package io.holdfast.loganalytics.internal;

/// A body of records that cannot be read: nothing of it is written. The message never quotes a value.
public final class RowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private RowException(String message) {
        super(message, null, false, false);
    }

    /// The body as such cannot be read.
    static RowException malformed(String message) {
        return new RowException(message);
    }
}
