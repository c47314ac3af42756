package io.holdfast.sentinel;

import io.holdfast.arm.Guids;
import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import io.holdfast.sentinel.AutomationRule.Trigger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Runs automation rules on incidents and alerts as they are written, in the transaction that writes them:
/// what a rule does is done once, with its cause, or not at all.
///
/// # Order, and an end
///
/// The rules that wait for what happened are looked at in their order, each with what those before it made
/// of the incident. What they changed is an update, made by an automation rule, and rules that wait for
/// updates are looked at again. A rule runs once at most for what happened first, so this ends.
record Automation(DocumentTransaction documents, ResourceId workspace, String customerId,
        SecureRandom random) {

    private static final String PROPERTIES = "properties";

    /// Tells of an incident that is about to be written, and runs the rules.
    ///
    /// @param document what is to be written
    /// @return what is to be written after the rules
    ObjectNode written(IncidentChange change, ObjectNode document, Instant now) {
        IncidentRow.send(documents, workspace, change.incident(), document, change.by());
        Set<String> ran = new HashSet<>();
        IncidentChange event = change;
        ObjectNode current = document;
        boolean goesOn = true;
        while (goesOn) {
            ObjectNode after = round(event, current, ran, now);
            goesOn = !after.equals(current);
            event = new IncidentChange(change.incident(), Optional.of(current), IncidentChange.AUTOMATION,
                    IncidentChange.AUTOMATION, Set.of());
            current = after;
        }
        return current;
    }

    private ObjectNode round(IncidentChange event, ObjectNode document, Set<String> ran, Instant now) {
        Trigger trigger = event.former().isPresent() ? Trigger.INCIDENT_UPDATED : Trigger.INCIDENT_CREATED;
        List<AutomationRule> rules = AutomationRule.waitingFor(trigger, documents, now);
        if (rules.isEmpty()) {
            return document;
        }
        List<StoredDocument> alerts = IncidentChange.alerts(documents, event.incident().id());
        Set<String> added = event.allAdded(document);
        ObjectNode current = document;
        for (AutomationRule rule : rules) {
            AutomationFacts facts = new AutomationFacts(current, alerts, event.source());
            if (!ran.contains(rule.name())
                    && new AutomationConditions(facts, event.former(), added).hold(rule.conditions())) {
                ran.add(rule.name());
                current = run(rule, new AutomationActions.Target(event.incident(), current), now);
            }
        }
        return current;
    }

    private ObjectNode run(AutomationRule rule, AutomationActions.Target target, Instant now) {
        AutomationActions actions = new AutomationActions(this, rule, now);
        ObjectNode after = actions.run(target);
        if (!after.equals(target.document())) {
            IncidentRow.send(documents, workspace, target.incident(), after,
                    IncidentChange.AUTOMATION + " - " + rule.displayName());
        }
        actions.health(target.document()).send(documents, customerId, newId(), now);
        return after;
    }

    /// Runs the rules that wait for alerts: their playbooks.
    void alertMade(StoredDocument alert, Instant now) {
        AutomationFacts facts = new AutomationFacts(Json.object(), List.of(alert), IncidentChange.SENTINEL);
        AutomationConditions conditions = new AutomationConditions(facts, Optional.empty(), Set.of());
        for (AutomationRule rule : AutomationRule.waitingFor(Trigger.ALERT_CREATED, documents, now)) {
            if (conditions.hold(rule.conditions())) {
                AutomationActions actions = new AutomationActions(this, rule, now);
                actions.run(alert);
                actions.health(Json.child(alert.body(), PROPERTIES)).send(documents, customerId, newId(),
                        now);
            }
        }
    }

    /// A fresh GUID.
    String newId() {
        return Guids.random(random);
    }
}
