package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import io.holdfast.scanner.Finding;
import io.holdfast.scanner.PlaintextScanner;
import io.holdfast.testkit.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The documents of Sentinel in a real PostgreSQL (Debian: postgresql): moved there, worked on, dark and back, through
/// a crash of either side, backed up and restored.
class PostgresIT {

    private static final String FIRST = "sorrel-quarry";
    private static final String SECOND = "ermine-basalt";
    private static final Duration PROMPTLY = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @BeforeAll
    static void findServer() {
        if (Postgres.programs().isEmpty()) {
            System.out.println("PostgresIT skipped: PostgreSQL is not installed");
        }
        Assumptions.assumeTrue(Postgres.programs().isPresent());
    }

    @Test
    void documentsMoveToPostgresAndAreAsSafeThere() throws IOException {
        Path data = folder.resolve("data");
        try (Postgres postgres = Postgres.start()) {
            String url = postgres.newDatabase();
            TestServer.Options options = options(postgres, url);
            TestServer first = TestServer.start(data);
            Incidents incidents;
            try (first) {
                KeyedWorkspace workspace = KeyedWorkspace.setUp(first, "docs");
                workspace.azure().registerCosmos();
                workspace.azure().onboard();
                incidents = new Incidents(first, workspace);
                assertThat(incidents.put("one", FIRST).status()).isEqualTo(201);
                incidents.everyKind(FIRST).put();
                noWordIn(data);
            }
            TestServer second = first.restart(options);
            try (second) {
                incidents = incidents.at(second);
                movedThere(data);
                assertThat(incidents.title("one")).isEqualTo(FIRST);
                assertThat(incidents.put("two", SECOND).status()).isEqualTo(201);
                incidents.everyKind(SECOND).put();
                second.kill();
            }
            withoutTheSetting(data);
            TestServer third = second.restart(options);
            try (third) {
                incidents = incidents.at(third);
                assertThat(incidents.title("two")).isEqualTo(SECOND);
                darkAndBack(incidents, postgres);
                crashOfPostgres(incidents, postgres);
                backUpAndRestore(third, incidents);
                sql(postgres, url, "UPDATE record SET version = version + 1");
                assertThat(incidents.get("one").status()).isEqualTo(500);
                assertThat(incidents.get("one").errorCode()).isEqualTo("StoredDataCorrupt");
            }
        }
    }

    private TestServer.Options options(Postgres postgres, String url) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), postgres.password() + "\n");
        return new TestServer.Options(List.of(), List.of("--flush-after", "1s", "--postgresql", url,
                "--postgresql-user", Postgres.USER, "--postgresql-password-file", password.toString()));
    }

    private static void movedThere(Path data) {
        assertThat(data.resolve("state/documents.db")).doesNotExist();
        assertThat(data.resolve("state/documents.db.moved")).exists();
    }

    private static void withoutTheSetting(Path data) {
        CommandRun.of(List.of("serve", "--data", data.toString(), "--port", "0"), Map.of(), "").ended(1)
                .says("The documents are in PostgreSQL", "--postgresql-password-file");
        assertThat(data.resolve("state/documents.db")).doesNotExist();
    }

    private static void darkAndBack(Incidents incidents, Postgres postgres) throws IOException {
        Map<String, JsonNode> before = incidents.everyKind(FIRST).read();
        incidents.enableKey(false);
        Await.until("the documents are dark", PROMPTLY, () -> incidents.get("one").status() == 403);
        assertThat(incidents.get("one").errorCode()).isEqualTo("CustomerManagedKeyRevoked");
        assertThat(incidents.put("three", "refused").status()).isEqualTo(403);
        incidents.everyKind(FIRST).areDark();
        noWordIn(postgres.folder());
        incidents.enableKey(true);
        Await.until("they are back", PROMPTLY, () -> incidents.get("one").status() == 200);
        assertThat(incidents.title("one")).isEqualTo(FIRST);
        assertThat(incidents.everyKind(FIRST).read()).isEqualTo(before);
    }

    private static void crashOfPostgres(Incidents incidents, Postgres postgres) {
        postgres.kill();
        assertThat(incidents.put("four", "refused").status()).isEqualTo(503);
        postgres.restart();
        Await.until("writing works again", PROMPTLY, () -> incidents.put("four", "taken").status() == 201);
        assertThat(incidents.title("two")).isEqualTo(SECOND);
    }

    /// The backup holds the documents too, and restores them to a file.
    private void backUpAndRestore(TestServer server, Incidents incidents) throws IOException {
        Path backup = folder.resolve("backup");
        List<String> arguments = new ArrayList<>(List.of("backup", backup.toString(), "--url",
                server.origin().toString(), "--ca", server.authority().toString()));
        CommandRun.of(arguments, server.credentials().environment(), "").ended(0);
        noWordIn(backup);
        Path restored = folder.resolve("restored");
        CommandRun.of(List.of("restore", backup.toString(), "--data", restored.toString(), "--platform-key",
                folder.resolve("data/platform.key").toString()), Map.of(), "").ended(0);
        try (TestServer other = TestServer.launch(restored, TestServer.freePort(), server.credentials())) {
            Incidents copies = incidents.at(other);
            Await.until("the documents are light", PROMPTLY, () -> copies.get("two").status() == 200);
            assertThat(copies.title("two")).isEqualTo(SECOND);
        }
    }

    /// Settings and logs of the server are plain text, as they should be.
    private static void noWordIn(Path place) throws IOException {
        assertThat(new PlaintextScanner(List.of(FIRST, SECOND)).scan(place).findings())
                .extracting(Finding::kind).doesNotContain(Finding.Kind.WORD);
    }

    private static void sql(Postgres postgres, String url, String statement) {
        try (Connection connection = DriverManager.getConnection(url, Postgres.USER, postgres.password());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// The incidents of a workspace through one server.
    private record Incidents(TestServer server, KeyedWorkspace workspace) {

        Incidents at(TestServer other) {
            return new Incidents(other, workspace.at(other));
        }

        Answer put(String id, String title) {
            return server.arm().call("PUT", workspace.azure().incident(id),
                    CmkEnvironment.incidentBody(title));
        }

        Answer get(String id) {
            return server.arm().call("GET", workspace.azure().incident(id), "");
        }

        EveryKind everyKind(String word) {
            return new EveryKind(server.arm(), workspace.azure(), word);
        }

        String title(String id) {
            Answer answer = get(id);
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            return answer.body().path("properties").path("title").stringValue();
        }

        void enableKey(boolean enabled) {
            workspace.enable(enabled);
        }
    }
}
