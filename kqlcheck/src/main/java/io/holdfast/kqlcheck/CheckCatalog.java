package io.holdfast.kqlcheck;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.ExternalSource;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.SavedFunction;
import io.holdfast.kql.SuppliedFunction;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What one query of the check may name: the tables of the schemas, saved functions, and stubs of what
/// neither has. Stubs, and tables whose schema is open, have further columns, which grow as the query names
/// them.
///
/// @param timestamp whether tables also have `Timestamp`, as Defender names `TimeGenerated`
/// @param added the columns that stubs and open tables have besides those of their schema
record CheckCatalog(Map<String, TableSchema> tables, Map<String, SavedFunction> functions,
        Set<String> stubs, Set<String> open, boolean timestamp,
        Map<String, KqlType> added) implements TableCatalog {
    private static final String EXTERNAL = "externaldata\u0001";
    /// The tables of Defender, which name the time of a row `Timestamp`.
    private static final Pattern DEFENDER = Pattern
            .compile("^(Device|Email|Identity|Alert|CloudApp|UrlClick|Url"
                    + "|Exposure|OAuthApp|Message|Behavior|GraphAPI|AAD.*Beta"
                    + "|CloudAudit|CloudProcess|CloudStorage"
                    + "|Entra|Ai|AI|Agents|Campaign|FileMalicious|DataSecurity|Disruption|ThreatIntel)");
    /// Columns that every table of a workspace has, whether its schema lists them or not. Source: Azure
    /// Monitor, page "Standard columns in Azure Monitor Logs". The reference pages leave out columns named
    /// `Name`.
    private static final List<ColumnSchema> STANDARD = List.of(new ColumnSchema("TenantId", KqlType.STRING),
            new ColumnSchema("Type", KqlType.STRING), new ColumnSchema("SourceSystem", KqlType.STRING),
            new ColumnSchema("_ItemId", KqlType.STRING), new ColumnSchema("_ResourceId", KqlType.STRING),
            new ColumnSchema("_SubscriptionId", KqlType.STRING),
            new ColumnSchema("_TimeReceived", KqlType.DATETIME),
            new ColumnSchema("Name", KqlType.STRING), new ColumnSchema("_BilledSize", KqlType.REAL),
            new ColumnSchema("_IsBillable", KqlType.STRING));

    /// Texts that the table of identities has in Defender and not in the reference pages of Log Analytics.
    /// Source: Microsoft Defender XDR reference, page "IdentityInfo".
    private static final List<String> IDENTITY = List.of("AccountUpn", "OnPremSid", "CloudSid",
            "OnPremObjectId", "DistinguishedName", "EmailAddress", "SipProxyAddress", "IdentityEnvironment",
            "SourceProvider", "ReportId");

    /// Returns columns that real tables have and the reference pages leave out.
    private static List<ColumnSchema> further(String table) {
        return switch (table) {
            // A field of the Windows event 5145.
            case "SecurityEvent" -> List.of(new ColumnSchema("AccessList", KqlType.STRING));
            case "IdentityInfo" -> {
                List<ColumnSchema> columns = new ArrayList<>(IDENTITY.stream()
                        .map(column -> new ColumnSchema(column, KqlType.STRING)).toList());
                columns.add(new ColumnSchema("CriticalityLevel", KqlType.INT));
                columns.add(new ColumnSchema("CreatedDateTime", KqlType.DATETIME));
                yield columns;
            }
            default -> List.of();
        };
    }

    CheckCatalog {
        tables = Map.copyOf(tables);
        functions = Map.copyOf(functions);
        stubs = Set.copyOf(stubs);
        open = Set.copyOf(open);
        added = Map.copyOf(added);
    }

    /// Returns the catalog with other added columns.
    CheckCatalog withAdded(Map<String, KqlType> columns) {
        return new CheckCatalog(tables, functions, stubs, open, timestamp, columns);
    }

    /// Returns the catalog with one more stub.
    CheckCatalog withStub(String name) {
        Set<String> more = new TreeSet<>(stubs);
        more.add(name);
        return new CheckCatalog(tables, functions, more, open, timestamp, added);
    }

    /// Says whether a query names something that columns can be added to.
    boolean isOpenFor(String query) {
        return query.contains("bag_unpack") || query.contains("pivot")
                || stubs.stream().anyMatch(query::contains)
                || open.stream().anyMatch(query::contains)
                || functions.keySet().stream().anyMatch(query::contains);
    }

    @Override
    public Optional<TableSchema> find(String name) {
        TableSchema table = tables.get(name);
        if (name.startsWith(EXTERNAL)) {
            return Optional.of(new TableSchema(name, IntStream
                    .range(0, Integer.parseInt(name.substring(EXTERNAL.length())))
                    .mapToObj(index -> new ColumnSchema("c" + index, KqlType.STRING)).toList()));
        }
        if (table == null) {
            return stubs.contains(name) ? Optional.of(grown(name, List.of())) : Optional.empty();
        }
        List<ColumnSchema> columns = new ArrayList<>(table.columns());
        if (timestamp && DEFENDER.matcher(name).find() && table.column("Timestamp").isEmpty()
                && table.column("TimeGenerated").isPresent()) {
            columns.add(new ColumnSchema("Timestamp", KqlType.DATETIME));
        }
        if (table.column("Timestamp").isPresent()) {
            addMissing(columns, List.of(new ColumnSchema("TimeGenerated", KqlType.DATETIME)));
        }
        addMissing(columns, further(name));
        addMissing(columns, STANDARD);
        return Optional.of(open.contains(name) ? grown(name, columns) : new TableSchema(name, columns));
    }

    private static void addMissing(List<ColumnSchema> columns, List<ColumnSchema> more) {
        Set<String> names = columns.stream().map(ColumnSchema::name).collect(Collectors.toSet());
        more.stream().filter(column -> !names.contains(column.name())).forEach(columns::add);
    }

    private TableSchema grown(String name, List<ColumnSchema> own) {
        List<ColumnSchema> columns = new ArrayList<>(own);
        added.forEach((column, type) -> {
            if (own.stream().noneMatch(existing -> existing.name().equals(column))) {
                columns.add(new ColumnSchema(column, type));
            }
        });
        return new TableSchema(name, columns);
    }

    @Override
    public Collection<String> names() {
        Set<String> names = new TreeSet<>(tables.keySet());
        names.addAll(stubs);
        return names;
    }

    @Override
    public Optional<SavedFunction> savedFunction(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    @Override
    public Optional<SuppliedFunction> suppliedFunction(String name) {
        return stubs.contains(name)
                ? Optional.of((List<@Nullable Object> _) -> find(name))
                : Optional.empty();
    }

    /// Nothing outside is read: the name of the table says how many columns it has.
    @Override
    public Optional<TableSchema> externalData(ExternalSource source) {
        return Optional.of(source.textsAs(EXTERNAL + source.columns().size()));
    }

    @Override
    public List<ColumnSchema> assumedColumns() {
        return added.entrySet().stream().map(entry -> new ColumnSchema(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public Collection<String> functionNames() {
        return functions.keySet();
    }
}
