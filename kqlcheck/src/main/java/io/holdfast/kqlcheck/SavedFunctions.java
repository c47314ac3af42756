package io.holdfast.kqlcheck;

import io.holdfast.kql.SavedFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads the functions that records of parsers describe.
final class SavedFunctions {
    private SavedFunctions() {}

    /// Returns the function under its name and under that of the built-in one it equals.
    static List<SavedFunction> of(JsonNode record) {
        List<SavedFunction> functions = new ArrayList<>();
        String parameters = record.path("rule").path("functionParams").valueStream()
                .map(SavedFunctions::parameter).collect(Collectors.joining(", "));
        for (String name : List.of(record.path("name").asString(),
                record.path("rule").path("equivalentBuiltIn").asString(""))) {
            if (!name.isEmpty()) {
                functions.add(new SavedFunction(name, parameters, record.path("kql").asString()));
            }
        }
        return functions;
    }

    private static String parameter(JsonNode parameter) {
        String type = parameter.path("Type").asString();
        JsonNode value = parameter.path("Default");
        String written = type.equals("string") && value.isString()
                ? "'" + value.asString().replace("'", "\\'") + "'"
                : value.asString("");
        boolean table = type.toLowerCase(Locale.ROOT).startsWith("table");
        return parameter.path("Name").asString() + ":" + (table ? "(*)" : type)
                + (value.isMissingNode() ? "" : "=" + written);
    }
}
