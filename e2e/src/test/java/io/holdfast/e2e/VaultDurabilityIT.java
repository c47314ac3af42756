package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server that is killed again and again while all that its vaults keep is written at once: each object is found
/// in its last acknowledged state or the one that was being written, the audit log is sound, and a workspace has
/// each audit event once.
class VaultDurabilityIT {

    private static final int KILLS = 2;
    private static final int WRITES_BEFORE_A_KILL = 60;
    private static final String NAME = "durable";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedOutlivesEachKillAndIsToldOfOnce() {
        Story story = new Story(TestServer.start(folder.resolve("data")));
        try {
            story.setUp();
            for (int kill = 0; kill < KILLS; kill++) {
                story.writeAndKill();
                story.readBack();
            }
            story.writers().allHaveWritten();
            story.auditIsSound();
            story.workspaceHasEachEventOnce();
        } finally {
            story.server.close();
        }
    }

    /// One run; `server` changes with each kill.
    private static final class Story {

        private TestServer server;
        private String workspace = "";
        private @Nullable VaultWriters writers;

        Story(TestServer server) {
            this.server = server;
        }

        void setUp() {
            CmkEnvironment azure = new CmkEnvironment(server.arm(), server.credentials(), NAME);
            azure.createPremiumVault();
            azure.createCluster();
            workspace = azure.createLinkedWorkspace();
            server.arm().succeed("PUT", azure.vault()
                    + "/providers/Microsoft.Insights/diagnosticSettings/toSoc?api-version=2021-05-01-preview",
                    Json.of("{'properties':{'workspaceId':'" + azure.workspace()
                            + "','logs':[{'category':'AuditEvent','enabled':true}]}}"));
            writers = new VaultWriters(VaultCalls.of(server.arm()), azure.group(),
                    azure.principalOf(server.credentials().clientId()));
        }

        private VaultWriters writers() {
            return Objects.requireNonNull(writers);
        }

        void writeAndKill() {
            server = writers().writeUntil(WRITES_BEFORE_A_KILL, VaultCalls.of(server.arm()),
                    server::killAndRestart);
        }

        void readBack() {
            writers().readBack(VaultCalls.of(server.arm()));
        }

        void auditIsSound() {
            audit("--verify").ended(0).says("sound: events 1 to ");
            audit("--verify", "--head", "1:" + "0".repeat(64)).ended(1).says("NOT SOUND",
                    "REPLACED after event 0");
        }

        private CommandRun audit(String... options) {
            List<String> arguments = new ArrayList<>(
                    List.of("vault", "audit", "--url", server.origin().toString(),
                            "--ca", server.authority().toString()));
            arguments.addAll(List.of(options));
            Map<String, String> environment = new HashMap<>(server.credentials().environment());
            environment.put("AZURE_SUBSCRIPTION_ID", server.credentials().subscriptionId());
            return CommandRun.of(arguments, environment, "");
        }

        void workspaceHasEachEventOnce() {
            long told = audit("--operation", "KeyUpdate", "--json").ended(0).output().lines()
                    .filter(line -> line.contains("\"operationName\":\"KeyUpdate\"")).count();
            int updates = writers().acknowledged("update");
            assertThat(told).as("each acknowledged write is an event").isBetween((long) updates - KILLS,
                    (long) updates + KILLS);
            String query = "AzureDiagnostics | where OperationName == 'KeyUpdate' | count";
            Await.until("all events are in the workspace", PATIENCE,
                    () -> row(query).path(0).asLong(0) >= told);
            assertThat(row(query).path(0).asLong(0)).isEqualTo(told);
            assertThat(row("AzureDiagnostics | where OperationName == 'KeyUpdate' | distinct _ItemId | count")
                    .path(0).asLong(0)).isEqualTo(told);
        }

        private JsonNode row(String kql) {
            Answer answer = server.arm().call("POST", "/v1/workspaces/" + workspace + "/query",
                    "{\"query\":\"" + kql + "\"}", "https://api.loganalytics.io");
            return answer.body().path("tables").path(0).path("rows").path(0);
        }
    }
}
