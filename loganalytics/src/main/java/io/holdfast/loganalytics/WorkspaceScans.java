package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.ReadSession;
import io.holdfast.logstore.TableId;
import io.holdfast.logstore.TableRead;
import io.holdfast.query.ScanProvider;
import io.holdfast.query.ScanSession;
import io.holdfast.query.TableScan;
import io.holdfast.rest.ApiException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The tables of one workspace in an open log store, for one query.
///
/// `TenantId` and `Type` are not stored: the relations add them.
final class WorkspaceScans implements ScanProvider {

    private static final Set<String> ADDED = Set.of(Tables.TENANT_ID, Tables.TABLE_NAME);

    private final LogStore store;
    private final WorkspaceView workspace;
    private final Tables tables;

    WorkspaceScans(LogStore store, WorkspaceView workspace, Tables tables) {
        this.store = store;
        this.workspace = workspace;
        this.tables = tables;
    }

    @Override
    public ScanSession open(List<TableScan> scans) {
        List<TableRead> reads = new ArrayList<>();
        for (TableScan scan : scans) {
            ArmResource table = tables.find(workspace.id(), scan.table())
                    .orElseThrow(() -> new ApiException(409, "Conflict",
                            "The table '" + scan.table() + "' was deleted while it was queried."));
            TableId id = Tables.ensure(store, workspace, table);
            List<String> stored = scan.columns().stream().filter(column -> !ADDED.contains(column)).toList();
            reads.add(new TableRead(id, stored, scan.timeRange().start(), scan.timeRange().end()));
        }
        return new Session(store.read(reads), scans, workspace.customerId());
    }

    private record Session(ReadSession reads, List<TableScan> scans,
            String customerId) implements ScanSession {

        @Override
        public Connection connection() {
            return reads.connection();
        }

        @Override
        public String relation(int scanIndex) {
            TableScan scan = scans.get(scanIndex);
            if (scan.columns().stream().noneMatch(ADDED::contains)) {
                return reads.relation(scanIndex);
            }
            return "(SELECT *, " + literal(customerId) + " AS \"" + Tables.TENANT_ID + "\", "
                    + literal(scan.table())
                    + " AS \"" + Tables.TABLE_NAME + "\" FROM " + reads.relation(scanIndex) + ")";
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
