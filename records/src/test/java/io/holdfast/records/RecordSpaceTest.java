package io.holdfast.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSpaceTest {

    private static final RecordRef VAULT = new RecordRef("vault", "sub", "kv1");
    private static final RecordRef OTHER = new RecordRef("vault", "sub", "kv2");

    private final SealingKey key = SealingKey.generate(new SecureRandom());

    @TempDir
    Path folder;

    @Test
    void recordsAreFoundListedChangedAndDeletedAcrossReopening() {
        inSpace(space -> space.transact(tx -> tx.put(OTHER, bytes("two")) + tx.put(VAULT, bytes("one"))));
        inSpace(space -> space.transact(tx -> tx.put(VAULT, bytes("uno"))));

        inSpace(space -> {
            assertThat(space.find(VAULT)).hasValueSatisfying(found -> {
                assertThat(found.body()).isEqualTo(bytes("uno"));
                assertThat(found.version()).isEqualTo(2);
                assertThat(found.ref()).isEqualTo(VAULT);
            });
            assertThat(space.list("vault", "sub")).extracting(found -> found.ref().id())
                    .containsExactly("kv1", "kv2");
            assertThat(space.list("vault", "elsewhere")).isEmpty();
            assertThat(space.<Boolean>transact(tx -> tx.delete(VAULT))).isTrue();
            assertThat(space.<Boolean>transact(tx -> tx.delete(VAULT))).isFalse();
        });
        inSpace(space -> assertThat(space.list("vault", "sub")).hasSize(1));
    }

    @Test
    void aTransactionThatThrowsChangesNothing() {
        inSpace(space -> {
            assertThatThrownBy(() -> space.transact(tx -> {
                tx.put(VAULT, bytes("one"));
                throw new IllegalStateException("stop");
            })).hasMessage("stop");
            assertThat(space.find(VAULT)).isEmpty();
        });
        inSpace(space -> assertThat(space.find(VAULT)).isEmpty());
    }

    @Test
    void anotherKeyDoesNotOpenTheSpace() {
        inSpace(space -> space.transact(tx -> tx.put(VAULT, bytes("one"))));

        try (RecordDatabase database = database()) {
            SealingKey other = key.derive(Aad.of("other"));
            assertThatThrownBy(() -> database.openSpace("platform", other))
                    .isInstanceOf(RecordException.Corrupt.class);
        }
    }

    @Test
    void anAlteredRowIsRefusedWhenReadAndWhenOpened() {
        writeTwo();
        try (RecordDatabase database = database(); RecordSpace space = database.openSpace("platform", key)) {
            sql("UPDATE record SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || x'00' AS BLOB)");
            assertThatThrownBy(() -> space.find(VAULT)).isInstanceOf(RecordException.Corrupt.class);
            assertThatThrownBy(() -> space.list("vault", "sub")).isInstanceOf(RecordException.Corrupt.class);
        }
        assertThatThrownBy(() -> inSpace(RecordSpace::verify)).isInstanceOf(RecordException.Corrupt.class);
    }

    @Test
    void swappedBodiesAreRefused() {
        writeTwo();
        sql("UPDATE record SET sealed = (SELECT o.sealed FROM record o WHERE o.id_tag <> record.id_tag)");

        assertThatThrownBy(() -> inSpace(RecordSpace::verify)).isInstanceOf(RecordException.Corrupt.class);
    }

    @Test
    void aDroppedRowIsDetectedOnOpening() {
        writeTwo();
        sql("DELETE FROM record WHERE rowid IN (SELECT rowid FROM record LIMIT 1)");

        assertThatThrownBy(() -> inSpace(RecordSpace::verify)).isInstanceOf(RecordException.Corrupt.class)
                .hasMessageContaining("1 rows found, 2 expected");
    }

    @Test
    void aRowRolledBackToAnOlderVersionIsDetectedOnOpening() {
        writeTwo();
        sql("CREATE TABLE saved AS SELECT * FROM record");
        inSpace(space -> space.transact(tx -> tx.put(VAULT, bytes("newer"))));
        sql("UPDATE record SET (version, sealed) = (SELECT s.version, s.sealed FROM saved s"
                + " WHERE s.id_tag = record.id_tag)");

        assertThatThrownBy(() -> inSpace(RecordSpace::verify)).isInstanceOf(RecordException.Corrupt.class);
    }

    /// Where there are many rows, opening reads none of them.
    @Test
    void inALargeSpaceARolledBackRowIsRefusedAtItsFirstUse() {
        inSpace(space -> {
            space.transact(tx -> tx.put(VAULT, bytes("one")));
            space.transact(tx -> {
                for (int i = 0; i < 20_001; i++) {
                    tx.put(new RecordRef("key", "p" + i % 50, "k" + i), bytes("key"));
                }
                return true;
            });
        });
        sql("CREATE TABLE saved AS SELECT * FROM record WHERE version = 1");
        inSpace(space -> space.transact(tx -> tx.put(VAULT, bytes("newer"))));
        sql("UPDATE record SET version = 1, sealed = (SELECT s.sealed FROM saved s"
                + " WHERE s.id_tag = record.id_tag) WHERE version = 2");

        inSpace(space -> {
            assertThat(space.list("key", "p7")).hasSize(400);
            assertThatThrownBy(() -> space.find(VAULT)).isInstanceOf(RecordException.Corrupt.class);
            assertThatThrownBy(() -> space.list("vault", "sub")).isInstanceOf(RecordException.Corrupt.class);
            assertThatThrownBy(() -> space.<Boolean>transact(tx -> tx.delete(VAULT)))
                    .isInstanceOf(RecordException.Corrupt.class);
            assertThatThrownBy(() -> space.<Long>transact(tx -> tx.put(OTHER, bytes("two"))))
                    .isInstanceOf(RecordException.Corrupt.class);
            assertThatThrownBy(space::verify).isInstanceOf(RecordException.Corrupt.class);
        });
    }

    @Test
    void headsThatAreNotThoseLastWrittenAreRefused() {
        writeTwo();
        sql("CREATE TABLE saved AS SELECT * FROM bucket");
        sql("CREATE TABLE rows AS SELECT * FROM record");
        inSpace(space -> space.transact(tx -> tx.put(VAULT, bytes("newer"))));
        sql("DELETE FROM bucket");
        sql("INSERT INTO bucket SELECT * FROM saved");
        sql("DELETE FROM record");
        sql("INSERT INTO record SELECT * FROM rows");

        assertThatThrownBy(() -> inSpace(RecordSpace::verify)).isInstanceOf(RecordException.Corrupt.class)
                .hasMessageContaining("heads");
        sql("DELETE FROM head");
        assertThatThrownBy(() -> inSpace(RecordSpace::verify)).isInstanceOf(RecordException.Corrupt.class);
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
        try (RecordDatabase database = database(); RecordSpace space = database.openSpace("platform", key)) {
            space.transact(tx -> tx.put(VAULT, bytes("one")));
            String sealed = sealedHex();
            space.transact(tx -> tx.delete(VAULT));
            assertThat(filesInHex()).as("the log still has it").contains(sealed);

            assertThat(space.eraseFormer()).isTrue();

            assertThat(filesInHex()).doesNotContain(sealed);
        }
    }

    private String sealedHex() {
        try (Connection connection = connection();
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

    @Test
    void spacesOfOneFileDoNotSeeEachOther() {
        try (RecordDatabase database = database();
                RecordSpace one = database.openSpace("one", key);
                RecordSpace two = database.openSpace("two", key)) {
            one.transact(tx -> tx.put(VAULT, bytes("one")));
            assertThat(two.find(VAULT)).isEmpty();

            database.deleteSpace("one");
            assertThat(database.hasSpace("one")).isFalse();
            assertThat(database.hasSpace("two")).isTrue();
            assertThat(database.integrityErrors()).isEmpty();
        }
    }

    private void writeTwo() {
        inSpace(space -> space.transact(tx -> tx.put(VAULT, bytes("one")) + tx.put(OTHER, bytes("two"))));
    }

    private void inSpace(Consumer<RecordSpace> work) {
        try (RecordDatabase database = database(); RecordSpace space = database.openSpace("platform", key)) {
            work.accept(space);
        }
    }

    private RecordDatabase database() {
        return RecordDatabase.open(folder.resolve("state.db"));
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"));
    }

    private void sql(String statement) {
        try (Connection connection = connection(); Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
