package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableSchema;
import io.holdfast.loganalytics.internal.KustoJson.Table;
import io.holdfast.query.ResultColumn;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The management commands by which Kusto clients look around: databases are workspaces, of which a caller
/// sees those that it may query. Thread-safe.
final class KustoCommands {
    private static final String STRING = "System.String";
    private static final Pattern TABLE = Pattern.compile(
            "table (?:\\['?([^'\\]]+)'?\\]|(\\w+)) (?:cslschema|schema as (csl|json))");

    private static final Pattern DATABASE = Pattern
            .compile("database (?:\\['?([^'\\]]+)'?\\]|([\\w-]+)) ((?:cslschema|schema)(?: as .*)?)");
    private static final Pattern FUNCTION = Pattern.compile("function (\\w+)");
    private static final List<String> EXTERNAL_TABLES = List.of("TableName", "TableType", "Folder",
            "DocString",
            "Properties", "ConnectionStrings", "Partitions", "PathFormat");
    private static final List<String> MATERIALIZED_VIEWS = List.of("Name", "SourceTable", "Query",
            "MaterializedTo", "LastRun", "LastRunResult", "IsHealthy", "IsEnabled", "Folder", "DocString",
            "AutoUpdateSchema", "EffectiveDateTime", "Lookback");

    private final LogAnalyticsParts parts;
    private final Workspaces workspaces;
    private final Tables tables;
    private final SavedSearches searches;
    private final ClusterStores stores;

    KustoCommands(LogAnalyticsParts parts, Workspaces workspaces, Tables tables, SavedSearches searches,
            ClusterStores stores) {
        this.parts = parts;
        this.workspaces = workspaces;
        this.tables = tables;
        this.searches = searches;
        this.stores = stores;
    }

    /// The workspace that a database name stands for: its customer id, resource id, or name.
    ///
    /// @throws ApiException 403 if the caller may read none of that name
    WorkspaceView database(Caller caller, String name) {
        Authorizer authorizer = parts.authorizer();
        List<WorkspaceView> found = readable(caller).stream()
                .filter(view -> view.customerId().equalsIgnoreCase(name)
                        || view.id().name().equalsIgnoreCase(name) || view.id().toString().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new ApiException(403, "Forbidden", "There is not one database '" + name
                    + "' that the principal " + caller.objectId()
                    + " may query; databases are workspaces, by name or customer id.");
        }
        WorkspaceReach.requireReader(authorizer, caller, found.getFirst());
        return found.getFirst();
    }

    private List<WorkspaceView> readable(Caller caller) {
        return workspaces.list(ResourceId.subscription(parts.tenant().subscriptionId())).stream()
                .filter(view -> parts.authorizer().permits(caller, WorkspaceReach.ACTION,
                        view.id().toString()))
                .toList();
    }

    /// Carries out a command.
    ///
    /// @param database the database that the request names
    /// @throws ApiException 400 if there is no such command
    /// @throws io.holdfast.keyring.KeyDarkException if it is about a workspace whose key may not be used
    Table run(Caller caller, String database, String command) {
        String text = command.strip().replaceAll("\\s+", " ");
        if (!text.startsWith(".show ")) {
            throw unknown();
        }
        String shown = text.substring(".show ".length());
        return switch (shown) {
            case "version" -> table(List.of("BuildVersion", "ServiceType", "ProductVersion"),
                    List.of(List.of("1.0.0", "Engine", "Holdfast")));
            case "databases", "cluster databases", "databases details" -> databases(readable(caller));
            case "database" -> databases(List.of(database(caller, database)));
            default -> ofDatabase(caller, database, shown);
        };
    }

    private Table ofDatabase(Caller caller, String database, String command) {
        Matcher named = DATABASE.matcher(command);
        if (named.matches()) {
            String name = Optional.ofNullable(named.group(1)).orElse(named.group(2));
            return ofDatabase(caller, String.valueOf(name), "database " + named.group(3));
        }
        WorkspaceView workspace = light(caller, database);
        return switch (command) {
            case "tables", "tables details" -> tables(workspace);
            case "functions" -> functions(workspace, _ -> true);
            case "schema", "database schema" -> schema(workspace);
            case "schema as json", "database schema as json" -> schemaAsJson(workspace);
            case "database cslschema", "database schema as csl script" -> schemaAsScript(workspace);
            // Clients that list what a database has ask for these; a workspace has none.
            case "external tables" -> table(EXTERNAL_TABLES, List.of());
            case "materialized-views" -> table(MATERIALIZED_VIEWS, List.of());
            default -> one(workspace, command);
        };
    }

    /// One function or table by its name.
    private Table one(WorkspaceView workspace, String command) {
        Matcher function = FUNCTION.matcher(command);
        if (!function.matches()) {
            return tableSchema(workspace, command);
        }
        Table found = functions(workspace, function.group(1)::equals);
        if (found.rows().isEmpty()) {
            throw new ApiException(400, "General_BadRequest",
                    "The database has no function '" + function.group(1) + "'.");
        }
        return found;
    }

    /// The same while what it holds may be seen.
    private WorkspaceView light(Caller caller, String name) {
        WorkspaceView workspace = database(caller, name);
        workspace.cluster().ifPresent(cluster -> stores.open(cluster.clusterId()));
        return workspace;
    }

    private static ApiException unknown() {
        return new ApiException(400, "General_BadRequest", "There is no such command. Those that there are: "
                + ".show version, [cluster] databases, database [D schema [as json]], tables, functions, function F,"
                + " schema [as json], database schema as csl script, table T schema as csl|json,"
                + " external tables, materialized-views.");
    }

    private static Table table(List<String> columns, List<List<@Nullable Object>> rows) {
        return new Table("Table_0",
                columns.stream().map(name -> new ResultColumn(name, KqlType.STRING)).toList(), rows);
    }

    private static Table databases(List<WorkspaceView> workspaces) {
        return table(List.of("DatabaseName", "PersistentStorage", "Version", "DatabaseAccessMode",
                "PrettyName", "DatabaseId"),
                workspaces.stream().<List<@Nullable Object>>map(view -> List.of(view.id().name(), "",
                        "v1.0", "ReadOnly", view.id().name(), view.customerId())).toList());
    }

    private Table tables(WorkspaceView workspace) {
        return table(List.of("TableName", "DatabaseName", "Folder", "DocString"),
                schemas(workspace).map(schema -> row(schema.name(), workspace.id().name(), "", ""))
                        .toList());
    }

    private Table functions(WorkspaceView workspace, Predicate<String> wanted) {
        return table(List.of("Name", "Parameters", "Body", "Folder", "DocString"),
                searches.list(workspace).stream().map(SavedSearches.SavedSearch::properties)
                        .flatMap(properties -> Json.text(properties, "functionAlias").filter(wanted)
                                .map(alias -> row(alias,
                                        "(" + Json.text(properties, "functionParameters").orElse("") + ")",
                                        "{" + Json.text(properties, "query").orElse("") + "}",
                                        Json.text(properties, "category").orElse(""),
                                        Json.text(properties, "displayName").orElse("")))
                                .stream())
                        .toList());
    }

    private Table schema(WorkspaceView workspace) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        schemas(workspace).forEach(schema -> schema.columns().forEach(column -> rows
                .add(row(workspace.id().name(), schema.name(), column.name(), clrType(column.type())))));
        return table(List.of("DatabaseName", "TableName", "ColumnName", "ColumnType"), rows);
    }

    private Table schemaAsScript(WorkspaceView workspace) {
        return table(List.of("DatabaseSchemaScript"), schemas(workspace)
                .map(schema -> row(".create-merge table ['" + schema.name() + "'] ("
                        + schema.columns().stream()
                                .map(column -> "['" + column.name() + "']:" + column.type().kustoName())
                                .collect(Collectors.joining(", "))
                        + ")"))
                .toList());
    }

    private Table schemaAsJson(WorkspaceView workspace) {
        String name = workspace.id().name();
        ObjectNode json = Json.object();
        ObjectNode database = json.putObject("Databases").putObject(name).put("Name", name);
        ObjectNode all = database.putObject("Tables");
        schemas(workspace).forEach(schema -> all.set(schema.name(), json(schema)));
        return table(List.of("DatabaseSchema"), List.of(row(json.toString())));
    }

    private Table tableSchema(WorkspaceView workspace, String shown) {
        Matcher matcher = TABLE.matcher(shown);
        if (!matcher.matches()) {
            throw unknown();
        }
        String name = Optional.ofNullable(matcher.group(1)).orElse(matcher.group(2));
        TableSchema schema = tables.find(workspace.id(), String.valueOf(name)).map(Tables::queried)
                .orElseThrow(() -> new ApiException(400, "General_BadRequest",
                        "The database has no table '" + name + "'."));
        String text = "json".equals(matcher.group(3))
                ? json(schema).toString()
                : schema.columns().stream().map(column -> column.name() + ":" + column.type().kustoName())
                        .reduce((left, right) -> left + "," + right).orElse("");
        return table(List.of("TableName", "Schema", "DatabaseName", "Folder", "DocString"),
                List.of(row(schema.name(), text, workspace.id().name(), "", "")));
    }

    private static ObjectNode json(TableSchema schema) {
        ObjectNode json = Json.object().put("Name", schema.name());
        ArrayNode columns = json.putArray("OrderedColumns");
        for (ColumnSchema column : schema.columns()) {
            columns.addObject().put("Name", column.name()).put("Type", clrType(column.type()))
                    .put("CslType", column.type().kustoName());
        }
        return json;
    }

    private static List<@Nullable Object> row(String... cells) {
        return List.of((Object[]) cells);
    }

    private Stream<TableSchema> schemas(WorkspaceView workspace) {
        return tables.list(workspace.id()).stream().map(Tables::queried);
    }

    private static String clrType(KqlType type) {
        return switch (type) {
            case BOOL -> "System.SByte";
            case INT -> "System.Int32";
            case LONG -> "System.Int64";
            case REAL -> "System.Double";
            case DECIMAL -> "System.Data.SqlTypes.SqlDecimal";
            case STRING -> STRING;
            case DATETIME -> "System.DateTime";
            case TIMESPAN -> "System.TimeSpan";
            case GUID -> "System.Guid";
            case DYNAMIC -> "System.Object";
        };
    }
}
