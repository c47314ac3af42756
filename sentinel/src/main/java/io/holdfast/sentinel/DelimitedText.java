package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import java.util.ArrayList;
import java.util.List;

/// The rows of a text of fields between separators, quoted where needed. Source: RFC 4180. For one thread.
final class DelimitedText {

    private final String text;
    private final char separator;
    private int at;

    /// @param separator a comma, or a tabulator
    DelimitedText(String text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /// Leaves out whole lines.
    void skipLines(int lines) {
        for (int i = 0; i < lines; i++) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end + 1;
        }
    }

    boolean isAtEnd() {
        return at >= text.length();
    }

    /// The fields of the next row.
    ///
    /// @param maxLength in characters
    /// @throws io.holdfast.rest.ApiException 400 if a quote does not end or the row is too long
    List<String> row(int maxLength) {
        int start = at;
        List<String> fields = new ArrayList<>();
        boolean ends = false;
        while (!ends) {
            fields.add(field());
            ends = isAtEnd() || text.charAt(at) != separator;
            at += ends ? 0 : 1;
        }
        if (at - start > maxLength) {
            throw wrong("a line is longer than " + maxLength + " characters");
        }
        at += !isAtEnd() && text.charAt(at) == '\r' ? 1 : 0;
        at += !isAtEnd() && text.charAt(at) == '\n' ? 1 : 0;
        return fields;
    }

    private String field() {
        if (isAtEnd() || text.charAt(at) != '"') {
            int start = at;
            while (!isAtEnd() && text.charAt(at) != separator && text.charAt(at) != '\n'
                    && text.charAt(at) != '\r') {
                at++;
            }
            return text.substring(start, at);
        }
        StringBuilder field = new StringBuilder();
        int quote = closing(at + 1);
        field.append(text, at + 1, quote);
        while (quote + 1 < text.length() && text.charAt(quote + 1) == '"') {
            int next = closing(quote + 2);
            field.append(text, quote + 1, next);
            quote = next;
        }
        at = quote + 1;
        if (!isAtEnd() && text.charAt(at) != separator && text.charAt(at) != '\n'
                && text.charAt(at) != '\r') {
            throw wrong("something follows a closing quote");
        }
        return field.toString();
    }

    private int closing(int from) {
        int quote = text.indexOf('"', from);
        if (quote < 0) {
            throw wrong("a quote does not end");
        }
        return quote;
    }

    private static RuntimeException wrong(String what) {
        return ArmErrors.invalidParameter("properties.rawContent",
                "'properties.rawContent' cannot be read: " + what + ".");
    }
}
