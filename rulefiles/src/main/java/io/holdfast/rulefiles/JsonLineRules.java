package io.holdfast.rulefiles;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rules as JSON, one a line: `kql` is the query, `name` the rule's, `kind` what it is (`analytics-scheduled`,
/// `analytics-nrt`), and `rule` has the other members by the names of rule files, the id as `ruleId`. Pure functions.
final class JsonLineRules {

    private static final Map<String, String> KINDS = Map.of("analytics-scheduled", "Scheduled",
            "analytics-nrt",
            "NRT");

    private JsonLineRules() {}

    /// The rule of a line.
    ///
    /// @param number of the line, from 1
    /// @throws RuleFormatException if it is none
    static SourceText read(String line, int number) {
        JsonNode entry;
        try {
            entry = Json.MAPPER.readTree(line);
        } catch (JacksonException e) {
            int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
            throw new RuleFormatException(number, "is not well-formed JSON: column " + column);
        }
        if (!entry.path("rule").isObject() || !entry.path("kql").isString()) {
            throw new RuleFormatException(number,
                    "is not a rule: an object with 'kql' and 'rule' is expected");
        }
        ObjectNode members = ((ObjectNode) entry.path("rule")).deepCopy();
        JsonNode id = members.remove("ruleId");
        if (id != null) {
            members.set("id", id);
        }
        String kind = entry.path("kind").asString("");
        members.put("kind", KINDS.getOrDefault(kind, kind));
        members.put("query", entry.path("kql").stringValue());
        members.set("name", entry.path("name"));
        return new SourceText(number, members, Map.of(), Optional.empty());
    }
}
