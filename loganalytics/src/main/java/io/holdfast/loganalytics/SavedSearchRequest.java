package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a PUT of a saved search. Names of properties are taken in any case. Source: arm-api B7.
///
/// @param properties as they are kept and shown
/// @param etag as sent in the body; empty if none
record SavedSearchRequest(ObjectNode properties, Optional<String> etag) {

    private static final int MAX_TEXT = 1024;
    private static final int MAX_QUERY = 100_000;
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final List<String> REQUIRED = List.of("category", "displayName", "query");
    private static final List<String> OPTIONAL = List.of("functionAlias", "functionParameters");

    /// @throws ApiException 400 `InvalidParameter`; it never quotes the query
    static SavedSearchRequest parse(ObjectNode body) {
        if (!(body.path("properties") instanceof ObjectNode given)) {
            throw invalid("properties", "must be an object with category, displayName and query");
        }
        ObjectNode properties = Json.object();
        for (String name : REQUIRED) {
            properties.put(name, text(given, name).filter(text -> !text.isBlank())
                    .orElseThrow(() -> invalid(name, "is required")));
        }
        for (String name : OPTIONAL) {
            text(given, name).filter(text -> !text.isBlank()).ifPresent(text -> properties.put(name, text));
        }
        if (properties.has("functionAlias")
                && !ALIAS.matcher(properties.path("functionAlias").asString()).matches()) {
            throw invalid("functionAlias", "must be a name: letters, digits and underscores, at most 128");
        }
        JsonNode version = member(given, "version");
        properties.put("version", version.isInt() ? version.intValue() : 2);
        if (member(given, "tags") instanceof ArrayNode tags) {
            ArrayNode kept = properties.putArray("tags");
            tags.forEach(tag -> kept.addObject().put("name", text(tag, "name").orElse("")).put("value",
                    text(tag, "value").orElse("")));
        }
        return new SavedSearchRequest(properties, Json.text(body, "etag").filter(text -> !text.isBlank()));
    }

    private static Optional<String> text(JsonNode object, String name) {
        JsonNode value = member(object, name);
        int most = name.equals("query") ? MAX_QUERY : MAX_TEXT;
        if (value.isString() && value.stringValue().length() > most) {
            throw invalid(name, "has more than " + most + " characters");
        }
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    private static JsonNode member(JsonNode object, String name) {
        return object.properties().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .findFirst().map(entry -> entry.getValue()).orElseGet(() -> object.path(name));
    }

    private static ApiException invalid(String property, String what) {
        String name = property.equals("properties") ? property : "properties." + property;
        return ArmErrors.invalidParameter(name, "The property '" + name + "' " + what + ".");
    }
}
