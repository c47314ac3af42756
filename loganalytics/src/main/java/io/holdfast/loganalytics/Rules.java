package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.kql.ColumnSchema;
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
    private final Transformations transformations;

    Rules(LogAnalyticsParts parts, Workspaces workspaces, Tables tables) {
        this.resources = parts.resources();
        this.space = parts.platform();
        this.transformations = new Transformations(parts);
        this.workspaces = workspaces;
        this.tables = tables;
    }

    /// Where the records of a stream go.
    ///
    /// @param table as it is, or, for a standard table that is not there yet, as it will be made
    /// @param columns those that the records may fill: of the table, or, with a transformation, of its source
    /// @param kql the transformation; empty for none
    record Target(WorkspaceView workspace, ArmResource table, List<ColumnSchema> columns, String kql) {

        /// The columns of the table.
        List<ColumnSchema> stored() {
            return Tables.columns(table);
        }
    }

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

    static String immutableId(ArmResource rule) {
        return Json.text(rule.properties(), "immutableId").orElseThrow();
    }

    /// What a stream of a stored rule leads to.
    ///
    /// @throws ApiException 404 `NotFound`
    /// @throws io.holdfast.keyring.KeyDarkException if it has a transformation whose key may not be used
    Target target(ArmResource rule, String stream) {
        RuleRequest request = RuleRequest.parse(rule.properties());
        RuleRequest.Flow flow = flow(rule, request, stream);
        try {
            return target(request, flow, RuleBodies.isSealed(rule.body(), flow.index())
                    ? transformations.find(workspace(request, flow), immutableId(rule), flow.index())
                            .orElseThrow(() -> new IllegalStateException("A transformation is missing"))
                    : "");
        } catch (ApiException e) {
            throw new ApiException(404, "NotFound", e.error().message());
        }
    }

    /// The workspace that a stream of a stored rule leads to, dark or not.
    ///
    /// @throws ApiException 404 `NotFound`
    WorkspaceView workspace(ArmResource rule, String stream) {
        RuleRequest request = RuleRequest.parse(rule.properties());
        try {
            return workspace(request, flow(rule, request, stream));
        } catch (ApiException e) {
            throw new ApiException(404, "NotFound", e.error().message());
        }
    }

    private static RuleRequest.Flow flow(ArmResource rule, RuleRequest request, String stream) {
        return request.flow(stream).orElseThrow(() -> new ApiException(404, "NotFound",
                "The data collection rule '" + rule.id().name() + "' has no stream of that name; it has "
                        + request.flows().stream().map(RuleRequest.Flow::stream).toList() + "."));
    }

    /// What the flow of a rule leads to.
    ///
    /// @throws ApiException 400 if the workspace or the table does not exist, a column has another type
    /// there, or the transformation is none for them
    Target target(RuleRequest rule, RuleRequest.Flow flow) {
        Target target = target(rule, flow, flow.transformKql());
        if (!target.kql().isEmpty()) {
            TransformationOutput.check(target);
        }
        return target;
    }

    private Target target(RuleRequest rule, RuleRequest.Flow flow, String kql) {
        WorkspaceView workspace = workspace(rule, flow);
        ArmResource table = tables.findOrPlanned(workspace, flow.table())
                .orElseThrow(() -> ArmErrors.invalidParameter("properties.dataFlows.outputStream",
                        "The workspace '" + workspace.id().name() + "' has no table '" + flow.table()
                                + "': create it with PUT .../workspaces/" + workspace.id().name() + "/tables/"
                                + flow.table() + "."));
        List<ColumnSchema> stored = Tables.columns(table);
        List<ColumnSchema> declared = rule.streams().getOrDefault(flow.stream(), stored);
        return new Target(workspace, table, kql.isEmpty() ? filled(declared, stored) : declared, kql);
    }

    /// The workspace that a flow leads to.
    WorkspaceView workspace(RuleRequest rule, RuleRequest.Flow flow) {
        ResourceId id = Optional.ofNullable(rule.destinations().get(flow.destination())).orElseThrow();
        return workspaces.find(id).orElseThrow(() -> ArmErrors.invalidParameter("properties.destinations",
                "The workspace '" + id + "' does not exist: create it first."));
    }

    private static List<ColumnSchema> filled(List<ColumnSchema> declared, List<ColumnSchema> stored) {
        List<ColumnSchema> filled = new ArrayList<>();
        for (ColumnSchema column : stored) {
            Optional<ColumnSchema> same = declared.stream().filter(c -> c.name().equals(column.name()))
                    .findFirst();
            same.ifPresent(produced -> TransformationOutput.requireType(produced, column));
            if (same.isPresent() || column.equals(Tables.TIME)) {
                filled.add(column);
            }
        }
        return filled;
    }
}
