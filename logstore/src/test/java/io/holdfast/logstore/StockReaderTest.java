package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Iceberg's own reader of rows over the tables of a store; it needs Hadoop's classes, which the store
/// does not.
class StockReaderTest {

    private static final TableIdentifier ID = TableIdentifier.of(TABLE.workspaceId(), TABLE.table());

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() {
        try (LogStore store = StoreFixture.open(folder)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            for (int i = 0; i < SmallFiles.FAN_IN; i++) {
                store.append(TABLE, rows("2026-02-01", 10L * i, 10));
                store.flush();
            }
            store.upkeep();
            store.addColumns(TABLE, List.of(new Column("More", ColumnType.REAL)));
            store.append(TABLE, rows("2026-02-02", 80, 10));
            store.flush();
        }
    }

    private IcebergCatalog open() {
        return IcebergCatalog.open(folder, StoreFixture.accountKey(), new SecureRandom());
    }

    private static List<Long> ids(Table table, Expression filter) throws IOException {
        List<Long> ids = new ArrayList<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).where(filter).build()) {
            for (Record record : records) {
                ids.add((Long) record.getField("Id"));
                assertThat(record.getField("Message")).isEqualTo("probeword-" + record.getField("Id"));
                assertThat(record.getField("More")).isNull();
            }
        }
        return ids.stream().sorted().toList();
    }

    @Test
    void stockIcebergReadsEveryRow() throws IOException {
        try (IcebergCatalog catalog = open()) {
            assertThat(catalog.listTables(Namespace.of(TABLE.workspaceId()))).containsExactly(ID);
            Table table = catalog.loadTable(ID);

            assertThat(ids(table, Expressions.alwaysTrue()))
                    .isEqualTo(LongStream.range(0, 90).boxed().toList());
            assertThat(ids(table,
                    Expressions.greaterThanOrEqual(TableSchema.TIME_COLUMN, "2026-02-02T00:05:00")))
                    .isEqualTo(LongStream.range(85, 90).boxed().toList());
            assertThatThrownBy(() -> catalog.loadTable(TableIdentifier.of(TABLE.workspaceId(), "None")))
                    .isInstanceOf(NoSuchTableException.class);
        }
    }

    @Test
    void whatOthersWriteIsRefusedAndChangesNothing() throws IOException {
        try (IcebergCatalog catalog = open()) {
            Table table = catalog.loadTable(ID);
            DataFile any;
            try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
                any = tasks.iterator().next().file();
            }
            refused(() -> table.newAppend().appendFile(any).commit());
            refused(() -> table.newDelete().deleteFile(any).commit());
            refused(() -> table.updateSchema().deleteColumn("Message").commit());
            refused(() -> table.updateProperties().remove(SealedTableOperations.KEY_ID_PROPERTY).commit());
            refused(() -> table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1)
                    .cleanupLevel(CleanupLevel.NONE).commit());
            refused(() -> table.encryption().encrypt(table.io().newOutputFile(table.location() + "/data/x")));
            refused(() -> catalog.dropTable(ID, true));
            refused(() -> catalog.renameTable(ID, TableIdentifier.of("a", "b")));
            refused(() -> catalog.createTable(TableIdentifier.of("a", "b"), table.schema(),
                    table.spec(), Map.of()));
        }
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(StoreFixture.ids(store, TABLE)).isEqualTo(LongStream.range(0, 90).boxed().toList());
        }
    }

    private static void refused(Runnable change) {
        assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anotherKeyOpensNothingAndAStoreThatIsOpenIsLeftAlone() throws IOException {
        assertThatThrownBy(() -> IcebergCatalog.open(folder, SealingKey.generate(new SecureRandom()),
                new SecureRandom())).isInstanceOf(LogStoreException.Corrupt.class);
        try (LogStore store = StoreFixture.open(folder)) {
            assertThatThrownBy(this::open).isInstanceOf(LogStoreException.Storage.class);
            assertThat(StoreFixture.ids(store, TABLE)).hasSize(90);
        }
    }
}
