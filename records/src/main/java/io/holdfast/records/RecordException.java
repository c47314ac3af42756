package io.holdfast.records;

/// An operating error of the record store, with a stable code.
public sealed class RecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private RecordException(String message, Throwable cause) {
        super(message, cause);
    }

    private RecordException(String message) {
        super(message);
    }

    /// A row or the set of rows is not what was written: altered, swapped, dropped, rolled back, or under
    /// another key.
    public static final class Corrupt extends RecordException {

        private static final long serialVersionUID = 1L;

        Corrupt(String message) {
            super(message);
        }

        Corrupt(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The database could not be read or written: disk full, I/O error, locked, no
    /// connection.
    public static final class Unavailable extends RecordException {

        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(message);
        }

        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
