package io.holdfast.sentinel;

import io.holdfast.arm.Guids;
import io.holdfast.arm.ResourceId;
import io.holdfast.detection.Alert;
import io.holdfast.detection.AlertRow;
import io.holdfast.detection.IncidentGrouping;
import io.holdfast.detection.IncidentGrouping.Candidate;
import io.holdfast.detection.IncidentGrouping.Placement;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a run of a rule found: alerts, the incidents they go to, and the rows that tell of both. For
/// one transaction.
///
/// Which incidents an alert may join is kept in the collection `rule-incidents`, in the partition of the
/// rule, by the name of the incident: `{"key": what its alerts have in common, "created"}`.
record Findings(DocumentTransaction documents, ResourceId workspace, String customerId, SecureRandom random) {

    private static final String JOINABLE = "rule-incidents";
    private static final String PROPERTIES = "properties";

    void write(List<Alert> alerts) {
        for (Alert alert : alerts) {
            ObjectNode document = Alerts.document(alert, Alerts.ruleId(workspace, alert.rule().id()));
            StoredDocument stored = documents.put(Alerts.ref(alert.id()), document, Optional.empty());
            Outbox.add(documents, Outbox.ALERTS, AlertRow.of(alert,
                    new AlertRow.Place(customerId, workspace.subscriptionId(), workspace.resourceGroup())));
            automation().alertMade(stored, alert.generated());
            switch (IncidentGrouping.place(alert, candidates(alert))) {
                case Placement.None() -> {
                }
                case Placement.New() -> open(alert, stored);
                case Placement.Join(String incident, boolean reopens) ->
                    join(incident, reopens, alert, stored);
            }
        }
    }

    /// The incidents of the rule that are young enough; the others are forgotten.
    private List<Candidate> candidates(Alert alert) {
        if (alert.rule().incidents().grouping().isEmpty()) {
            return List.of();
        }
        Instant oldest = alert.generated().minus(alert.rule().incidents().grouping().get().lookback());
        List<Candidate> candidates = new ArrayList<>();
        for (StoredDocument known : documents.list(JOINABLE, alert.rule().id())) {
            Instant created = Instant.parse(Json.text(known.body(), "created").orElseThrow());
            String incident = known.ref().id();
            Optional<StoredDocument> found = documents.find(incidentRef(incident));
            if (created.isBefore(oldest) || found.isEmpty()) {
                documents.delete(known.ref());
            } else {
                boolean closed = found.get().body().path(PROPERTIES).path("status").asString("")
                        .equals("Closed");
                int alerts = Math.toIntExact(documents.list(IncidentRelations.PATH.type(), incident).stream()
                        .filter(IncidentRelations::isAlert).count());
                candidates.add(new Candidate(incident, known.body().path("key").asString(""), created, closed,
                        alerts));
            }
        }
        return candidates;
    }

    private void open(Alert alert, StoredDocument stored) {
        String name = Guids.random(random);
        String now = alert.generated().toString();
        ObjectNode document = Json.object().put("name", name);
        ObjectNode properties = document.putObject(PROPERTIES).put("title", alert.text().displayName())
                .put("severity", alert.text().severity()).put("status", "New")
                .put("firstActivityTimeUtc", alert.evidence().start().toString())
                .put("lastActivityTimeUtc", alert.evidence().end().toString()).put("createdTimeUtc", now)
                .put("lastModifiedTimeUtc", now).put("incidentNumber", documents.next("incidents"));
        if (!alert.text().description().isEmpty()) {
            properties.put("description", alert.text().description());
        }
        if (alert.rule().incidents().grouping().isPresent()) {
            documents.put(new DocumentRef(JOINABLE, alert.rule().id(), name),
                    Json.object().put("key", IncidentGrouping.key(alert)).put("created", now),
                    Optional.empty());
        }
        relate(name, stored);
        put(new IncidentChange(incidentRef(name), Optional.empty(), IncidentChange.SENTINEL,
                IncidentChange.SENTINEL, Set.of()), document, alert.generated());
    }

    private void join(String incident, boolean reopens, Alert alert, StoredDocument stored) {
        ObjectNode former = documents.find(incidentRef(incident)).orElseThrow().body();
        ObjectNode document = former.deepCopy();
        ObjectNode properties = (ObjectNode) document.required(PROPERTIES);
        properties.put("lastModifiedTimeUtc", alert.generated().toString());
        if (reopens) {
            properties.put("status", "Active");
            properties.remove(List.of("classification", "classificationReason", "classificationComment"));
        }
        Instant end = alert.evidence().end();
        if (Json.text(properties, "lastActivityTimeUtc").map(Instant::parse)
                .filter(last -> !last.isBefore(end))
                .isEmpty()) {
            properties.put("lastActivityTimeUtc", end.toString());
        }
        StoredDocument relation = relate(incident, stored);
        put(new IncidentChange(incidentRef(incident), Optional.of(former), IncidentChange.SENTINEL,
                IncidentChange.GROUPING, IncidentRelations.added(documents, relation)), document,
                alert.generated());
    }

    private Automation automation() {
        return new Automation(documents, workspace, customerId, random);
    }

    private void put(IncidentChange change, ObjectNode document, Instant now) {
        documents.put(change.incident(), automation().written(change, document, now), Optional.empty());
    }

    private StoredDocument relate(String incident, StoredDocument alert) {
        String name = alert.body().path("name").asString();
        ObjectNode document = Json.object().put("name", name);
        RelatedResource.describe(document.putObject(PROPERTIES).put("relatedResourceKind", "SecurityAlert"),
                workspace.resource("Microsoft.SecurityInsights", Alerts.TYPE, name));
        document.set("alert", Alerts.summary(alert));
        return documents.put(IncidentRelations.PATH.ref(List.of(incident), name), document, Optional.empty());
    }

    private static DocumentRef incidentRef(String name) {
        return Incidents.PATH.ref(List.of(), name);
    }
}
