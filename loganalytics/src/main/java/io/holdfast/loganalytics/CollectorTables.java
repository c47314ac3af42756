package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.loganalytics.internal.CollectorReader;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;

/// The tables that the Data Collector API fills, which grow with what is sent: `{Log-Type}_CL`. Thread-safe.
final class CollectorTables {

    private final ArmResources resources;
    private final Tables tables;

    CollectorTables(ArmResources resources, Tables tables) {
        this.resources = resources;
        this.tables = tables;
    }

    /// The table of a log type as it is now.
    ///
    /// @param columns none if there is no such table yet
    record Table(ResourceId id, List<ColumnSchema> columns) {}

    /// @throws ApiException 400 `InvalidLogType` if data collection rules fill the table
    Table find(WorkspaceView workspace, String logType) {
        String name = logType + "_CL";
        Optional<ArmResource> found = tables.find(workspace.id(), name);
        found.ifPresent(CollectorTables::requireClassic);
        return new Table(found.map(ArmResource::id).orElse(workspace.id().child("tables", name)),
                found.map(Tables::columns).orElse(List.of()));
    }

    /// Gives the table the columns that it lacks, and appends the rows.
    void append(OpenStore store, WorkspaceView workspace, Table table, CollectorReader.Collected collected) {
        ArmResource current = collected.added().isEmpty()
                ? resources.require(table.id())
                : grown(workspace, table.id(), collected.added());
        store.use(open -> {
            open.append(Tables.ensure(open, workspace, current), collected.rows().jsonArray());
            return collected.rows().count();
        });
    }

    private ArmResource grown(WorkspaceView workspace, ResourceId id, List<ColumnSchema> added) {
        TableRequest request = TableRequest.adding(added);
        int days = resources.require(workspace.id()).properties().path("retentionInDays").asInt();
        return resources.transact(transaction -> {
            Optional<ArmResource> present = resources.find(transaction, id);
            present.ifPresent(CollectorTables::requireClassic);
            return resources.put(transaction, id,
                    present.map(table -> TableRecords.changed(table, request, days))
                            .orElseGet(() -> TableRecords.created(id.name(), TableRecords.CLASSIC, request,
                                    days)));
        });
    }

    private static void requireClassic(ArmResource table) {
        String subType = Json.text(table.properties().path("schema"), "tableSubType").orElse("");
        if (!subType.equals(TableRecords.CLASSIC)) {
            throw new ApiException(400, "InvalidLogType", "The table '" + table.id().name()
                    + "' is filled by "
                    + "data collection rules: send to it with the Logs Ingestion API, or choose another "
                    + "Log-Type.");
        }
    }
}
