package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.loganalytics.internal.CollectorReader;
import io.holdfast.loganalytics.internal.Rows;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;

/// The tables that the Data Collector API fills, which grow with what is sent: `{Log-Type}_CL`. Thread-safe.
final class CollectorTables {

    private static final String TABLE_SUFFIX = "_CL";

    private final ArmResources resources;
    private final Tables tables;
    private final StreamIntake streams;
    private final Arrivals arrivals;

    CollectorTables(ArmResources resources, Tables tables, StreamIntake streams, Arrivals arrivals) {
        this.resources = resources;
        this.tables = tables;
        this.streams = streams;
        this.arrivals = arrivals;
    }

    /// What the headers of a call say of its records.
    ///
    /// @param timeMember whose value is the time of a record, where it is one
    /// @param resourceId of the resource that they are about, in lower case
    record Kind(String logType, Optional<String> timeMember, Optional<String> resourceId) {

        private static final String LOG_TYPE = "logType";
        private static final String TIME_MEMBER = "timeMember";
        private static final String RESOURCE_ID = "resourceId";

        /// What [#describe] told.
        static Kind of(SealedBatch batch) {
            return new Kind(batch.text(LOG_TYPE), batch.find(TIME_MEMBER), batch.find(RESOURCE_ID));
        }

        /// Adds all that is said to a batch that waits.
        SealedBatch describe(SealedBatch batch) {
            SealedBatch named = batch.with(LOG_TYPE, logType);
            SealedBatch timed = timeMember.map(member -> named.with(TIME_MEMBER, member)).orElse(named);
            return resourceId.map(id -> timed.with(RESOURCE_ID, id)).orElse(timed);
        }

        /// Of dead letters.
        String origin() {
            return "collector/" + logType;
        }
    }

    /// Takes the body of a call; all of it is on disk when this returns.
    ///
    /// @return how many records could not be taken
    /// @throws ApiException 400 `InvalidLogType` if data collection rules fill the table
    /// @throws io.holdfast.loganalytics.internal.RowException if it is no well-formed JSON
    int take(OpenStore store, WorkspaceView workspace, Kind kind, DeadLetters.Origin origin, byte[] body) {
        String name = kind.logType() + TABLE_SUFFIX;
        Optional<ArmResource> present = tables.find(workspace.id(), name);
        present.ifPresent(CollectorTables::requireClassic);
        ResourceId id = present.map(ArmResource::id).orElse(workspace.id().child("tables", name));
        CollectorReader reader = new CollectorReader(present.map(Tables::columns).orElse(List.of()),
                kind.timeMember(), kind.resourceId());
        try (Arrivals.Arrival arrival = arrivals.begin()) {
            CollectorReader.Collected collected = reader.read(body, origin.moments(arrival.time()));
            Rows rows = collected.rows();
            ArmResource table = rows.count() == 0 || collected.added().isEmpty()
                    ? present.orElse(new ArmResource(id, "", Json.object()))
                    : grown(workspace, id, collected.added());
            store.use(open -> {
                streams.append(open, workspace, table, origin, rows);
                return open;
            });
            return rows.bad().size();
        }
    }

    /// Checks that a table may be filled, as far as it is known.
    ///
    /// @throws ApiException 400 `InvalidLogType` if data collection rules fill it
    void check(WorkspaceView workspace, String logType) {
        tables.find(workspace.id(), logType + TABLE_SUFFIX).ifPresent(CollectorTables::requireClassic);
    }

    /// Gives the table the columns that it lacks.
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
