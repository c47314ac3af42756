package io.holdfast.logstore;

import org.jspecify.annotations.Nullable;

/// An operating error of the log store. Messages never carry rows, query text or keys.
public abstract sealed class LogStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    private LogStoreException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// The stable code.
    public String code() {
        return code;
    }

    /// Blame: caller. The rows are no JSON array of objects, or a value does not fit its column.
    public static final class RowsRejected extends LogStoreException {
        private static final long serialVersionUID = 1L;

        RowsRejected(String message) {
            super("RowsRejected", message, null);
        }
    }

    /// Blame: caller. There is no such table or column.
    public static final class NotFound extends LogStoreException {
        private static final long serialVersionUID = 1L;

        NotFound(String message) {
            super("NotFound", message, null);
        }
    }

    /// Blame: caller. The table exists with another schema, or a column with another type.
    public static final class SchemaConflict extends LogStoreException {
        private static final long serialVersionUID = 1L;

        SchemaConflict(String message) {
            super("SchemaConflict", message, null);
        }
    }

    /// Blame: unavailable. Hot rows wait to be flushed; try again.
    public static final class Busy extends LogStoreException {
        private static final long serialVersionUID = 1L;

        Busy(String message) {
            super("Busy", message, null);
        }
    }

    /// Blame: caller. The read needs more decrypted data at once than the store may hold.
    public static final class OverBudget extends LogStoreException {
        private static final long serialVersionUID = 1L;

        OverBudget(String message) {
            super("OverBudget", message, null);
        }
    }

    /// Blame: unavailable. The store was closed.
    public static final class Closed extends LogStoreException {
        private static final long serialVersionUID = 1L;

        Closed() {
            super("Closed", "The log store is closed", null);
        }
    }

    /// Blame: unavailable. A file could not be read or written, or the engine failed for a reason outside the
    /// data.
    public static final class Storage extends LogStoreException {
        private static final long serialVersionUID = 1L;

        Storage(String message, @Nullable Throwable cause) {
            super("Storage", message, cause);
        }
    }

    /// Blame: corrupt. A stored file was altered, cut, swapped, lost, or written under another key.
    public static final class Corrupt extends LogStoreException {
        private static final long serialVersionUID = 1L;

        Corrupt(String message, @Nullable Throwable cause) {
            super("Corrupt", message, cause);
        }
    }
}
