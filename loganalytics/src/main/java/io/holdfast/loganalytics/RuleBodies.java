package io.holdfast.loganalytics;

import io.holdfast.rest.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The stored bodies of data collection rules: without the text of transformations, which is sealed elsewhere, and
/// with a note of the flows that have one.
final class RuleBodies {

    private static final String SEALED = "sealedTransformations";

    private RuleBodies() {}

    /// Whether a flow of a stored rule has a transformation.
    static boolean isSealed(ObjectNode body, int flow) {
        return body.path("internal").path(SEALED).valueStream().anyMatch(index -> index.asInt() == flow);
    }

    /// Takes the texts out of a body that is about to be stored.
    static void seal(ObjectNode body, RuleRequest request) {
        ArrayNode indexes = Bodies.internal(body).putArray(SEALED);
        request.flows().stream().filter(flow -> !flow.transformKql().isEmpty()).map(RuleRequest.Flow::index)
                .distinct().forEach(index -> {
                    flow(body, index).remove(RuleRequest.TRANSFORM);
                    indexes.add(index);
                });
    }

    /// Puts a text back into a body that is shown.
    static void open(ObjectNode body, int flow, String kql) {
        flow(body, flow).put(RuleRequest.TRANSFORM, kql);
    }

    private static ObjectNode flow(ObjectNode body, int index) {
        JsonNode flow = Json.child(body, "properties").path("dataFlows").path(index);
        return flow instanceof ObjectNode object ? object : Json.object();
    }
}
