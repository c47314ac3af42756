package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.loganalytics.internal.StandardTables;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The bodies of tables: made from a request, and changed by one.
final class TableRecords {

    /// The subtype of a table that data collection rules fill.
    static final String RULE_BASED = "DataCollectionRuleBased";
    /// The subtype of a table that the Data Collector API fills.
    static final String CLASSIC = "Classic";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");
    private static final String CUSTOM = "_CL";

    private TableRecords() {}

    /// @throws ApiException 400 `InvalidParameter`
    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ArmErrors.invalidParameter("tableName",
                    "The table name must begin with a letter and have at most 63 "
                            + "letters, digits and underscores.");
        }
    }

    static boolean isCustom(String name) {
        return name.endsWith(CUSTOM);
    }

    /// The body of a new table: with the columns asked for, or those that come with the product.
    ///
    /// @param subType how it is filled
    /// @param workspaceDays the retention of the workspace
    static ObjectNode created(String name, String subType, TableRequest request, int workspaceDays) {
        List<ObjectNode> columns = request.described();
        String canonical = name;
        if (columns.isEmpty() && !isCustom(name)) {
            io.holdfast.kql.TableSchema standard = StandardTables.find(name)
                    .orElseThrow(() -> ArmErrors.invalidParameter("properties.schema.columns",
                            "The columns of '" + name
                                    + "' do not come with the product: send them in "
                                    + "properties.schema.columns. Names of custom tables end with _CL."));
            canonical = standard.name();
            columns = standard.columns().stream().map(TableRecords::column).toList();
        }
        if (columns.stream().noneMatch(
                column -> Json.text(column, "name").filter(Tables.TIME_GENERATED::equals).isPresent())) {
            throw ArmErrors.invalidParameter("properties.schema.columns",
                    "The property 'properties.schema.columns' must "
                            + "hold the column TimeGenerated of type datetime.");
        }
        ObjectNode body = Json.object();
        ObjectNode properties = body.putObject("properties").put("plan", "Analytics").put("provisioningState",
                Bodies.SUCCEEDED);
        ObjectNode schema = properties.putObject("schema").put("name", canonical)
                .put("tableType", isCustom(name) ? "CustomLog" : "Microsoft")
                .put("tableSubType", subType)
                .put("source", isCustom(name) ? "customer" : "microsoft");
        schema.putArray("columns").addAll(columns);
        schema.putArray("standardColumns")
                .add(Json.object().put("name", Tables.TENANT_ID).put("type", "string"))
                .add(Json.object().put("name", Tables.TABLE_NAME).put("type", "string"));
        schema.putArray("solutions").add("LogManagement");
        retention(properties, request.retentionDays().orElse(TableRequest.DEFAULT),
                request.totalRetentionDays().orElse(TableRequest.DEFAULT), workspaceDays);
        return body;
    }

    private static ObjectNode column(ColumnSchema column) {
        return Json.object().put("name", column.name()).put("type", Tables.apiType(column.type()));
    }

    /// The body of a table with the columns and the retention that a request adds or changes; columns that
    /// it does not
    /// name stay.
    static ObjectNode changed(ArmResource table, TableRequest request, int workspaceDays) {
        ObjectNode body = table.body().deepCopy();
        ObjectNode properties = Json.child(body, "properties");
        ArrayNode columns = (ArrayNode) properties.path("schema").path("columns");
        List<ColumnSchema> present = Tables.columns(table);
        for (int i = 0; i < request.columns().size(); i++) {
            ColumnSchema asked = request.columns().get(i);
            Optional<ColumnSchema> same = present.stream()
                    .filter(c -> c.name().equalsIgnoreCase(asked.name()))
                    .findFirst();
            if (same.isEmpty()) {
                columns.add(request.described().get(i));
            } else if (!same.get().equals(asked)) {
                throw ArmErrors.invalidParameter("properties.schema.columns",
                        "The column '" + same.get().name()
                                + "' exists with type " + Tables.apiType(same.get().type())
                                + "; neither the type nor the casing of a column can change.");
            }
        }
        if (columns.size() > TableRequest.MAX_COLUMNS) {
            throw ArmErrors.invalidParameter("properties.schema.columns",
                    "The table would have " + columns.size() + " columns; at most " + TableRequest.MAX_COLUMNS
                            + ".");
        }
        int days = properties.path("retentionInDaysAsDefault").asBoolean()
                ? TableRequest.DEFAULT
                : properties.path("retentionInDays").asInt();
        int total = properties.path("totalRetentionInDaysAsDefault").asBoolean()
                ? TableRequest.DEFAULT
                : properties.path("totalRetentionInDays").asInt();
        retention(properties, request.retentionDays().orElse(days),
                request.totalRetentionDays().orElse(total),
                workspaceDays);
        return body;
    }

    private static void retention(ObjectNode properties, int days, int total, int workspaceDays) {
        int interactive = days == TableRequest.DEFAULT ? workspaceDays : days;
        int all = total == TableRequest.DEFAULT ? interactive : total;
        if (all < interactive) {
            throw ArmErrors.invalidParameter("properties.totalRetentionInDays", "The property "
                    + "'properties.totalRetentionInDays' must not be less than retentionInDays, "
                    + interactive + ".");
        }
        properties.put("retentionInDays", interactive).put("totalRetentionInDays", all)
                .put("archiveRetentionInDays", all - interactive)
                .put("retentionInDaysAsDefault", days == TableRequest.DEFAULT)
                .put("totalRetentionInDaysAsDefault", total == TableRequest.DEFAULT);
    }
}
