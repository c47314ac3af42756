package io.holdfast.loganalytics;

import io.holdfast.externaldata.ExternalTables;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.logstore.Column;
import io.holdfast.logstore.ColumnType;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.ReadSession;
import io.holdfast.logstore.StagedRows;
import io.holdfast.logstore.TableRead;
import io.holdfast.logstore.TermCondition;
import io.holdfast.query.RowTerms;
import io.holdfast.query.ScanProvider;
import io.holdfast.query.ScanSession;
import io.holdfast.query.TableScan;
import io.holdfast.rest.ApiException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The tables of the workspaces in reach of a query, in an open log store, and what it reads besides.
///
/// `TenantId`, `Type` and the `Timestamp` of Defender's tables are not stored: the relations add them.
final class WorkspaceScans implements ScanProvider {

    private static final Set<String> ADDED = Set.of(Tables.TENANT_ID, Tables.TABLE_NAME,
            Tables.TIMESTAMP);

    private final LogStore store;
    private final WorkspaceReach reach;
    private final WorkspaceFunctions functions;
    private final ExternalTables external;
    private final Optional<TableRead.Received> received;
    private final Map<WorkspaceView, Set<String>> read = new LinkedHashMap<>();

    WorkspaceScans(LogStore store, WorkspaceReach reach, WorkspaceFunctions functions,
            ExternalTables external) {
        this(store, reach, functions, external, Optional.empty());
    }

    /// @param received if given, only rows that were taken in within it are read
    WorkspaceScans(LogStore store, WorkspaceReach reach, WorkspaceFunctions functions,
            ExternalTables external, Optional<TableRead.Received> received) {
        this.functions = functions;
        this.external = external;
        this.received = received;
        this.store = store;
        this.reach = reach;
    }

    /// The tables that have been read, by workspace.
    Map<WorkspaceView, Set<String>> read() {
        return read;
    }

    /// One table of one scan.
    ///
    /// @param stored those of the scan's columns that the table stores, and what others are made of
    /// @param timestamp whether the scan reads the time by its other name
    private record Source(WorkspaceReach.Part part, List<String> stored, boolean timestamp) {}

    /// Where the rows of a scan are.
    private sealed interface Origin {

        /// In tables of workspaces.
        ///
        /// @param first index of the first of them among the reads
        record Stored(int first, List<Source> sources) implements Origin {}

        /// In a text of SQL.
        record Supplied(String relation) implements Origin {}

        /// Read outside.
        ///
        /// @param index among the staged rows
        record Outside(int index) implements Origin {}
    }

    @Override
    public ScanSession open(List<TableScan> scans) {
        List<TableRead> reads = new ArrayList<>();
        List<StagedRows> staged = new ArrayList<>();
        List<Origin> origins = new ArrayList<>();
        for (TableScan scan : scans) {
            origins.add(outside(scan, staged).or(() -> supplied(scan)).orElseGet(() -> stored(scan, reads)));
        }
        return new Session(store.read(reads, staged), scans, origins, reads.size());
    }

    private Optional<Origin> outside(TableScan scan, List<StagedRows> staged) {
        return external.rows(scan.table()).map(rows -> {
            List<Column> columns = IntStream.range(0, rows.columns())
                    .mapToObj(index -> new Column("c" + index, ColumnType.STRING)).toList();
            staged.add(StagedRows.takeOwnership(columns, rows.jsonArray()));
            return new Origin.Outside(staged.size() - 1);
        });
    }

    private Optional<Origin> supplied(TableScan scan) {
        return functions.rows(reach.main().id(), scan.table())
                .map(rows -> new Origin.Supplied(SuppliedRows.relation(scan, rows)));
    }

    private Origin stored(TableScan scan, List<TableRead> reads) {
        List<Source> found = reach.parts(scan.table()).stream().map(part -> source(scan, part)).toList();
        if (found.isEmpty() && WorkspaceReach.empty(scan.table()).isEmpty()) {
            throw new ApiException(409, "Conflict",
                    "The table '" + scan.table() + "' was deleted while it was queried.");
        }
        int first = reads.size();
        for (Source source : found) {
            WorkspaceView workspace = source.part().workspace();
            read.computeIfAbsent(workspace, _ -> new LinkedHashSet<>())
                    .add(source.part().table().id().name());
            reads.add(new TableRead(Tables.ensure(store, workspace, source.part().table()),
                    source.stored(), scan.timeRange().start(), scan.timeRange().end(), received,
                    terms(scan)));
        }
        return new Origin.Stored(first, found);
    }

    /// The store lets columns that a table does not store hold any term.
    private static TermCondition terms(TableScan scan) {
        return scan.terms().equals(RowTerms.NONE)
                ? TermCondition.NONE
                : terms -> scan.terms().mayHold(terms::mayHold);
    }

    private static Source source(TableScan scan, WorkspaceReach.Part part) {
        List<ColumnSchema> columns = Tables.columns(part.table());
        Set<String> present = columns.stream().map(ColumnSchema::name).collect(Collectors.toSet());
        boolean timestamp = scan.columns().contains(Tables.TIMESTAMP)
                && Tables.hasTimestamp(part.table().id().name(), columns);
        return new Source(part, Stream.concat(scan.columns().stream().filter(present::contains),
                timestamp ? Stream.of(Tables.TIME_GENERATED) : Stream.empty()).distinct().toList(),
                timestamp);
    }

    /// @param tables how many tables are read; the relations of staged rows follow
    private record Session(ReadSession reads, List<TableScan> scans, List<Origin> origins,
            int tables) implements ScanSession {

        @Override
        public Connection connection() {
            return reads.connection();
        }

        @Override
        public String relation(int scanIndex) {
            return switch (origins.get(scanIndex)) {
                case Origin.Stored stored -> stored(scans.get(scanIndex), stored);
                case Origin.Supplied supplied -> supplied.relation();
                case Origin.Outside outside -> reads.relation(tables + outside.index());
            };
        }

        private String stored(TableScan scan, Origin.Stored stored) {
            List<Source> all = stored.sources();
            if (all.isEmpty()) {
                return empty(scan);
            }
            List<String> relations = new ArrayList<>();
            for (int index = 0; index < all.size(); index++) {
                relations.add(relation(scan, all.get(index), reads.relation(stored.first() + index)));
            }
            // A table that lacks a column of another has nulls there.
            return relations.size() == 1
                    ? relations.getFirst()
                    : relations.stream().map(relation -> "(SELECT * FROM " + relation + ")")
                            .collect(Collectors.joining(" UNION ALL BY NAME ", "(", ")"));
        }

        /// No rows, with the columns of the standard table.
        private static String empty(TableScan scan) {
            Map<String, KqlType> types = WorkspaceReach.empty(scan.table()).orElseThrow().columns().stream()
                    .collect(Collectors.toMap(ColumnSchema::name, ColumnSchema::type));
            String columns = scan.columns().stream().map(name -> "CAST(NULL AS "
                    + ColumnType.valueOf(types.getOrDefault(name, KqlType.STRING).name()).duckDbType()
                    + ") AS \"" + name + "\"").collect(Collectors.joining(", "));
            return "(SELECT " + (columns.isEmpty() ? "1" : columns) + " WHERE false)";
        }

        private static String relation(TableScan scan, Source source, String stored) {
            if (scan.columns().stream().noneMatch(ADDED::contains)) {
                return stored;
            }
            return "(SELECT *, " + literal(source.part().workspace().customerId()) + " AS \""
                    + Tables.TENANT_ID + "\", " + literal(source.part().table().id().name())
                    + " AS \"" + Tables.TABLE_NAME + "\"" + (source.timestamp()
                            ? ", \"" + Tables.TIME_GENERATED + "\" AS \"" + Tables.TIMESTAMP + "\""
                            : "")
                    + " FROM " + stored + ")";
        }

        private static String literal(String text) {
            return "'" + text.replace("'", "''") + "'";
        }

        @Override
        public void close() {
            reads.close();
        }
    }
}
