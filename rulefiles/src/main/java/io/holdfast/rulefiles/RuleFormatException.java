package io.holdfast.rulefiles;

/// A text is not what its format asks for. The message says what is wrong.
final class RuleFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    /// @param line in the file, from 1
    RuleFormatException(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }

    /// The message, which there always is.
    String problem() {
        return String.valueOf(getMessage());
    }
}
