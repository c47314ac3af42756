package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.loganalytics.internal.RowReader;
import io.holdfast.loganalytics.internal.Rows;
import io.holdfast.loganalytics.internal.StandardTables;
import io.holdfast.logstore.Column;
import io.holdfast.logstore.ColumnType;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.ReadSession;
import io.holdfast.logstore.TableId;
import io.holdfast.logstore.TableRead;
import io.holdfast.logstore.TableSchema;
import io.holdfast.rest.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The tables of workspaces, and their counterparts in the log stores. Thread-safe.
///
/// The record of a table is what counts: its counterpart is made, and given new columns, when it is next
/// needed. Every
/// table has the columns `TenantId` (the workspace's customer id) and `Type` (the table's name), which are
/// not stored.
final class Tables {

    static final String TYPE = "Microsoft.OperationalInsights/workspaces/tables";
    static final String TIME_GENERATED = "TimeGenerated";
    static final String TENANT_ID = "TenantId";
    static final String TABLE_NAME = "Type";
    /// Another name of `TimeGenerated` in queries of the tables of Microsoft Defender.
    static final String TIMESTAMP = "Timestamp";

    static final ColumnSchema TIME = new ColumnSchema(TIME_GENERATED, KqlType.DATETIME);
    /// What records have that names no column; tables get it with the first such record.
    static final ColumnSchema UNMAPPED = new ColumnSchema(RowReader.UNMAPPED, KqlType.DYNAMIC);

    /// When a row was taken in: stored, but not shown to queries.
    private static final ColumnSchema RECEIVED = new ColumnSchema(RowReader.TIME_RECEIVED, KqlType.DATETIME);

    private final ArmResources resources;

    Tables(ArmResources resources) {
        this.resources = resources;
    }

    /// The table of this name, in any case.
    Optional<ArmResource> find(ResourceId workspace, String name) {
        return ResourceId.tryParse(workspace + "/tables/" + name).flatMap(resources::find);
    }

    /// A table whose columns come with the product, made if there is none.
    ArmResource standard(WorkspaceView workspace, String name) {
        return find(workspace.id(), name)
                .orElseGet(() -> kept(planned(workspace, name, List.of())));
    }

    /// A table of the product's own with a custom table's name, made if there is none.
    ArmResource custom(WorkspaceView workspace, String name, List<ColumnSchema> columns) {
        return find(workspace.id(), name).orElseGet(() -> kept(planned(workspace, name, columns)));
    }

    /// The table of this name, or, where its columns come with the product, as it would be made.
    Optional<ArmResource> findOrPlanned(WorkspaceView workspace, String name) {
        return find(workspace.id(), name).or(() -> StandardTables.find(name)
                .map(schema -> planned(workspace, schema.name(), List.of())));
    }

    private ArmResource planned(WorkspaceView workspace, String name, List<ColumnSchema> columns) {
        int days = resources.require(workspace.id()).properties().path("retentionInDays").asInt();
        return new ArmResource(workspace.id().child("tables", name), "",
                TableRecords.created(name, TableRecords.RULE_BASED, TableRequest.adding(columns), days));
    }

    private ArmResource kept(ArmResource planned) {
        return resources.transact(transaction -> resources.find(transaction, planned.id())
                .orElseGet(() -> resources.put(transaction, planned.id(), planned.body())));
    }

    /// A table that is there, with the column for unmapped members if the rows have any.
    ArmResource taking(WorkspaceView workspace, ArmResource table, Rows rows) {
        ArmResource present = table.etag().isEmpty() ? kept(table) : table;
        if (!rows.hasUnmapped() || columns(present).contains(UNMAPPED)) {
            return present;
        }
        int days = resources.require(workspace.id()).properties().path("retentionInDays").asInt();
        return resources.transact(transaction -> {
            ArmResource current = resources.find(transaction, table.id()).orElse(present);
            return resources.put(transaction, table.id(),
                    TableRecords.changed(current, TableRequest.adding(List.of(UNMAPPED)), days));
        });
    }

    /// Gives the standard tables of a workspace the columns that have come with the product since they were made. Where
    /// a table has a column of that name already, in any case, it keeps its own.
    void addStandardColumns(WorkspaceView workspace) {
        int days = resources.require(workspace.id()).properties().path("retentionInDays").asInt();
        for (ArmResource table : list(workspace.id())) {
            List<ColumnSchema> present = columns(table);
            List<ColumnSchema> missing = StandardTables.find(table.id().name()).stream()
                    .flatMap(standard -> standard.columns().stream())
                    .filter(column -> present.stream().noneMatch(
                            known -> known.name().equalsIgnoreCase(column.name())))
                    .toList();
            if (!missing.isEmpty() && present.size() + missing.size() <= TableRequest.MAX_COLUMNS) {
                resources.transact(transaction -> resources.put(transaction, table.id(),
                        TableRecords.changed(table, TableRequest.adding(missing), days)));
            }
        }
    }

    List<ArmResource> list(ResourceId workspace) {
        return resources.list(workspace, TYPE);
    }

    /// The columns that are stored, in order.
    static List<ColumnSchema> columns(ArmResource table) {
        List<ColumnSchema> columns = new ArrayList<>();
        for (JsonNode column : table.properties().path("schema").path("columns")) {
            columns.add(new ColumnSchema(Json.text(column, "name").orElseThrow(),
                    Json.text(column, "type").flatMap(KqlType::ofKustoName).orElseThrow()));
        }
        return columns;
    }

    /// A table as queries see it.
    static io.holdfast.kql.TableSchema queried(ArmResource table) {
        return queried(table.id().name(), columns(table));
    }

    /// A standard table of this exact name that is not there, as queries see it: without rows.
    static Optional<io.holdfast.kql.TableSchema> queriedEmpty(String name) {
        return StandardTables.find(name).filter(schema -> schema.name().equals(name))
                .map(schema -> queried(name, schema.columns()));
    }

    private static io.holdfast.kql.TableSchema queried(String name, List<ColumnSchema> stored) {
        List<ColumnSchema> columns = new ArrayList<>();
        columns.add(new ColumnSchema(TENANT_ID, KqlType.STRING));
        columns.addAll(stored);
        if (hasTimestamp(name, stored)) {
            columns.add(new ColumnSchema(TIMESTAMP, KqlType.DATETIME));
        }
        columns.add(new ColumnSchema(TABLE_NAME, KqlType.STRING));
        return new io.holdfast.kql.TableSchema(name, columns);
    }

    /// Whether queries see `TimeGenerated` as `Timestamp`, too: of a table that stores no column of that name.
    static boolean hasTimestamp(String name, List<ColumnSchema> stored) {
        return StandardTables.hasTimestamp(name)
                && stored.stream().noneMatch(column -> column.name().equals(TIMESTAMP));
    }

    static TableId storeId(WorkspaceView workspace, ArmResource table) {
        return new TableId(workspace.customerId(), table.id().name());
    }

    /// Makes the counterpart of a table as its record has it.
    static TableId ensure(LogStore store, WorkspaceView workspace, ArmResource table) {
        TableId id = storeId(workspace, table);
        List<Column> columns = Stream.concat(columns(table).stream(), Stream.of(RECEIVED))
                .map(column -> new Column(column.name(), ColumnType.valueOf(column.type().name()))).toList();
        Optional<TableSchema> present = store.schema(id);
        if (present.isEmpty()) {
            store.createTable(id, new TableSchema(columns));
        } else if (!present.get().columns().containsAll(columns)) {
            store.addColumns(id, columns);
        }
        return id;
    }

    /// Whether any table of a workspace holds a row.
    static boolean holdsRows(LogStore store, String customerId) {
        for (TableId table : store.tables(customerId)) {
            TableRead read = new TableRead(table, List.of(TIME_GENERATED), Instant.MIN, Instant.MAX);
            try (ReadSession session = store.read(List.of(read));
                    Statement statement = session.connection().createStatement();
                    ResultSet rows = statement
                            .executeQuery("SELECT 1 FROM " + session.relation(0) + " LIMIT 1")) {
                if (rows.next()) {
                    return true;
                }
            } catch (SQLException e) {
                // Its text may quote rows.
                throw new IllegalStateException(
                        "A table could not be looked into: " + e.getClass().getName());
            }
        }
        return false;
    }

    /// The name of a type in table resources: those of KQL but `boolean`.
    static String apiType(KqlType type) {
        return type == KqlType.BOOL ? "boolean" : type.kustoName();
    }
}
