package io.holdfast.detection;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads the members of an alert rule. Source: sentinel-api section 5.
record RuleReader(JsonNode properties) {

    DetectionRule rule(String id, DetectionRule.Kind kind) {
        boolean scheduled = kind == DetectionRule.Kind.SCHEDULED;
        Timing timing = scheduled
                ? new Timing(duration(properties, "queryFrequency"), duration(properties, "queryPeriod"),
                        Timing.SCHEDULED_DELAY)
                : new Timing(Timing.NRT_FREQUENCY, Timing.NRT_FREQUENCY, Timing.NRT_DELAY);
        Trigger trigger = scheduled
                ? new Trigger(oneOf(properties, "triggerOperator", Trigger.Operator.values(),
                        Trigger.Operator::apiName), properties.path("triggerThreshold").asLong())
                : new Trigger(Trigger.Operator.GREATER_THAN, 0);
        Optional<Duration> suppression = properties.path("suppressionEnabled").asBoolean(false)
                ? Optional.of(duration(properties, "suppressionDuration"))
                : Optional.empty();
        boolean perResult = properties.path("eventGroupingSettings").path("aggregationKind").asString("")
                .equals("AlertPerResult");
        return new DetectionRule(id, kind, text(properties, "query"), timing, trigger, alert(), perResult,
                suppression, kind.mostAlerts(), incidents());
    }

    private AlertTemplate alert() {
        List<AlertTemplate.EntityMapping> entities = new ArrayList<>();
        for (JsonNode mapping : properties.path("entityMappings")) {
            Map<String, String> columns = new LinkedHashMap<>();
            mapping.path("fieldMappings")
                    .forEach(field -> columns.put(text(field, "identifier"), text(field, "columnName")));
            entities.add(new AlertTemplate.EntityMapping(text(mapping, "entityType"), columns));
        }
        return new AlertTemplate(text(properties, "displayName"), properties.path("description").asString(""),
                properties.path("severity").asString("Medium"), texts(properties.path("tactics")),
                texts(properties.path("techniques")), entities, texts(properties, "customDetails"),
                overrides());
    }

    private AlertTemplate.Overrides overrides() {
        JsonNode from = properties.path("alertDetailsOverride");
        Map<String, String> dynamic = new LinkedHashMap<>();
        from.path("alertDynamicProperties")
                .forEach(property -> dynamic.put(text(property, "alertProperty"), text(property, "value")));
        return new AlertTemplate.Overrides(some(from, "alertDisplayNameFormat"),
                some(from, "alertDescriptionFormat"),
                some(from, "alertTacticsColumnName"), some(from, "alertSeverityColumnName"), dynamic);
    }

    private IncidentSettings incidents() {
        JsonNode from = properties.path("incidentConfiguration");
        JsonNode grouping = from.path("groupingConfiguration");
        boolean create = from.path("createIncident").asBoolean(true);
        if (!grouping.path("enabled").asBoolean(false)) {
            return new IncidentSettings(create, Optional.empty());
        }
        return new IncidentSettings(create, Optional.of(new IncidentSettings.Grouping(
                oneOf(grouping, "matchingMethod", IncidentSettings.Method.values(),
                        IncidentSettings.Method::apiName),
                grouping.path("reopenClosedIncident").asBoolean(false),
                duration(grouping, "lookbackDuration"),
                new IncidentSettings.Selection(set(grouping.path("groupByEntities")),
                        set(grouping.path("groupByAlertDetails")),
                        set(grouping.path("groupByCustomDetails"))))));
    }

    private static String text(JsonNode from, String name) {
        return some(from, name).orElseThrow(() -> new IllegalArgumentException("There is no " + name));
    }

    private static Optional<String> some(JsonNode from, String name) {
        JsonNode value = from.path(name);
        return value.isString() && !value.stringValue().isEmpty()
                ? Optional.of(value.stringValue())
                : Optional.empty();
    }

    private static Map<String, String> texts(JsonNode from, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        from.path(name).properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asString("")));
        return texts;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(value -> texts.add(value.asString("")));
        return texts;
    }

    private static Set<String> set(JsonNode list) {
        return new LinkedHashSet<>(texts(list));
    }

    private static Duration duration(JsonNode from, String name) {
        try {
            return Duration.parse(text(from, name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(name + " is no duration", e);
        }
    }

    private static <T> T oneOf(JsonNode from, String name, T[] values, Function<T, String> apiName) {
        String given = text(from, name);
        return Stream.of(values).filter(value -> apiName.apply(value).equalsIgnoreCase(given)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is none of those there are"));
    }
}
