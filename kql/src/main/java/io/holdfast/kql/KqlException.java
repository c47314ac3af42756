package io.holdfast.kql;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A query that cannot be run as it is written; the caller is to change it.
///
/// The message names what the query text names, so it is meant for whoever sent the query and must not be
/// logged. Codes: `SYN0002` (syntax), `SEM0100` (a name, a type or an argument is wrong), `SEM0900` (valid
/// KQL that is not supported yet), `SEM0901` (the query is too deep or too large). Source of the first two:
/// Log Analytics query API.
public final class KqlException extends RuntimeException {
    /// The side of the language that was not kept to.
    public enum Kind {
        /// The text is no KQL.
        SYNTAX("SYN0002"),
        /// A name does not exist, or a type or argument does not fit.
        SEMANTIC("SEM0100"),
        /// KQL which this version does not run.
        UNSUPPORTED("SEM0900"),
        /// A bound on depth or size is passed.
        TOO_COMPLEX("SEM0901");

        private final String code;

        Kind(String code) {
            this.code = code;
        }
    }

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final Position position;
    private final @Nullable String suggestion;
    private final @Nullable String unknownName;

    private KqlException(Kind kind, Position position, String message, @Nullable String suggestion,
            @Nullable String unknownName) {
        super(message, null, false, false);
        this.kind = kind;
        this.position = position;
        this.suggestion = suggestion;
        this.unknownName = unknownName;
    }

    /// Returns an error without a suggestion.
    public static KqlException of(Kind kind, Position position, String message) {
        return new KqlException(kind, position, message, null, null);
    }

    /// Returns the error of a name that does not exist.
    ///
    /// @param suggestion the name that was probably meant, null if nothing comes near
    public static KqlException unknown(Position position, String message, String name,
            @Nullable String suggestion) {
        String text = suggestion == null ? message : message + ". Did you mean '" + suggestion + "'?";
        return new KqlException(Kind.SEMANTIC, position, text, suggestion, name);
    }

    /// Returns the error of valid KQL that is not supported yet; `what` names it, such as `operator 'scan'`.
    public static KqlException notSupported(Position position, String what) {
        return new KqlException(Kind.UNSUPPORTED, position, "not supported yet: " + what, null, null);
    }

    /// Returns the error as it shows where a saved function is called.
    public KqlException within(Position call, String function) {
        return new KqlException(kind, call, "In the function '%s', line %d, column %d: %s".formatted(function,
                position.line() - 1, position.column(), getMessage()), suggestion, unknownName);
    }

    /// Returns the kind of mistake.
    public Kind kind() {
        return kind;
    }

    /// Returns the stable code, such as `SEM0100`.
    public String code() {
        return kind.code;
    }

    /// Returns where in the query text the mistake is.
    public Position position() {
        return position;
    }

    /// Returns the line, counted from 1.
    public int line() {
        return position.line();
    }

    /// Returns the column, counted from 1.
    public int column() {
        return position.column();
    }

    /// Returns the name that does not exist, or empty if the mistake is another one.
    public Optional<String> unknownName() {
        return Optional.ofNullable(unknownName);
    }

    /// Returns the name that was probably meant, or empty if nothing comes near.
    public Optional<String> suggestion() {
        return Optional.ofNullable(suggestion);
    }
}
