package io.holdfast.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

    private static String pragma(RecordDatabase database, String name) {
        return database.read(handle -> handle.createQuery("PRAGMA " + name).mapTo(String.class).one());
    }
}
