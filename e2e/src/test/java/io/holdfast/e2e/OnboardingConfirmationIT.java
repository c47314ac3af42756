package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sixth step: by the operator's own command, and by itself where the server is started so.
class OnboardingConfirmationIT {

    private static final String NAME = "confirmation";
    private static final String TABLE = "Confirmed_CL";
    private static final String ROW = "[{'TimeGenerated':'2026-05-01T10:00:00Z','Message':'m','Count':1}]";

    @TempDir
    Path folder;

    @Test
    void aWorkspaceTakesNoDataUntilTheOperatorHasConfirmedItsOnboarding() {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            KeyedWorkspace workspace = onboarded(server);
            String rule = workspace.azure().createTable(TABLE);

            Answer refused = workspace.send(rule, TABLE, ROW);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.errorCode()).isEqualTo("OnboardingNotConfirmed");
            assertThat(workspace.number(TABLE + " | count")).isZero();
            confirm(server, "/workspaces/" + NAME).ended(1).says("by its resource id");
            confirm(server, workspace.azure().workspace() + "x").ended(1).says("ResourceNotFound");
            assertThat(workspace.send(rule, TABLE, ROW).status()).isEqualTo(409);

            confirm(server, workspace.azure().workspace()).ended(0).says("is confirmed");
            assertThat(workspace.send(rule, TABLE, ROW).status()).isEqualTo(204);
            assertThat(workspace.number(TABLE + " | count")).isEqualTo(1);
        }
    }

    @Test
    void forRehearsalAServerConfirmsByItself() {
        TestServer.Options options = new TestServer.Options(List.of(), List.of("--confirm-onboarding"));
        try (TestServer server = TestServer.start(folder.resolve("data"), options)) {
            KeyedWorkspace workspace = onboarded(server);
            String rule = workspace.azure().createTable(TABLE);

            assertThat(workspace.send(rule, TABLE, ROW).status()).isEqualTo(204);
            assertThat(workspace.number(TABLE + " | count")).isEqualTo(1);
        }
    }

    /// Onboarded under the key; nobody has confirmed it.
    private static KeyedWorkspace onboarded(TestServer server) {
        KeyedWorkspace workspace = KeyedWorkspace.setUp(server, NAME);
        workspace.azure().registerCosmos();
        server.arm().succeed("PUT", workspace.azure().onboarding(),
                Json.of("{'properties':{'customerManagedKey':true}}"));
        return workspace;
    }

    private static CommandRun confirm(TestServer server, String workspace) {
        return CommandRun.of(
                List.of("onboarding", "confirm", workspace, "--url", server.origin().toString(), "--ca",
                        server.authority().toString()),
                server.credentials().environment(), "");
    }
}
