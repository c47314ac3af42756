package io.holdfast.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.testkit.Postgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a real server (Debian: postgresql).
class PostgresSpaceTest extends RecordSpaceContract {

    private static @Nullable Postgres server;

    private @Nullable RecordPlace place;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() {
        if (Postgres.programs().isEmpty()) {
            System.out.println("PostgresSpaceTest skipped: PostgreSQL is not installed");
        }
        Assumptions.assumeTrue(Postgres.programs().isPresent());
        server = Postgres.start();
    }

    @AfterAll
    static void endServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeDatabase() {
        place = RecordPlace.postgres(server());
    }

    @Override
    RecordPlace place() {
        return Objects.requireNonNull(place);
    }

    private static Postgres server() {
        return Objects.requireNonNull(server);
    }

    @Test
    void newDatabasesHaveTheNewestMigrationThatTheEngineTellsOf() {
        try (RecordDatabase database = place().open()) {
            assertThat(RecordDatabaseTest.migrations(database)).last()
                    .isEqualTo(PostgresServer.NEWEST_MIGRATION);
        }
    }

    @Test
    void aSecondProcessIsRefused() {
        try (RecordDatabase first = place().open()) {
            assertThat(first.hasSpace("platform")).isFalse();
            assertThatThrownBy(() -> place().open()).isInstanceOf(RecordException.Unavailable.class)
                    .hasMessageContaining("another server has it").hasMessageContaining("jdbc:postgresql:");
        }
        place().open().close();
    }

    @Test
    void whoLosesTheDatabaseToAnotherWritesNothingOverIt() {
        try (RecordDatabase database = place().open();
                RecordSpace space = database.openSpace("platform", key)) {
            space.transact(tx -> tx.put(VAULT, bytes("one")));
            place().sql("UPDATE head SET sealed = sealed || '\\x00'::bytea");

            assertThatThrownBy(() -> space.<Long>transact(tx -> tx.put(VAULT, bytes("two"))))
                    .isInstanceOf(RecordException.Unavailable.class).hasMessageContaining("another process");
            place().sql("UPDATE head SET sealed = substring(sealed FOR length(sealed) - 1)");

            assertThat(space.find(VAULT)).hasValueSatisfying(
                    found -> assertThat(found.body()).isEqualTo(bytes("one")));
            assertThat(space.<Long>transact(tx -> tx.put(VAULT, bytes("two")))).isEqualTo(2);
        }
    }

    @Test
    void afterACrashOfTheServerWorkGoesOn() {
        try (Postgres crashing = Postgres.start();
                RecordDatabase database = RecordPlace.postgres(crashing).open();
                RecordSpace space = database.openSpace("platform", key)) {
            space.transact(tx -> tx.put(VAULT, bytes("one")));
            crashing.kill();
            assertThatThrownBy(() -> space.<Long>transact(tx -> tx.put(VAULT, bytes("two"))))
                    .isInstanceOf(RecordException.Unavailable.class);

            crashing.restart();

            assertThat(space.<Long>transact(tx -> tx.put(VAULT, bytes("three")))).isEqualTo(2);
            assertThat(space.find(VAULT)).hasValueSatisfying(
                    found -> assertThat(found.body()).isEqualTo(bytes("three")));
        }
    }

    @Test
    void recordsMoveFromAFileAndBackIntoOne() {
        RecordPlace file = RecordPlace.sqlite(folder.resolve("before.db"));
        try (RecordDatabase before = file.open(); RecordSpace space = before.openSpace("platform", key)) {
            space.transact(tx -> {
                for (int i = 0; i < 2_500; i++) {
                    tx.put(RecordRef.of("many", "k" + i), bytes("value " + i));
                }
                return true;
            });
        }
        Path after = folder.resolve("after.db");
        try (RecordDatabase database = place().open()) {
            database.adopt(folder.resolve("before.db"));
            database.adopt(folder.resolve("before.db"));
            database.copyTo(after);
            try (RecordSpace space = database.openSpace("platform", key)) {
                space.verify();
                assertThat(space.count("many", "")).isEqualTo(2_500);
                space.transact(tx -> tx.put(VAULT, bytes("one")));
            }
            assertThatThrownBy(() -> database.adopt(folder.resolve("before.db")))
                    .isInstanceOf(RecordException.Unavailable.class).hasMessageContaining("and others in");
        }
        try (RecordDatabase copied = RecordDatabase.open(after);
                RecordSpace space = copied.openSpace("platform", key)) {
            space.verify();
            assertThat(space.list("many", "")).hasSize(2_500);
            assertThat(space.find(VAULT)).isEmpty();
        }
    }

    @Test
    void thePasswordIsInNoError() {
        String url = server().newDatabase();
        try (SecretBytes wrong = SecretBytes.takeOwnership("wrong-Tz4vQ".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> RecordDatabase.connect(new PostgresPlace(url, Postgres.USER, wrong)))
                    .isInstanceOf(RecordException.Unavailable.class)
                    .hasStackTraceContaining("authentication failed")
                    .satisfies(e -> assertThat(e).extracting(Throwable::getCause).asString()
                            .doesNotContain("wrong-Tz4vQ"));
            assertThatThrownBy(() -> new PostgresPlace(url + "?password=x", Postgres.USER, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("take it out of the URL");
            assertThatThrownBy(() -> new PostgresPlace("jdbc:mysql://host/db", Postgres.USER, wrong))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("jdbc:postgresql://");
        }
    }
}
