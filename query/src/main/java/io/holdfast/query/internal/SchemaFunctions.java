package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The least schema that many json values have: of bags the schemas of their members, of arrays that of their
/// elements under the name `indexer` in backquotes, of all else the names of the types; several of these as
/// an array.
final class SchemaFunctions {
    static final List<JavaFunction> ALL = List.of(JavaFunction.of("build_schema", DYNAMIC,
            a -> Json.write(schema(Json.array(a[0]).orElseThrow().valueStream().toList(), 0)), DYNAMIC));

    private static final int MOST_LEVELS = 64;

    private SchemaFunctions() {}

    private static JsonNode schema(List<JsonNode> values, int level) {
        Set<String> types = new LinkedHashSet<>();
        Map<String, List<JsonNode>> members = new LinkedHashMap<>();
        for (JsonNode value : values) {
            if (value.isObject() && level < MOST_LEVELS) {
                value.properties().forEach(member -> members
                        .computeIfAbsent(member.getKey(), _ -> new ArrayList<>()).add(member.getValue()));
            } else if (value.isArray() && level < MOST_LEVELS) {
                members.computeIfAbsent("`indexer`", _ -> new ArrayList<>())
                        .addAll(value.valueStream().toList());
            } else if (!value.isNull()) {
                types.add(type(value));
            }
        }
        ArrayNode all = Json.newArray();
        types.forEach(all::add);
        if (!members.isEmpty()) {
            ObjectNode bag = all.addObject();
            members.forEach((name, inner) -> bag.set(name, schema(inner, level + 1)));
        }
        return all.size() == 1 ? all.get(0) : all;
    }

    private static String type(JsonNode value) {
        return value.isString()
                ? "string"
                : value.isBoolean() ? "bool" : value.isIntegralNumber() ? "long" : "double";
    }
}
