package io.holdfast.kql.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the arrays of texts among dynamic constants, in the form in which [LiteralReader] writes them.
final class StringArrays {
    private StringArrays() {}

    /// Returns the elements as texts, texts without their quotes; a value that is no array is its own only
    /// element.
    static List<String> elements(String json) {
        return json.startsWith("[")
                ? split(json).stream().map(StringArrays::text).toList()
                : List.of(text(json));
    }

    /// Returns the elements if the value is an array of nothing but texts, else empty.
    static Optional<List<String>> textsOnly(String json) {
        if (!json.startsWith("[")) {
            return Optional.empty();
        }
        List<String> parts = split(json);
        return parts.stream().allMatch(part -> part.startsWith("\""))
                ? Optional.of(parts.stream()
                        .map(StringArrays::text).toList())
                : Optional.empty();
    }

    private static String text(String json) {
        // The escapes of JSON strings are among those of the language's own literals.
        return json.startsWith("\"") ? StringLiterals.value(json) : json;
    }

    private static List<String> split(String json) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 1;
        int index = 1;
        while (index < json.length() - 1) {
            char c = json.charAt(index);
            if (c == '"') {
                index = closingQuote(json, index);
            } else if (c == ',' && depth == 0) {
                parts.add(json.substring(start, index));
                start = index + 1;
            } else if (c == '[' || c == '{') {
                depth++;
            } else if (c == ']' || c == '}') {
                depth--;
            }
            index++;
        }
        if (json.length() > 2) {
            parts.add(json.substring(start, json.length() - 1));
        }
        return parts;
    }

    private static int closingQuote(String json, int open) {
        int index = open + 1;
        while (json.charAt(index) != '"') {
            index += json.charAt(index) == '\\' ? 2 : 1;
        }
        return index;
    }
}
