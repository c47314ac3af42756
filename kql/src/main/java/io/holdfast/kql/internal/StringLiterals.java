package io.holdfast.kql.internal;

/// The forms of string literals, and text as a JSON string.
final class StringLiterals {
    private StringLiterals() {}

    /// Returns the text that a string literal stands for: `"a\n"`, `@'C:\'`, or between triple back quotes
    /// or tildes; an `h` before it marks it as not to be logged and changes nothing.
    static String value(String literal) {
        String text = literal.startsWith("h") || literal.startsWith("H") ? literal.substring(1) : literal;
        if (text.startsWith("@")) {
            String quote = text.substring(1, 2);
            return text.substring(2, text.length() - 1).replace(quote + quote, quote);
        }
        if (text.startsWith("```") || text.startsWith("~~~")) {
            return text.substring(3, text.length() - 3);
        }
        return unescape(text.substring(1, text.length() - 1));
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int index = 0;
        while (index < text.length()) {
            char c = text.charAt(index);
            index = c == '\\' ? appendEscape(out, text, index + 1) : appendChar(out, c, index);
        }
        return out.toString();
    }

    private static int appendChar(StringBuilder out, char c, int index) {
        out.append(c);
        return index + 1;
    }

    /// Appends what the escape stands for whose letter is at the index; returns the index after it.
    private static int appendEscape(StringBuilder out, String text, int index) {
        char c = text.charAt(index);
        return switch (c) {
            case 'a' -> appendChar(out, '\u0007', index);
            case 'b' -> appendChar(out, '\b', index);
            case 'f' -> appendChar(out, '\f', index);
            case 'n' -> appendChar(out, '\n', index);
            case 'r' -> appendChar(out, '\r', index);
            case 't' -> appendChar(out, '\t', index);
            case 'v' -> appendChar(out, '\u000B', index);
            case 'x' -> appendCode(out, text, index + 1, index + 3, 16);
            case 'u' -> appendCode(out, text, index + 1, index + 5, 16);
            case 'U' -> appendCode(out, text, index + 1, index + 9, 16);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> appendOctal(out, text, index);
            default -> appendChar(out, c, index);
        };
    }

    private static int appendOctal(StringBuilder out, String text, int index) {
        int end = index;
        while (end < text.length() && end < index + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
            end++;
        }
        return appendCode(out, text, index, end, 8);
    }

    private static int appendCode(StringBuilder out, String text, int start, int end, int radix) {
        long code = Long.parseLong(text.substring(start, end), radix);
        out.appendCodePoint(Character.isValidCodePoint((int) code) && code <= Character.MAX_CODE_POINT
                ? (int) code
                : 0xFFFD);
        return end;
    }

    /// Appends the text as a JSON string with quotes.
    static void appendJsonString(StringBuilder out, String text) {
        out.append('"');
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
