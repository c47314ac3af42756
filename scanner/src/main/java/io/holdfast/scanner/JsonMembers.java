package io.holdfast.scanner;

/// Counts complete members of JSON objects (RFC 8259) in a text that may hold other things and may be cut
/// anywhere: `"name": value`, also where the brace before it is cut off, and string elements of arrays. Not
/// thread-safe.
final class JsonMembers {

    /// Deeper values are not read; their outer members are.
    private static final int MOST_DEPTH = 32;

    private final String text;
    private int at;
    private int members;
    private int enough;

    JsonMembers(String text) {
        this.text = text;
    }

    /// How many there are; counting stops soon after `enough`.
    int count(int enough) {
        this.enough = enough;
        int next = 0;
        while (next < text.length() && members < enough) {
            char letter = text.charAt(next);
            at = next;
            boolean read = switch (letter) {
                case '{', '[' -> value(0);
                case '"' -> member(0);
                default -> false;
            };
            next = read ? at : next + 1;
        }
        return members;
    }

    /// Reads a value from where the text stands; false if there is none.
    private boolean value(int depth) {
        skipSpace();
        if (at >= text.length() || depth > MOST_DEPTH) {
            return false;
        }
        return switch (text.charAt(at)) {
            case '"' -> string();
            case '{' -> list('}', depth);
            case '[' -> list(']', depth);
            default -> literal();
        };
    }

    private boolean list(char end, int depth) {
        at++;
        skipSpace();
        if (takes(end)) {
            return true;
        }
        do {
            if (!item(end == '}', depth)) {
                return false;
            }
            skipSpace();
        } while (members < enough && takes(','));
        return members >= enough || takes(end);
    }

    private boolean item(boolean isMember, int depth) {
        skipSpace();
        if (isMember) {
            return at < text.length() && text.charAt(at) == '"' && member(depth);
        }
        boolean isString = at < text.length() && text.charAt(at) == '"';
        boolean read = value(depth + 1);
        if (read && isString) {
            members++;
        }
        return read;
    }

    private boolean member(int depth) {
        if (!string()) {
            return false;
        }
        skipSpace();
        if (!takes(':') || !value(depth + 1)) {
            return false;
        }
        members++;
        return true;
    }

    private boolean string() {
        at++;
        while (at < text.length()) {
            char letter = text.charAt(at++);
            if (letter == '"') {
                return true;
            }
            if (letter == '\\') {
                at++;
            } else if (letter < ' ') {
                return false;
            }
        }
        return false;
    }

    /// A number, `true`, `false` or `null`, read as letters, digits and signs.
    private boolean literal() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "true", "false", "null" -> true;
            default -> word.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
        };
    }

    private boolean takes(char letter) {
        if (at < text.length() && text.charAt(at) == letter) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
