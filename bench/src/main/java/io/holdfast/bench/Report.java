package io.holdfast.bench;

import io.holdfast.rest.Json;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Prints each result twice: as a line to read, and as one JSON object on a line of its own.
record Report(String suite, PrintStream out) {

    /// @param text what to read
    /// @param numbers what a program reads, by name with unit
    void result(String name, String text, Map<String, Double> numbers) {
        out.printf(Locale.ROOT, "  %-34s %s%n", name, text);
        ObjectNode json = Json.object().put("bench", suite).put("name", name);
        numbers.forEach(json::put);
        out.println(new String(Json.bytes(json), StandardCharsets.UTF_8));
        out.flush();
    }
}
