package io.holdfast.logstore;

import io.holdfast.crypto.UnsealException;
import io.holdfast.records.RecordException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Turns what libraries throw into the errors of this module.
final class Failures {

    private static final Set<String> BAD_INPUT = Set.of("Invalid Input", "Conversion", "Constraint",
            "Out of Range");

    private Failures() {}

    /// An error of DuckDB. Its text may quote rows, so neither that nor the exception is passed on.
    static LogStoreException engine(String what, SQLException e) {
        return switch (kindOf(e)) {
            case "INTERRUPT", "Connection" -> new LogStoreException.Closed();
            case "Out of Memory" -> new LogStoreException.Busy(what + ": out of memory");
            case String kind -> new LogStoreException.Storage(what + " (" + kind + ")", null);
        };
    }

    /// An error of DuckDB on loading rows.
    static LogStoreException loading(SQLException e) {
        return BAD_INPUT.contains(kindOf(e))
                ? new LogStoreException.RowsRejected(
                        "The rows are no JSON array of objects with TimeGenerated, or a value does not "
                                + "fit its column")
                : engine("The rows could not be loaded", e);
    }

    /// The class of the error, such as `Out of Memory`: DuckDB begins its messages with it.
    private static String kindOf(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf(" Error:");
        String kind = end < 0 ? "" : message.substring(0, end);
        return kind.matches("[A-Za-z ]{1,40}") ? kind : "unknown";
    }

    /// An error on reading what the store wrote: damage, unless the system could not read at all.
    static LogStoreException reading(String what, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LogStoreException known) {
                return known;
            }
            if (isDamage(cause)) {
                return new LogStoreException.Corrupt(what + " is not what was written", e);
            }
            if (cause instanceof FileSystemException || cause instanceof RecordException.Unavailable) {
                return new LogStoreException.Storage(what + " could not be read", e);
            }
        }
        return e instanceof IOException
                ? new LogStoreException.Storage(what + " could not be read", e)
                : new LogStoreException.Corrupt(what + " is not what was written", e);
    }

    private static boolean isDamage(Throwable cause) {
        return cause instanceof UnsealException || cause instanceof RecordException.Corrupt
                || cause instanceof GeneralSecurityException || cause instanceof EOFException
                || cause instanceof NoSuchFileException;
    }

    /// What a future gives, once it is there.
    ///
    /// @throws RuntimeException what its work threw
    static <T> T awaited(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /// An error on writing.
    static LogStoreException writing(String what, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LogStoreException known) {
                return known;
            }
            if (isDamage(cause)) {
                return new LogStoreException.Corrupt(what + ": stored data is not what was written", e);
            }
        }
        return new LogStoreException.Storage(what, e);
    }
}
