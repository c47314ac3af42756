package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The data collection rules that there are, and what a stream of one leads to. Thread-safe.
final class Rules {

    static final String TYPE = "Microsoft.Insights/dataCollectionRules";

    /// Immutable ids to resource ids: `{"v":1,"id":...}`.
    private static final String BY_IMMUTABLE_ID = "loganalytics/rule-by-immutable-id";

    private final ArmResources resources;
    private final RecordSpace space;
    private final Workspaces workspaces;
    private final Tables tables;

    Rules(ArmResources resources, RecordSpace space, Workspaces workspaces, Tables tables) {
        this.resources = resources;
        this.space = space;
        this.workspaces = workspaces;
        this.tables = tables;
    }

    /// Where the records of a stream go.
    ///
    /// @param columns those of the table that the stream fills, `TimeGenerated` always among them
    record Target(WorkspaceView workspace, ArmResource table, List<ColumnSchema> columns) {}

    Optional<ArmResource> findByImmutableId(String immutableId) {
        return space.find(RecordRef.of(BY_IMMUTABLE_ID, immutableId.toLowerCase(Locale.ROOT)))
                .map(record -> Json.text(Json.parseObject(record.body()), "id").orElseThrow())
                .flatMap(id -> resources.find(ResourceId.parse(id)));
    }

    static void index(RecordTransaction transaction, ArmResource rule) {
        transaction.put(RecordRef.of(BY_IMMUTABLE_ID, immutableId(rule)),
                Json.bytes(Json.object().put("v", 1).put("id", rule.id().toString())));
    }

    static void unindex(RecordTransaction transaction, ArmResource rule) {
        transaction.delete(RecordRef.of(BY_IMMUTABLE_ID, immutableId(rule)));
    }

    private static String immutableId(ArmResource rule) {
        return Json.text(rule.properties(), "immutableId").orElseThrow();
    }

    /// What the flow of a rule leads to.
    ///
    /// @throws ApiException 400 if the workspace or the table does not exist, or a column has another type
    /// there
    Target target(RuleRequest rule, RuleRequest.Flow flow) {
        ResourceId id = Optional.ofNullable(rule.destinations().get(flow.destination())).orElseThrow();
        WorkspaceView workspace = workspaces.find(id)
                .orElseThrow(() -> ArmErrors.invalidParameter("properties.destinations",
                        "The workspace '" + id + "' does not exist: create it first."));
        ArmResource table = tables.find(id, flow.table())
                .orElseThrow(() -> ArmErrors.invalidParameter("properties.dataFlows.outputStream",
                        "The workspace '" + workspace.id().name() + "' has no table '" + flow.table()
                                + "': create it with PUT .../workspaces/" + workspace.id().name() + "/tables/"
                                + flow.table() + "."));
        List<ColumnSchema> stored = Tables.columns(table);
        List<ColumnSchema> declared = rule.streams().getOrDefault(flow.stream(), stored);
        return new Target(workspace, table, filled(declared, stored));
    }

    private static List<ColumnSchema> filled(List<ColumnSchema> declared, List<ColumnSchema> stored) {
        List<ColumnSchema> filled = new ArrayList<>();
        for (ColumnSchema column : stored) {
            Optional<ColumnSchema> same = declared.stream().filter(c -> c.name().equals(column.name()))
                    .findFirst();
            if (same.filter(c -> c.type() != column.type()).isPresent()) {
                throw new ApiException(400, "InvalidTransformOutput",
                        "Types of transform output columns do not match "
                                + "the ones defined by the output stream: " + column.name() + " [produced:'"
                                + Tables.apiType(same.get().type()) + "', output:'"
                                + Tables.apiType(column.type()) + "'].");
            }
            if (same.isPresent()
                    || column.equals(new ColumnSchema(Tables.TIME_GENERATED, KqlType.DATETIME))) {
                filled.add(column);
            }
        }
        return filled;
    }
}
