package io.holdfast.rest;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Header fields by case-insensitive name; where a request repeats one, its first value counts. Immutable.
public final class Headers {

    /// No header at all.
    public static final Headers NONE = new Headers(Map.of());

    private final Map<String, String> byLowerCaseName;

    private Headers(Map<String, String> byLowerCaseName) {
        this.byLowerCaseName = byLowerCaseName;
    }

    /// The headers of a map of names, in any case, to values.
    public static Headers of(Map<String, String> headers) {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return new Headers(Collections.unmodifiableMap(lower));
    }

    /// The value of a header.
    public Optional<String> first(String name) {
        return Optional.ofNullable(byLowerCaseName.get(name.toLowerCase(Locale.ROOT)));
    }
}
