package io.holdfast.rulefiles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a rule of a file the body of the API's call: other names, ISO 8601 durations, operators spelled out, and
/// defaults for what rule files leave to the one who enables them. Values that are wrong stay so, for the API to
/// refuse.
final class RuleConversion {

    /// Members that mean the same in the file and in the API.
    private static final List<String> AS_THEY_ARE = List.of("description", "severity", "query",
            "entityMappings",
            "sentinelEntitiesMappings", "customDetails", "alertDetailsOverride", "eventGroupingSettings");
    /// Members that other parts of this class read, and those that tell of the file rather than of the rule.
    private static final Set<String> KNOWN = Set.of("id", "name", "displayName", "kind", "enabled", "version",
            "tactics", "relevantTechniques", "techniques", "queryFrequency", "queryPeriod", "triggerOperator",
            "triggerThreshold", "suppressionEnabled", "suppressionDuration", "incidentConfiguration",
            "requiredDataConnectors", "tags", "status", "metadata");
    private static final Map<String, String> OPERATORS = Map.of("gt", "GreaterThan", "lt", "LessThan", "eq",
            "Equal",
            "ne", "NotEqual");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern SUB_TECHNIQUE = Pattern.compile("(T\\d{4})\\.\\d{3}");
    private static final String SCHEDULED = "Scheduled";
    private static final String DEFAULT_SUPPRESSION = "PT5H";
    private static final String GROUPING = "groupingConfiguration";
    private static final String LOOKBACK = "lookbackDuration";
    private static final String TECHNIQUES = "techniques";

    private final ObjectNode from;
    private final ObjectNode to = Json.object();

    private RuleConversion(ObjectNode from) {
        this.from = from;
    }

    /// @throws RuleFormatException if it has no id, or is of a kind that is not written
    static AlertRule of(SourceText text) {
        RuleConversion conversion = new RuleConversion(text.members());
        String id = conversion.text("id").filter(value -> ID.matcher(value).matches())
                .orElseThrow(() -> new RuleFormatException(text.lines().getOrDefault("id", text.line()),
                        "has no 'id' of letters, digits, '.', '_' and '-'"));
        String kind = conversion.text("kind").orElse(SCHEDULED);
        if (!kind.equalsIgnoreCase(SCHEDULED) && !kind.equalsIgnoreCase("NRT")) {
            throw new RuleFormatException(text.lines().getOrDefault("kind", text.line()),
                    "is of the kind '" + kind + "'; only Scheduled and NRT rules are imported");
        }
        conversion.properties(id, kind.equalsIgnoreCase(SCHEDULED));
        ObjectNode body = Json.object().put("kind", kind);
        body.set("properties", conversion.to);
        return new AlertRule(id, conversion.to.path("displayName").asString(""), body, conversion.leftOut(),
                new AlertRule.Places(text.line(), apiNames(text.lines()), text.queryLine()));
    }

    private static Map<String, Integer> apiNames(Map<String, Integer> lines) {
        Map<String, Integer> named = new HashMap<>(lines);
        Optional.ofNullable(lines.get("name")).ifPresent(line -> named.putIfAbsent("displayName", line));
        Optional.ofNullable(lines.get("relevantTechniques"))
                .ifPresent(line -> named.putIfAbsent(TECHNIQUES, line));
        return named;
    }

    private void properties(String id, boolean isScheduled) {
        text("name").or(() -> text("displayName")).ifPresent(name -> to.put("displayName", name));
        to.set("enabled", present("enabled").orElse(from.booleanNode(true)));
        AS_THEY_ARE.forEach(name -> present(name).ifPresent(value -> to.set(name, value)));
        text("description").ifPresent(description -> to.put("description", description.strip()));
        if (to.path("alertDetailsOverride") instanceof ObjectNode override) {
            to.set("alertDetailsOverride", stripped(override));
        }
        if (isScheduled) {
            duration(from, "queryFrequency", to);
            duration(from, "queryPeriod", to);
            text("triggerOperator").ifPresent(operator -> to.put("triggerOperator",
                    OPERATORS.getOrDefault(operator.toLowerCase(Locale.ROOT), operator)));
            present("triggerThreshold").ifPresent(threshold -> to.set("triggerThreshold", number(threshold)));
        }
        to.set("suppressionEnabled", present("suppressionEnabled").orElse(from.booleanNode(false)));
        to.put("suppressionDuration", DEFAULT_SUPPRESSION);
        duration(from, "suppressionDuration", to);
        tactics();
        techniques();
        incidents();
        text("version").ifPresent(
                version -> to.put("templateVersion", version).put("alertRuleTemplateName", id));
    }

    private List<String> leftOut() {
        Set<String> names = new TreeSet<>(from.propertyNames());
        names.removeAll(KNOWN);
        names.removeAll(AS_THEY_ARE);
        return new ArrayList<>(names);
    }

    private Optional<JsonNode> present(String name) {
        JsonNode value = from.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    /// A text, also where the file has a number without quotes.
    private Optional<String> text(String name) {
        return present(name).filter(JsonNode::isValueNode).map(JsonNode::asString);
    }

    private static void duration(ObjectNode from, String name, ObjectNode to) {
        JsonNode value = from.get(name);
        if (value != null && !value.isNull()) {
            to.set(name, value.isString() ? from.stringNode(RuleDurations.iso(value.stringValue())) : value);
        }
    }

    private JsonNode number(JsonNode value) {
        try {
            return value.isString() ? from.numberNode(Long.parseLong(value.stringValue().strip())) : value;
        } catch (NumberFormatException e) {
            return value;
        }
    }

    /// YAML's blocks end with a new line, which no title has.
    private static ObjectNode stripped(ObjectNode override) {
        ObjectNode copy = override.deepCopy();
        override.properties().stream().filter(format -> format.getValue().isString())
                .forEach(format -> copy.put(format.getKey(), format.getValue().stringValue().strip()));
        return copy;
    }

    /// Some files write `Command And Control`.
    private void tactics() {
        present("tactics").ifPresent(tactics -> {
            ArrayNode list = to.putArray("tactics");
            tactics.forEach(tactic -> list.add(tactic.isString()
                    ? from.stringNode(tactic.stringValue().replace(" ", ""))
                    : tactic));
        });
    }

    /// A sub-technique stands beside its technique.
    private void techniques() {
        Set<String> techniques = new TreeSet<>();
        Set<String> subTechniques = new TreeSet<>();
        for (String name : List.of("relevantTechniques", TECHNIQUES)) {
            for (JsonNode technique : from.path(name)) {
                String text = technique.asString("");
                var sub = SUB_TECHNIQUE.matcher(text);
                if (sub.matches()) {
                    subTechniques.add(text);
                    techniques.add(sub.group(1));
                } else {
                    techniques.add(text);
                }
            }
        }
        if (!techniques.isEmpty()) {
            techniques.forEach(to.putArray(TECHNIQUES)::add);
        }
        if (!subTechniques.isEmpty()) {
            subTechniques.forEach(to.putArray("subTechniques")::add);
        }
    }

    private void incidents() {
        present("incidentConfiguration").ifPresent(configuration -> {
            JsonNode copy = configuration.deepCopy();
            if (copy.path(GROUPING) instanceof ObjectNode grouping) {
                duration(grouping, LOOKBACK, grouping);
            }
            to.set("incidentConfiguration", copy);
        });
    }
}
