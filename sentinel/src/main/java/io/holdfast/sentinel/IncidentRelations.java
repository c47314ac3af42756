package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.detection.IncidentGrouping;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `incidents/relations`: the bookmarks and alerts of an incident. Source: sentinel-api sections 4 and 16.
///
/// Beside its properties the document of a relation to an alert has `alert`: what lists of incidents show
/// of it.
final class IncidentRelations extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/incidents/{incident}/relations/{relation}");

    private static final int MAX_ALERTS = IncidentGrouping.MOST_ALERTS;
    private static final int MAX_BOOKMARKS = 20;
    private static final String ALERT = "alert";
    private static final String ALERTS = "Alerts";
    private static final String TACTICS = "tactics";
    private static final String PROPERTIES = "properties";
    private static final String RELATED = "relatedResourceId";

    private final SecureRandom random;

    /// @param random for what automation rules make
    IncidentRelations(SecureRandom random) {
        super(PATH, MAX_ALERTS + MAX_BOOKMARKS, ConfigurationAudit.Extent.NONE);
        this.random = random;
    }

    /// Whether a relation is to an alert, and not to a bookmark.
    static boolean isAlert(StoredDocument relation) {
        return relation.body().has(ALERT);
    }

    /// The different values of a member of the alerts.
    static Set<String> ofAlerts(List<StoredDocument> relations, String member) {
        Set<String> values = new LinkedHashSet<>();
        for (StoredDocument relation : relations) {
            JsonNode value = relation.body().path(ALERT).path(member);
            value.valueStream().forEach(each -> values.add(each.asString()));
            Json.text(relation.body().path(ALERT), member).ifPresent(values::add);
        }
        return values;
    }

    /// The name of the bookmark or alert.
    static String related(StoredDocument relation) {
        return relation.body().path(PROPERTIES).path("relatedResourceName").asString();
    }

    @Override
    void written(ResourceWrite write, StoredDocument stored) {
        if (write.former().isPresent()) {
            return;
        }
        write.updateIncident(random, added(write.documents(), stored));
    }

    /// The lists of an incident that a new relation adds to: `Alerts`, and `Tactics` if the alert has one that no
    /// other alert of the incident has.
    static Set<String> added(DocumentReader documents, StoredDocument relation) {
        if (!isAlert(relation)) {
            return Set.of();
        }
        List<StoredDocument> others = documents.list(PATH.type(), relation.ref().partition()).stream()
                .filter(other -> !other.ref().equals(relation.ref())).toList();
        return ofAlerts(others, TACTICS).containsAll(ofAlerts(List.of(relation), TACTICS))
                ? Set.of(ALERTS)
                : Set.of(ALERTS, "Tactics");
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        ObjectNode properties = write.fields().required(RELATED, ResourceWrite.MAX_TEXT).read();
        ResourceId related = RelatedResource.of(write, properties.path(RELATED).asString());
        boolean toAlert = related.type().equalsIgnoreCase(Alerts.TYPE);
        if (!toAlert && !related.type().equals(Bookmarks.PATH.type())) {
            throw ArmErrors.invalidParameter("properties." + RELATED,
                    "An incident is related to bookmarks and to alerts (Entities) only.");
        }
        StoredDocument found = write.documents()
                .find(toAlert ? Alerts.ref(related.name()) : Bookmarks.PATH.ref(List.of(), related.name()))
                .orElseThrow(() -> RelatedResource.missing(related));
        requireRoom(write, toAlert, related);
        ObjectNode document = ResourceWrite.document(properties);
        RelatedResource.describe(properties, related);
        if (toAlert) {
            properties.put("relatedResourceKind", "SecurityAlert");
            document.set(ALERT, Alerts.summary(found));
        }
        return document;
    }

    private static void requireRoom(ResourceWrite write, boolean toAlert, ResourceId related) {
        List<StoredDocument> others = write.documents()
                .list(PATH.type(), ResourcePath.partition(write.parents())).stream()
                .filter(other -> !other.ref().id().equalsIgnoreCase(write.name())).toList();
        if (others.stream().anyMatch(other -> related(other).equalsIgnoreCase(related.name())
                && isAlert(other) == toAlert)) {
            throw ArmErrors.conflict("The incident is related to " + related + " already.");
        }
        int max = toAlert ? MAX_ALERTS : MAX_BOOKMARKS;
        if (others.stream().filter(other -> isAlert(other) == toAlert).count() >= max) {
            throw new ApiException(400, "BadRequest", "The incident has " + max
                    + (toAlert ? " alerts" : " bookmarks") + ", which is the most it may have.");
        }
    }
}
