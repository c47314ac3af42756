package io.holdfast.rest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The path of a route: literal segments, matched case-insensitively, and variables.
///
/// `{name}` matches one segment that is not empty; `{name?}` matches an empty segment too, or none at the end
/// (`/keys/k`, `/keys/k/` and `/keys/k//wrapkey` are sent by the Key Vault clients for "the latest version").
/// A trailing empty segment is otherwise ignored. Immutable.
public final class PathTemplate {

    private final String text;
    private final List<String> parts;

    private PathTemplate(String text) {
        this.text = text;
        this.parts = List.of(text.substring(1).split("/"));
    }

    /// Parses a template such as `/keys/{name}/{version?}`.
    public static PathTemplate of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "Invalid path template: " + text + " (must begin with a slash)");
        }
        return new PathTemplate(text);
    }

    /// The variables' values if the path matches; an optional variable without a value is the empty text.
    public Optional<Map<String, String>> match(List<String> segments) {
        return fits(segments) ? Optional.of(variables(segments)) : Optional.empty();
    }

    private boolean fits(List<String> segments) {
        if (segments.size() > parts.size() + 1
                || (segments.size() == parts.size() + 1 && !segments.getLast().isEmpty())) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            String segment = i < segments.size() ? segments.get(i) : "";
            boolean fits = part.startsWith("{")
                    ? part.endsWith("?}") || !segment.isEmpty()
                    : part.equalsIgnoreCase(segment);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private Map<String, String> variables(List<String> segments) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("{")) {
                variables.put(part.substring(1, part.length() - (part.endsWith("?}") ? 2 : 1)),
                        i < segments.size() ? segments.get(i) : "");
            }
        }
        return variables;
    }

    /// How many segments are literal: of two templates that match, the one with more is meant.
    public int literals() {
        return (int) parts.stream().filter(part -> !part.startsWith("{")).count();
    }

    /// The names of its variables, in order.
    public List<String> variables() {
        return Arrays.stream(text.split("/")).filter(part -> part.startsWith("{"))
                .map(part -> part.replaceAll("[{}?]", "")).toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
