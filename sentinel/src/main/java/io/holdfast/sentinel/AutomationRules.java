package io.holdfast.sentinel;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// `automationRules`. Source: sentinel-api sections 6 and 16.
final class AutomationRules extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/automationRules/{automationRule}");

    private static final int MAX = 512;
    private static final int MAX_NAME = 500;
    private static final int MAX_ORDER = 1_000;
    private static final int MAX_CONDITIONS = 50;
    private static final int MAX_ACTIONS = 20;
    private static final int MAX_LIST = 500;
    private static final int DEPTH = 3;
    private static final int MAX_TEXT = ResourceWrite.MAX_TEXT;
    private static final List<String> OPERATORS = List.of("Equals", "NotEquals", "Contains", "NotContains",
            "StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith");
    private static final List<String> ARRAYS = List.of("Alerts", "Labels", "Tactics", "Comments");
    private static final List<String> CHANGED = List.of("IncidentSeverity", "IncidentStatus",
            "IncidentOwner");
    private static final List<String> CONDITIONS = List.of("Property", "PropertyChanged",
            "PropertyArrayChanged", "CustomDetails", "PropertyArray", "Boolean");
    private static final Map<String, String> MADE_AND_CHANGED = Map.of("createdTimeUtc", "createdBy",
            "lastModifiedTimeUtc", "lastModifiedBy");
    private static final String NAME = "propertyName";
    private static final String VALUES = "propertyValues";
    private static final String OPERATOR = "operator";

    AutomationRules() {
        super(PATH, MAX, ConfigurationAudit.Extent.CHANGE);
    }

    @Override
    List<ListMember> members() {
        return List.of(ListMember.number("properties/order"), ListMember.text("properties/displayName"),
                ListMember.time("properties/lastModifiedTimeUtc"));
    }

    @Override
    String order() {
        return "properties/order";
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        ObjectNode properties = write.fields().need("order", "triggeringLogic", "actions")
                .required("displayName", MAX_NAME).number("order", 1, MAX_ORDER)
                .object("triggeringLogic", AutomationRules::trigger)
                .objects("actions", MAX_ACTIONS, AutomationRules::action).read();
        MADE_AND_CHANGED.forEach((time, who) -> {
            boolean made = time.startsWith("created");
            properties.put(time, made ? write.created(time) : write.now().toString());
            properties.set(who, made ? write.creator(who) : write.author());
        });
        return ResourceWrite.document(properties);
    }

    private static Fields trigger(Fields trigger) {
        Fields read = trigger.need("isEnabled").bool("isEnabled").instant("expirationTimeUtc")
                .requiredChoice("triggersOn", List.of("Incidents", "Alerts"))
                .requiredChoice("triggersWhen", List.of("Created", "Updated"))
                .objects("conditions", MAX_CONDITIONS, condition -> condition(condition, 0));
        if (read.read().path("triggersOn").asString().equals("Alerts")
                && read.read().path("triggersWhen").asString().equals("Updated")) {
            throw read.invalid("triggersWhen", "must be Created where 'triggersOn' is Alerts");
        }
        return read;
    }

    /// @param depth in how many conditions it stands; the API knows three levels
    private static Fields condition(Fields condition, int depth) {
        Fields read = condition.need("conditionProperties").requiredChoice("conditionType",
                depth < DEPTH ? CONDITIONS : CONDITIONS.subList(0, 4));
        String type = read.read().path("conditionType").asString();
        return read.object("conditionProperties", properties -> switch (type) {
            case "Property" -> values(properties.requiredChoice(NAME, AutomationFacts.NAMES));
            case "PropertyChanged" -> values(properties.requiredChoice(NAME, CHANGED)
                    .choice("changeType", List.of("ChangedFrom", "ChangedTo")));
            case "PropertyArray" -> properties
                    .requiredChoice("arrayType", List.of("CustomDetails", "CustomDetailValues"))
                    .choice("arrayConditionType", List.of("AnyItem"))
                    .objects("itemConditions", MAX_CONDITIONS, inner -> condition(inner, depth + 1));
            case "PropertyArrayChanged" -> properties.requiredChoice("arrayType", ARRAYS)
                    .choice("changeType", List.of("Added"));
            case "CustomDetails" -> values(properties.required(NAME, MAX_TEXT));
            default -> properties.requiredChoice(OPERATOR, List.of("And", "Or"))
                    .objects("innerConditions", MAX_CONDITIONS, inner -> condition(inner, depth + 1));
        });
    }

    private static Fields values(Fields properties) {
        return properties.choice(OPERATOR, OPERATORS).texts(VALUES, MAX_LIST, MAX_TEXT);
    }

    private static Fields action(Fields action) {
        Fields read = action.need("order", "actionConfiguration").number("order", 1, MAX_ORDER)
                .requiredChoice("actionType", List.of("ModifyProperties", "RunPlaybook", "AddIncidentTask"));
        String type = read.read().path("actionType").asString();
        return read.object("actionConfiguration", configuration -> switch (type) {
            case "RunPlaybook" -> configuration.required("logicAppResourceId", MAX_TEXT).guid("tenantId");
            case "AddIncidentTask" -> configuration.required("title", IncidentTasks.MAX_TITLE)
                    .text("description", IncidentTasks.MAX_DESCRIPTION);
            default -> configuration.choice("severity", Incidents.SEVERITIES)
                    .choice("status", Incidents.STATUSES).choice("classification", Incidents.CLASSIFICATIONS)
                    .choice("classificationReason", Incidents.ALL_REASONS)
                    .text("classificationComment", MAX_TEXT).object("owner", Incidents::owner)
                    .objects("labels", MAX_LIST, label -> label.required("labelName", MAX_TEXT));
        });
    }
}
