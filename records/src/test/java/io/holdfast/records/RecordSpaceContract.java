package io.holdfast.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a space keeps and refuses, wherever its records are.
abstract class RecordSpaceContract {

    static final RecordRef VAULT = new RecordRef("vault", "sub", "kv1");
    private static final RecordRef OTHER = new RecordRef("vault", "sub", "kv2");

    final SealingKey key = SealingKey.generate(new SecureRandom());

    /// The same database at each call of a test, another one in each test.
    abstract RecordPlace place();

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
    void aTransactionReadsWhatItLeaves() {
        inSpace(space -> space.transact(tx -> {
            assertThat(tx.find(VAULT)).isEmpty();
            tx.put(VAULT, bytes("one"));
            assertThat(tx.find(VAULT)).hasValueSatisfying(
                    found -> assertThat(found.body()).isEqualTo(bytes("one")));
            assertThat(tx.put(VAULT, bytes("uno"))).isEqualTo(2);
            tx.put(OTHER, bytes("two"));
            assertThat(tx.delete(OTHER)).isTrue();
            assertThat(tx.find(OTHER)).isEmpty();
            assertThat(tx.put(OTHER, bytes("dos"))).isEqualTo(1);
            assertThat(tx.deleteAll("vault", "sub")).isEqualTo(2);
            return assertThat(tx.find(VAULT)).isEmpty();
        }));
    }

    @Test
    void aLongListIsCountedAsTransactionsLeaveIt() {
        RecordRef first = new RecordRef("row", "", "0");
        inSpace(space -> {
            space.transact(tx -> {
                IntStream.range(0, 1_200)
                        .forEach(i -> tx.put(new RecordRef("row", "", "" + i), bytes("" + i)));
                return assertThat(tx.count("row", "")).isEqualTo(1_200);
            });
            assertThat(space.count("row", "")).isEqualTo(1_200);
            Set<String> each = new HashSet<>();
            space.each("row", "", record -> each.add(new String(record.body(), StandardCharsets.UTF_8)));
            assertThat(each).hasSize(1_200).contains("0", "1199");
            space.transact(tx -> tx.put(first, bytes("again")) + tx.put(VAULT, bytes("one")));
            assertThatThrownBy(() -> space.transact(tx -> {
                tx.delete(first);
                assertThat(tx.count("row", "")).isEqualTo(1_199);
                throw new IllegalStateException("stop");
            })).hasMessage("stop");
            assertThat(space.count("row", "")).isEqualTo(1_200);
            space.transact(tx -> tx.delete(first));
            assertThat(space.count("row", "")).isEqualTo(1_199);
        });
        inSpace(space -> {
            assertThat(space.count("row", "")).isEqualTo(1_199);
            space.transact(tx -> tx.deleteAll("row", ""));
            assertThat(space.count("row", "")).isZero();
        });
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
            alterBodies();
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
        sql("DELETE FROM record WHERE id_tag = (SELECT id_tag FROM record LIMIT 1)");

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
    void spacesOfOneDatabaseDoNotSeeEachOther() {
        try (RecordDatabase database = database();
                RecordSpace one = database.openSpace("one", key);
                RecordSpace two = database.openSpace("two", key)) {
            one.transact(tx -> tx.put(VAULT, bytes("one")));
            assertThat(two.find(VAULT)).isEmpty();

            database.deleteSpace("one");
            assertThat(database.hasSpace("one")).isFalse();
            assertThat(database.hasSpace("two")).isTrue();
        }
    }

    private void writeTwo() {
        inSpace(space -> space.transact(tx -> tx.put(VAULT, bytes("one")) + tx.put(OTHER, bytes("two"))));
    }

    final void inSpace(Consumer<RecordSpace> work) {
        try (RecordDatabase database = database(); RecordSpace space = database.openSpace("platform", key)) {
            work.accept(space);
        }
    }

    private RecordDatabase database() {
        return place().open();
    }

    private void sql(String statement) {
        place().sql(statement);
    }

    private void alterBodies() {
        try (Connection connection = place().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id_tag, sealed FROM record");
                PreparedStatement change = connection
                        .prepareStatement("UPDATE record SET sealed = ? WHERE id_tag = ?")) {
            while (rows.next()) {
                byte[] sealed = rows.getBytes(2);
                sealed[sealed.length - 1] ^= 1;
                change.setBytes(1, sealed);
                change.setBytes(2, rows.getBytes(1));
                change.addBatch();
            }
            change.executeBatch();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
