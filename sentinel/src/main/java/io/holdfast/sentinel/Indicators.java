package io.holdfast.sentinel;

import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `threatIntelligence/main/indicators`. Source: sentinel-api section 9.
final class Indicators extends ResourceKind {

    static final ResourcePath PATH = new ResourcePath("/threatIntelligence/main/indicators/{indicator}",
            "threatIntelligence/indicators");

    private static final int MAX = 1_000_000;
    private static final int MAX_TEXT = ResourceWrite.MAX_TEXT;
    private static final int MAX_LIST = 100;
    private static final int MAX_OBJECT = 64_000;
    private static final int MAX_CONFIDENCE = 100;
    private static final List<String> LISTS = List.of("threatTypes", "indicatorTypes", "labels",
            "threatIntelligenceTags", "objectMarkingRefs");
    private static final List<String> OBJECTS = List.of("parsedPattern", "externalReferences",
            "granularMarkings", "extensions");

    Indicators() {
        super(PATH, MAX, ConfigurationAudit.Extent.NONE);
    }

    @Override
    List<ListMember> members() {
        return List.of(ListMember.text("properties/displayName"), ListMember.text("properties/source"),
                ListMember.text("properties/patternType"), ListMember.text("properties/pattern"),
                ListMember.number("properties/confidence"), ListMember.time("properties/validUntil"),
                ListMember.time("properties/lastUpdatedTimeUtc"));
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        Fields fields = write.fields().required("pattern", MAX_TEXT).required("patternType", MAX_TEXT)
                .required("source", MAX_TEXT).text("displayName", MAX_TEXT).text("description", MAX_TEXT)
                .text("patternVersion", MAX_TEXT).number("confidence", 0, MAX_CONFIDENCE)
                .instant("validFrom").instant("validUntil").text("createdByRef", MAX_TEXT)
                .text("language", MAX_TEXT).bool("defanged").bool("revoked")
                .objects("killChainPhases", MAX_LIST,
                        phase -> phase.text("killChainName", MAX_TEXT).text("phaseName", MAX_TEXT));
        LISTS.forEach(list -> fields.texts(list, MAX_LIST, MAX_TEXT));
        OBJECTS.forEach(object -> fields.any(object, MAX_OBJECT));
        ObjectNode properties = fields.read();
        properties.put("created", write.created("created"));
        properties.put("lastUpdatedTimeUtc", write.now().toString());
        properties.put("externalId", "indicator--" + write.name());
        return ResourceWrite.document(properties).put("kind", "indicator");
    }

    @Override
    void written(ResourceWrite write, StoredDocument stored) {
        IndicatorRow.send(write.documents(), stored, true, write.now());
    }

    @Override
    void deleted(DocumentTransaction documents, StoredDocument former, Instant now) {
        IndicatorRow.send(documents, former, false, now);
    }

    /// Indicators are shown as of the type above them.
    @Override
    void complete(ObjectNode resource, Shown shown, DocumentReader documents) {
        resource.put("type", "Microsoft.SecurityInsights/threatIntelligence");
    }
}
