package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a PUT or PATCH of a table; what it does not say is empty. Source: arm-api B5.
///
/// @param columns in the order sent, without those that every table has
/// @param described the same as sent, with descriptions and hints, to be shown again
/// @param retentionDays -1 for the workspace's
/// @param totalRetentionDays -1 for the default
record TableRequest(List<ColumnSchema> columns, List<ObjectNode> described, Optional<Integer> retentionDays,
        Optional<Integer> totalRetentionDays) {

    /// Most columns of a table, as the mirrored service has it.
    static final int MAX_COLUMNS = 500;
    static final int DEFAULT = -1;

    private static final int MIN_RETENTION_DAYS = 4;
    private static final int MAX_RETENTION_DAYS = 730;
    private static final int MAX_TOTAL_RETENTION_DAYS = 4383;
    private static final Pattern COLUMN_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,44}");
    /// Refused as they stand; those that the store or every table has are refused in any case.
    private static final Set<String> RESERVED = Set.of("id", "UniqueId", "Title");
    private static final Set<String> TAKEN = Set.of("_resourceid", "_subscriptionid", "tenantid", "type");
    private static final Set<KqlType> TYPES = Set.of(KqlType.STRING, KqlType.INT, KqlType.LONG, KqlType.REAL,
            KqlType.BOOL, KqlType.DATETIME, KqlType.GUID, KqlType.DYNAMIC);
    private static final List<String> COLUMN_MEMBERS = List.of("displayName", "description", "dataTypeHint");

    /// What adds columns and leaves all else.
    static TableRequest adding(List<ColumnSchema> columns) {
        return new TableRequest(columns, columns.stream().map(TableRequest::plain).toList(),
                Optional.empty(), Optional.empty());
    }

    /// @throws ApiException 400 `InvalidParameter`
    static TableRequest parse(ObjectNode body) {
        JsonNode properties = body.path("properties");
        if (!properties.isMissingNode() && !properties.isNull() && !properties.isObject()) {
            throw ArmErrors.invalidParameter("properties", "The member 'properties' must be an object.");
        }
        requireAnalytics(properties);
        List<ColumnSchema> columns = new ArrayList<>();
        List<ObjectNode> described = new ArrayList<>();
        JsonNode given = properties.path("schema").path("columns");
        if (given.size() > MAX_COLUMNS) {
            throw invalid("has " + given.size() + " columns; a table has at most " + MAX_COLUMNS);
        }
        Set<String> names = new HashSet<>();
        for (JsonNode column : given) {
            ColumnSchema schema = column(column);
            if (!names.add(schema.name().toLowerCase(Locale.ROOT))) {
                throw invalid(
                        "names the column '" + schema.name() + "' twice (case does not tell them apart)");
            }
            columns.add(schema);
            described.add(described(column, schema));
        }
        return new TableRequest(List.copyOf(columns), List.copyOf(described),
                days(properties, "retentionInDays", MAX_RETENTION_DAYS),
                days(properties, "totalRetentionInDays", MAX_TOTAL_RETENTION_DAYS));
    }

    private static ColumnSchema column(JsonNode column) {
        String name = Json.text(column, "name").orElse("");
        if (!name.equals(Tables.UNMAPPED.name())
                && (!COLUMN_NAME.matcher(name).matches() || isReserved(name))) {
            throw invalid(
                    "has a column whose name is none: it must begin with a letter, have at most 45 "
                            + "letters, digits"
                            + " and underscores, and not be one of _ResourceId, id, _SubscriptionId, "
                            + "TenantId, Type, UniqueId,"
                            + " Title");
        }
        KqlType type = Json.text(column, "type").flatMap(KqlType::ofKustoName).filter(TYPES::contains)
                .orElseThrow(() -> invalid(
                        "gives the column '" + name + "' no type that a column can have: string, "
                                + "int, long, real, boolean, datetime, guid or dynamic"));
        if (name.equals(Tables.UNMAPPED.name()) && type != KqlType.DYNAMIC) {
            throw invalid("gives the column _Unmapped another type than dynamic");
        }
        if (name.equals(Tables.TIME_GENERATED) && type != KqlType.DATETIME) {
            throw invalid("gives the column TimeGenerated another type than datetime");
        }
        return new ColumnSchema(name, type);
    }

    private static ObjectNode plain(ColumnSchema schema) {
        return Json.object().put("name", schema.name()).put("type", Tables.apiType(schema.type()));
    }

    private static boolean isReserved(String name) {
        return RESERVED.contains(name) || TAKEN.contains(name.toLowerCase(Locale.ROOT));
    }

    private static ObjectNode described(JsonNode given, ColumnSchema schema) {
        ObjectNode column = plain(schema);
        COLUMN_MEMBERS
                .forEach(member -> Json.text(given, member).ifPresent(text -> column.put(member, text)));
        return column;
    }

    private static void requireAnalytics(JsonNode properties) {
        Optional<String> plan = Json.text(properties, "plan");
        if (plan.isPresent() && !plan.get().equalsIgnoreCase("Analytics")) {
            throw ArmErrors.invalidParameter("properties.plan",
                    "The property 'properties.plan' must be Analytics: "
                            + "tables of other plans are not offered.");
        }
    }

    private static Optional<Integer> days(JsonNode properties, String member, int most) {
        JsonNode days = properties.path(member);
        if (days.isMissingNode() || days.isNull()) {
            return Optional.empty();
        }
        if (!days.isInt() || !isWithin(days.intValue(), most)) {
            throw ArmErrors.invalidParameter("properties." + member,
                    "The property 'properties." + member + "' must be "
                            + MIN_RETENTION_DAYS + " to " + most + ", or -1 for the default.");
        }
        return Optional.of(days.intValue());
    }

    private static boolean isWithin(int days, int most) {
        return days == DEFAULT || (days >= MIN_RETENTION_DAYS && days <= most);
    }

    private static ApiException invalid(String what) {
        return ArmErrors.invalidParameter("properties.schema.columns",
                "The property 'properties.schema.columns' " + what
                        + ".");
    }
}
