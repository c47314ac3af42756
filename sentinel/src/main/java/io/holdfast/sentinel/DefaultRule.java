package io.holdfast.sentinel;

import io.holdfast.documents.DocumentTransaction;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The rule of the kind `Fusion` that each onboarding brings. It is listed, and can be deleted, but does not run here.
/// Source: cmk-behaviour S26, sentinel-api section 2.
final class DefaultRule {

    static final String NAME = "BuiltInFusion";

    /// A number of it is given once, so that a rule that was deleted does not come back.
    private static final String SEQUENCE = "default-rule";

    private DefaultRule() {}

    /// Puts the rule where the workspace never had it.
    static boolean putOnce(DocumentTransaction documents, Instant now) {
        if (documents.next(SEQUENCE) > 1) {
            return false;
        }
        ObjectNode properties = Json.object().put("alertRuleTemplateName", AlertRuleTemplates.FUSION)
                .put("enabled", true).put("displayName", "Advanced Multistage Attack Detection")
                .put("description", "Rules of the kind Fusion are read-only and do not run here.")
                .put("severity", "High").put("lastModifiedUtc", now.toString());
        properties.putArray("tactics");
        properties.putArray("techniques");
        documents.put(AlertRules.PATH.ref(List.of(), NAME),
                ResourceWrite.document(properties).put("name", NAME).put("kind", "Fusion"), Optional.empty());
        return true;
    }
}
