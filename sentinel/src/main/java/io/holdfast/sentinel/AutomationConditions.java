package io.holdfast.sentinel;

import io.holdfast.rest.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether the conditions of an automation rule hold. Texts are compared without regard to case. Immutable.
/// Source: sentinel-api section 6.
///
/// @param facts as they are now
/// @param before the incident's document before it was updated; empty where nothing was updated
/// @param added to which of the incident's lists something was added: `Alerts`, `Labels`, `Tactics`,
///     `Comments`
record AutomationConditions(AutomationFacts facts, Optional<ObjectNode> before, Set<String> added) {

    private static final String VALUES = "propertyValues";
    private static final String NOT = "Not";

    /// Whether all of them hold.
    boolean hold(List<JsonNode> conditions) {
        return conditions.stream().allMatch(this::holds);
    }

    private boolean holds(JsonNode condition) {
        JsonNode properties = condition.path("conditionProperties");
        String name = properties.path("propertyName").asString("");
        return switch (condition.path("conditionType").asString("")) {
            case "Property" -> compare(facts.values(name), properties);
            case "PropertyChanged" -> before.filter(former -> changed(former, name, properties)).isPresent();
            case "PropertyArrayChanged" -> added.contains(properties.path("arrayType").asString(""));
            case "PropertyArray" -> anyItem(properties);
            case "CustomDetails" -> compare(facts.customDetails().getOrDefault(name, List.of()), properties);
            case "Boolean" -> bool(properties);
            // None of them was checked when the rule was written, so none is met.
            default -> false;
        };
    }

    private boolean bool(JsonNode properties) {
        Predicate<JsonNode> holds = this::holds;
        return properties.path("operator").asString("").equals("Or")
                ? properties.path("innerConditions").valueStream().anyMatch(holds)
                : properties.path("innerConditions").valueStream().allMatch(holds);
    }

    private boolean changed(ObjectNode former, String name, JsonNode properties) {
        List<String> was = changeable(former, name);
        List<String> is = changeable(facts.incident(), name);
        String which = properties.path("changeType").asString("");
        return !was.equals(is) && (which.isEmpty() || properties.path(VALUES).isEmpty()
                || compare(which.equals("ChangedFrom") ? was : is, properties));
    }

    private List<String> changeable(ObjectNode incident, String name) {
        return name.equals("IncidentOwner")
                ? AutomationFacts.owner(incident)
                : new AutomationFacts(incident, facts.alerts(), facts.source()).values(name);
    }

    /// Whether the conditions hold for any one custom detail, or for any one value of the details.
    private boolean anyItem(JsonNode properties) {
        List<JsonNode> conditions = properties.path("itemConditions").valueStream().toList();
        Map<String, List<String>> details = facts.customDetails();
        return properties.path("arrayType").asString("").equals("CustomDetails")
                ? details.entrySet().stream()
                        .anyMatch(detail -> holdForItem(conditions, detail.getKey(), detail.getValue()))
                : details.entrySet().stream().anyMatch(detail -> detail.getValue().stream()
                        .anyMatch(value -> holdForItem(conditions, detail.getKey(), List.of(value))));
    }

    private static boolean holdForItem(List<JsonNode> conditions, String key, List<String> values) {
        return conditions.stream().allMatch(condition -> {
            JsonNode properties = condition.path("conditionProperties");
            return switch (properties.path("propertyName").asString("")) {
                case "IncidentCustomDetailsKey" -> compare(List.of(key), properties);
                case "IncidentCustomDetailsValue" -> compare(values, properties);
                default -> properties.path("itemConditions").isArray() && values.stream()
                        .anyMatch(value -> holdForItem(
                                properties.path("itemConditions").valueStream().toList(), key,
                                List.of(value)));
            };
        });
    }

    /// Whether any value is as the operator wants it against any of the wanted; with `Not`, whether none is.
    private static boolean compare(List<String> values, JsonNode properties) {
        String operator = Json.text(properties, "operator").orElse("Equals");
        boolean negated = operator.startsWith(NOT);
        String plain = negated ? operator.substring(NOT.length()) : operator;
        boolean any = properties.path(VALUES).valueStream().map(wanted -> wanted.asString(""))
                .anyMatch(wanted -> values.stream().anyMatch(value -> compare(value, plain, wanted)));
        return any != negated;
    }

    private static boolean compare(String value, String operator, String wanted) {
        String left = value.toLowerCase(Locale.ROOT);
        String right = wanted.toLowerCase(Locale.ROOT);
        return switch (operator) {
            case "Contains" -> left.contains(right);
            case "StartsWith" -> left.startsWith(right);
            case "EndsWith" -> left.endsWith(right);
            default -> left.equals(right);
        };
    }
}
