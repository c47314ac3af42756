package io.holdfast.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSpaceTest extends RecordSpaceContract {

    @TempDir
    Path folder;

    @Override
    RecordPlace place() {
        return RecordPlace.sqlite(folder.resolve("state.db"));
    }

    @Test
    void changesAreCountedAndFallOnlyWithAnOlderFile() throws IOException {
        Path older = folder.resolve("older.db");
        inSpace(space -> {
            space.transact(tx -> tx.put(VAULT, bytes("one")));
            space.transact(tx -> tx.find(VAULT));
            assertThat(space.changes()).isEqualTo(1);
        });
        Files.copy(folder.resolve("state.db"), older);
        inSpace(space -> {
            space.transact(tx -> tx.delete(VAULT));
            assertThat(space.changes()).isEqualTo(2);
        });
        Files.copy(older, folder.resolve("state.db"), StandardCopyOption.REPLACE_EXISTING);
        inSpace(space -> assertThat(space.changes()).isEqualTo(1));
    }

    @Test
    void anErasedRecordIsNeitherInTheFileNorInItsLog() throws IOException {
        try (RecordDatabase database = place().open();
                RecordSpace space = database.openSpace("platform", key)) {
            space.transact(tx -> tx.put(VAULT, bytes("one")));
            String sealed = sealedHex();
            space.transact(tx -> tx.delete(VAULT));
            assertThat(filesInHex()).as("the log still has it").contains(sealed);

            assertThat(space.eraseFormer()).isTrue();

            assertThat(filesInHex()).doesNotContain(sealed);
        }
    }

    private String sealedHex() {
        try (Connection connection = place().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sealed FROM record")) {
            return HexFormat.of().formatHex(rows.getBytes(1));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String filesInHex() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.toList()) {
                all.append(HexFormat.of().formatHex(Files.readAllBytes(file))).append(' ');
            }
            return all.toString();
        }
    }
}
