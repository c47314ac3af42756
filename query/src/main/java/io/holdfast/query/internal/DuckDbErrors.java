package io.holdfast.query.internal;

import io.holdfast.query.QueryException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Maps DuckDB's errors by their kind, which is all that is taken from their text: the rest may quote rows.
public final class DuckDbErrors {
    private static final Pattern KIND = Pattern.compile("^([A-Za-z ]{1,40}?)(?: Error)?:");

    private DuckDbErrors() {}

    /// Returns the error to raise instead.
    public static QueryException map(SQLException error) {
        String message = error.getMessage();
        Matcher matcher = KIND.matcher(message == null ? "" : message);
        String kind = matcher.find() ? matcher.group(1) : "unknown";
        return switch (kind) {
            case "Out of Memory" -> new QueryException.OutOfMemory();
            case "INTERRUPT", "Interrupt" -> new QueryException.Cancelled();
            case "Invalid Input", "Conversion", "Out of Range", "Mismatch Type" ->
                new QueryException.Evaluation(
                        "A value could not be computed. Check regular expressions and number ranges.");
            default -> new QueryException.Internal(kind);
        };
    }
}
