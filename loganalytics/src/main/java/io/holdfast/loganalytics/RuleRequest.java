package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The properties of a data collection rule: streams and where each of them goes.
///
/// What can be told without looking at workspaces is checked here. Source: arm-api D.
///
/// @param streams columns by the name of a declared stream
/// @param destinations workspaces by the name of a destination
record RuleRequest(Map<String, List<ColumnSchema>> streams, Map<String, ResourceId> destinations,
        List<Flow> flows) {

    private static final Pattern STREAM = Pattern.compile("Custom-[A-Za-z][A-Za-z0-9_]{0,90}");
    private static final String CUSTOM = "Custom-";
    private static final String MICROSOFT = "Microsoft-";
    private static final Set<KqlType> TYPES = Set.of(KqlType.STRING, KqlType.INT, KqlType.LONG, KqlType.REAL,
            KqlType.BOOL, KqlType.DATETIME, KqlType.DYNAMIC, KqlType.GUID);
    /// The member of a flow with its transformation.
    static final String TRANSFORM = "transformKql";
    /// Source: Azure Monitor service limits, data collection rules.
    private static final int MAX_TRANSFORM_CHARS = 15_360;

    private static final int MAX_FLOWS = 10;
    private static final int MAX_STREAMS = 20;

    /// One stream on its way to one table.
    ///
    /// @param index of the flow in the rule, from 0
    /// @param table name of the table, from the output stream
    /// @param transformKql empty for `source`, and in the stored body of a rule, which holds no query text
    record Flow(int index, String stream, String destination, String table, String transformKql) {}

    /// @throws ApiException 400 `InvalidPayload`
    static RuleRequest parse(JsonNode properties) {
        Map<String, List<ColumnSchema>> streams = streams(Json.child(properties, "streamDeclarations"));
        Map<String, ResourceId> destinations = destinations(properties.path("destinations"));
        List<Flow> flows = new ArrayList<>();
        JsonNode given = properties.path("dataFlows");
        if (!given.isArray() || given.isEmpty() || given.size() > MAX_FLOWS) {
            throw invalid("properties.dataFlows", "must be an array of 1 to " + MAX_FLOWS + " flows");
        }
        for (int index = 0; index < given.size(); index++) {
            flows.addAll(flows(index, given.path(index), streams.keySet(), destinations.keySet()));
        }
        if (flows.stream().map(Flow::stream).distinct().count() != flows.size()) {
            throw invalid("properties.dataFlows",
                    "sends one stream along several flows, which is not supported yet");
        }
        return new RuleRequest(streams, destinations, flows);
    }

    private static Map<String, List<ColumnSchema>> streams(ObjectNode declarations) {
        if (declarations.size() > MAX_STREAMS) {
            throw invalid("properties.streamDeclarations", "declares more than " + MAX_STREAMS + " streams");
        }
        Map<String, List<ColumnSchema>> streams = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> declaration : declarations.properties()) {
            if (!STREAM.matcher(declaration.getKey()).matches()) {
                throw invalid("properties.streamDeclarations",
                        "names a stream that does not begin with Custom-, followed by letters, digits and "
                                + "underscores");
            }
            List<ColumnSchema> columns = new ArrayList<>();
            for (JsonNode column : declaration.getValue().path("columns")) {
                columns.add(column(declaration.getKey(), column));
            }
            if (columns.isEmpty()
                    || columns.stream().map(ColumnSchema::name).distinct().count() != columns.size()) {
                throw invalid("properties.streamDeclarations",
                        "must give the stream '" + declaration.getKey() + "' columns, each of another name");
            }
            streams.put(declaration.getKey(), columns);
        }
        return streams;
    }

    private static ColumnSchema column(String stream, JsonNode column) {
        String name = Json.text(column, "name").filter(text -> !text.isBlank()).orElseThrow(
                () -> invalid("properties.streamDeclarations",
                        "has a column without a name in '" + stream + "'"));
        KqlType type = Json.text(column, "type").flatMap(KqlType::ofKustoName).filter(TYPES::contains)
                .orElseThrow(() -> invalid("properties.streamDeclarations", "gives the column '" + name
                        + "' of '" + stream
                        + "' no type that there is: string, int, long, real, boolean, datetime, guid or "
                        + "dynamic"));
        return new ColumnSchema(name, type);
    }

    private static Map<String, ResourceId> destinations(JsonNode given) {
        for (Map.Entry<String, JsonNode> kind : given.properties()) {
            if (!kind.getKey().equals("logAnalytics") && !kind.getValue().isNull()
                    && !kind.getValue().isEmpty()) {
                throw invalid("properties.destinations", "must be of the kind logAnalytics alone");
            }
        }
        Map<String, ResourceId> destinations = new LinkedHashMap<>();
        for (JsonNode destination : given.path("logAnalytics")) {
            String name = Json.text(destination, "name").orElse("");
            String workspace = Json.text(destination, "workspaceResourceId").orElse("");
            if (name.isBlank() || destinations.put(name, ResourceId.parse(workspace)) != null) {
                throw invalid("properties.destinations.logAnalytics",
                        "must give each destination a name of its own");
            }
        }
        return destinations;
    }

    private static List<Flow> flows(int index, JsonNode flow, Set<String> streams, Set<String> destinations) {
        String kql = Json.text(flow, TRANSFORM).filter(text -> !text.strip().equals("source"))
                .filter(text -> !text.isBlank()).orElse("");
        if (kql.length() > MAX_TRANSFORM_CHARS) {
            throw invalid("properties.dataFlows.transformKql",
                    "has more than " + MAX_TRANSFORM_CHARS + " characters");
        }
        JsonNode to = flow.path("destinations");
        String destination = to.size() == 1 && to.path(0).isString() ? to.path(0).stringValue() : "";
        if (!destinations.contains(destination)) {
            throw invalid("properties.dataFlows.destinations", "must name exactly one of the destinations");
        }
        List<Flow> flows = new ArrayList<>();
        for (JsonNode given : flow.path("streams")) {
            String stream = given.isString() ? given.stringValue() : "";
            if (!hasKind(stream) || (stream.startsWith(CUSTOM) && !streams.contains(stream))) {
                throw invalid("properties.dataFlows.streams",
                        "names a stream that is neither declared in streamDeclarations nor begins with "
                                + "Microsoft-");
            }
            flows.add(new Flow(index, stream, destination,
                    table(Json.text(flow, "outputStream").orElse(stream)), kql));
        }
        if (flows.isEmpty()) {
            throw invalid("properties.dataFlows.streams", "must name at least one stream");
        }
        return flows;
    }

    private static boolean hasKind(String stream) {
        return stream.startsWith(CUSTOM) || stream.startsWith(MICROSOFT);
    }

    private static String table(String output) {
        if (!hasKind(output)) {
            throw invalid("properties.dataFlows.outputStream",
                    "must be Custom-{table}_CL or Microsoft-{table}");
        }
        String table = output.substring(output.indexOf('-') + 1);
        if (output.startsWith(CUSTOM) && !TableRecords.isCustom(table)) {
            throw invalid("properties.dataFlows.outputStream",
                    "names a custom stream whose table does not end with _CL; set it to Custom-{table}_CL");
        }
        return table;
    }

    /// The flow of a stream.
    Optional<Flow> flow(String stream) {
        return flows.stream().filter(flow -> flow.stream().equals(stream)).findFirst();
    }

    private static ApiException invalid(String property, String what) {
        return ArmErrors.invalidParameter(property, "The property '" + property + "' " + what + ".");
    }
}
