package io.holdfast.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordDatabaseTest {

    @TempDir
    Path folder;

    @Test
    void connectionsWriteAheadSyncFullyEraseWhatTheyDeleteAndKeepTemporaryTablesInMemory() {
        try (RecordDatabase database = RecordDatabase.open(folder.resolve("records.db"))) {
            assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(database, "synchronous")).as("FULL").isEqualTo("2");
            assertThat(pragma(database, "secure_delete")).as("on").isEqualTo("1");
            assertThat(pragma(database, "temp_store")).as("memory").isEqualTo("2");
        }
    }

    @Test
    void newDatabasesHaveTheNewestMigrationThatAnEngineTellsOf() {
        SqliteFile engine = new SqliteFile(folder.resolve("records.db"));
        try (RecordDatabase database = RecordDatabase.open(engine.file())) {
            assertThat(migrations(database)).last().isEqualTo(engine.newestMigration());
        }
    }

    @Test
    void olderDatabasesAreMigratedWhenTheyAreOpened() {
        Path file = folder.resolve("records.db");
        try (RecordDatabase database = RecordDatabase.open(file)) {
            database.write(handle -> handle.execute("DROP TABLE bucket"));
            database.write(handle -> handle.execute("DELETE FROM flyway_schema_history WHERE version = '2'"));
        }
        try (RecordDatabase database = RecordDatabase.open(file)) {
            assertThat(migrations(database)).containsExactly("1", "2");
            assertThat(database.<Integer>read(handle -> handle.createQuery("SELECT count(*) FROM bucket")
                    .mapTo(Integer.class).one())).isZero();
        }
    }

    static List<String> migrations(RecordDatabase database) {
        return database.read(handle -> handle
                .createQuery("SELECT version FROM flyway_schema_history ORDER BY installed_rank")
                .mapTo(String.class).list());
    }

    private static String pragma(RecordDatabase database, String name) {
        return database.read(handle -> handle.createQuery("PRAGMA " + name).mapTo(String.class).one());
    }
}
