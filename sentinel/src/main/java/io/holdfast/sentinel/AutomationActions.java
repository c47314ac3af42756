package io.holdfast.sentinel;

import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import io.holdfast.sentinel.HealthRow.Outcome;
import io.holdfast.sentinel.HealthRow.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The actions of an automation rule, for one run of it.
final class AutomationActions {

    private static final String PROPERTIES = "properties";
    private static final String STATUS = "status";
    private static final String CLASSIFICATION = "classification";
    private static final List<String> CLOSING = List.of(CLASSIFICATION, "classificationReason",
            "classificationComment");

    private final Automation automation;
    private final AutomationRule rule;
    private final Instant now;
    private final List<String> playbooks = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int done;

    AutomationActions(Automation automation, AutomationRule rule, Instant now) {
        this.automation = automation;
        this.rule = rule;
        this.now = now;
    }

    /// An incident that is about to be written.
    record Target(DocumentRef incident, ObjectNode document) {}

    /// Runs them on an incident; answers what is to be written.
    ObjectNode run(Target target) {
        ObjectNode after = target.document().deepCopy();
        for (JsonNode action : rule.actions()) {
            JsonNode configuration = action.path("actionConfiguration");
            switch (action.path("actionType").asString("")) {
                case "ModifyProperties" -> modify((ObjectNode) after.required(PROPERTIES), configuration);
                case "AddIncidentTask" -> addTask(target.incident().id(), configuration);
                default ->
                    call(configuration, PlaybookBody.ofIncident(automation,
                            target.incident(), after, rule.trigger().when()));
            }
        }
        return after;
    }

    /// Runs them on an alert, which has playbooks only.
    void run(StoredDocument alert) {
        for (JsonNode action : rule.actions()) {
            if (action.path("actionType").asString("").equals("RunPlaybook")) {
                call(action.path("actionConfiguration"), PlaybookBody.ofAlert(automation.workspace(), alert));
            } else {
                problems.add("an action needs an incident");
            }
        }
    }

    private void modify(ObjectNode properties, JsonNode configuration) {
        ObjectNode before = properties.deepCopy();
        for (String member : List.of("severity", STATUS, "owner")) {
            if (configuration.has(member)) {
                properties.set(member, configuration.path(member).deepCopy());
            }
        }
        if (!properties.path(STATUS).asString("").equals("Closed")) {
            properties.remove(CLOSING);
        } else if (configuration.has(STATUS) || configuration.has(CLASSIFICATION)) {
            properties.remove(CLOSING);
            properties.put(CLASSIFICATION, "Undetermined");
            CLOSING.stream().filter(configuration::has)
                    .forEach(member -> properties.set(member, configuration.path(member)));
        }
        label(properties, configuration.path("labels"));
        if (!properties.equals(before)) {
            properties.put("lastModifiedTimeUtc", now.toString());
        }
        done++;
    }

    private static void label(ObjectNode properties, JsonNode added) {
        Set<String> present = properties.path("labels").valueStream()
                .map(label -> label.path("labelName").asString("")).collect(Collectors.toSet());
        for (JsonNode label : added) {
            String name = label.path("labelName").asString("");
            if (present.add(name)) {
                ArrayNode labels = properties.withArray("labels");
                labels.addObject().put("labelName", name).put("labelType", "AutoAssigned");
            }
        }
    }

    private void addTask(String incident, JsonNode configuration) {
        if (automation.documents().count(IncidentTasks.PATH.type(), incident) >= IncidentTasks.MAX) {
            problems.add("the incident has " + IncidentTasks.MAX + " tasks, which is the most it may have");
            return;
        }
        String name = automation.newId();
        ObjectNode by = Json.object().put("name", IncidentChange.AUTOMATION + " - " + rule.displayName());
        ObjectNode document = Json.object().put("name", name);
        ObjectNode properties = document.putObject(PROPERTIES);
        for (String member : List.of("title", "description")) {
            Json.text(configuration, member).ifPresent(text -> properties.put(member, text));
        }
        properties.put(STATUS, "New").put("createdTimeUtc", now.toString())
                .put("lastModifiedTimeUtc", now.toString());
        properties.set("createdBy", by);
        properties.set("lastModifiedBy", by.deepCopy());
        automation.documents().put(IncidentTasks.PATH.ref(List.of(incident), name), document,
                Optional.empty());
        done++;
    }

    private void call(JsonNode configuration, ObjectNode body) {
        String playbook = configuration.path("logicAppResourceId").asString("");
        PlaybookCall.of(automation.newId(), playbook, body, now).put(automation.documents());
        playbooks.add(playbook);
        done++;
    }

    /// What is told of the run.
    ///
    /// @param about the incident's document, or the properties of the alert
    HealthRow health(ObjectNode about) {
        ObjectNode extended = Json.object().put("TriggeredOn", rule.trigger().on())
                .put("TriggeredWhen", rule.trigger().when()).put("TotalActions", rule.actions().size())
                .put("ActionsTriggeredSuccessfully", done);
        Json.text(about, "name").ifPresent(name -> extended.put("IncidentName", name)
                .put("IncidentNumber", about.path(PROPERTIES).path("incidentNumber").asInt()));
        Json.text(about, "systemAlertId").ifPresent(id -> extended.put("SystemAlertId", id));
        playbooks.forEach(extended.putArray("TriggeredPlaybooks")::add);
        return new HealthRow(
                new HealthRow.Subject(AutomationRules.PATH.id(automation.workspace(), List.of(), rule.name())
                        .toString(), rule.displayName(), "Automation rule", ""),
                "Automation rule run", outcome(), extended);
    }

    private Outcome outcome() {
        if (problems.isEmpty()) {
            return new Outcome(Status.SUCCESS, "", "All actions of the rule were carried out.");
        }
        return new Outcome(done == 0 ? Status.FAILURE : Status.PARTIAL_SUCCESS, "ActionFailed",
                "Not all actions of the rule were carried out: " + String.join("; ", problems) + ".");
    }
}
