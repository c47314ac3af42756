package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `holdfast cmk` against a server through a cloud definition of the kind that `az cloud show` prints, as it
/// would run against the real service.
class CmkToolIT {

    private static final String NAME = "cmk-tool";

    @TempDir
    Path folder;

    @Test
    void oneCommandSetsUpShowsAndRotatesTheKey() {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Tool tool = new Tool(server, folder);

            whatCannotBeSetUpIsSaidBeforeAnythingIsMade(tool);
            tool.write(tool.setup);

            tool.run("", "setup", "--dry-run").ended(0).says("PUT", "/vaults/" + NAME,
                    "\"enablePurgeProtection\" : true", "cannot be undone: purge protection",
                    "\"keyVersion\" : \"<the key's version>\"", "\"customerManagedKey\" : true");
            tool.run("no\n", "setup").ended(1).says("Resource group " + NAME + ": it is there",
                    "This cannot be undone", "left   1. Vault");
            tool.run("", "setup", "--yes").ended(1).says("5. The workspace onboarded to Sentinel with"
                    + " customerManagedKey: customerManagedKey is true", "BLOCKED 6.",
                    "holdfast onboarding confirm");
            tool.confirmOnboarding().ended(0).says("is confirmed");
            assertThat(tool.run("", "setup").ended(0).says("ok     6. The onboarding confirmed")
                    .output()).as("it goes on where it was").doesNotContain("cannot be undone");
            tool.run("", "preflight", "rotate").ended(0).says("so     Allowed");
            tool.run("", "preflight", "remove-key").ended(1)
                    .says("REFUSED 400 CustomerManagedKeyRemovalNotSupported", "so     Refused");
            tool.run("", "preflight", "unlink", "--own-checks").ended(1)
                    .says("the tool looks for itself", "cannot leave its cluster");
            tool.run("", "preflight", "other").ended(1).says("there is no change 'other'; there are");
            tool.run("", "rotate").ended(0).says("the cluster is on the new version",
                    "wraps 2 account keys; must stay enabled", "wraps 0 account keys; may be disabled since");
            drillMeasuresDarknessAndRecovery(tool);
            drillThatIsEndedEnablesTheKeyAgain(tool);
            assertThat(tool.run("", "status").ended(0).says("LOG_STORE: Available",
                    "DOCUMENT_STORE: Available").output()).doesNotContain("to do", "BLOCKED");
        }
    }

    private void drillMeasuresDarknessAndRecovery(Tool tool) {
        Path folder = this.folder.resolve("drill");
        tool.run("yes\n", "drill", "--dark-seconds", "1", "--report", folder.toString()).ended(0)
                .says("the key is disabled", "query of the logs refused after", "CustomerManagedKeyRevoked",
                        "all of 4 operations were refused throughout", "list of the incidents back after");
        JsonNode report = Json.read(folder.resolve("report.json"));
        assertThat(report.path("passed").booleanValue()).isTrue();
        assertThat(report.path("keyBefore").stringValue())
                .isNotEqualTo(report.path("keyAfter").stringValue());
        assertThat(report.path("measurements")).extracting(one -> one.path("what").stringValue()).contains(
                "query of the logs refused", "list of the incidents refused", "query of the logs back",
                "list of the incidents back");
        assertThat(folder.resolve("report.md")).content().startsWith("# Drill of a customer-managed key")
                .contains("**Passed.**").doesNotContain("Bearer");
    }

    private void drillThatIsEndedEnablesTheKeyAgain(Tool tool) {
        tool.run("no\n", "drill").ended(1).says("Go on?");
        List<String> said = tool.endedAtLine("the key is disabled", "drill", "--yes", "--dark-seconds", "100",
                "--report", folder.resolve("ended").toString());
        assertThat(said).anyMatch(line -> line.contains("the key is enabled again"));
    }

    private static void whatCannotBeSetUpIsSaidBeforeAnythingIsMade(Tool tool) {
        tool.write(tool.setup.replace("500", "400"));
        tool.run("", "setup", "--dry-run").ended(1).says("BLOCKED 2. Dedicated cluster",
                "set cluster.capacity to 500 or more");

        tool.write(tool.setup.replace("capacity", "gigabytes"));
        tool.run("", "setup").ended(1)
                .says("holdfast: the setup file has an unknown member cluster.gigabytes");
    }

    /// A cloud definition as `az cloud show` prints it.
    static String cloud(URI origin) {
        String port = ":" + origin.getPort();
        return Json.of("""
                {'name':'rehearsal','endpoints':{'resourceManager':'https://management.localhost%s/',
                 'activeDirectory':'https://login.localhost%s',
                 'activeDirectoryResourceId':'https://management.core.windows.net/',
                 'microsoftGraphResourceId':'https://localhost%s/',
                 'logAnalyticsResourceId':'https://api.loganalytics.localhost%s'},
                 'suffixes':{'keyvaultDns':'.vault.localhost%s'}}
                """.formatted(port, port, port, port, port));
    }

    /// The command with its files.
    private static final class Tool {

        private final TestServer server;
        private final Path cloudFile;
        private final Path setupFile;
        private final String setup;

        Tool(TestServer server, Path folder) {
            this.server = server;
            this.cloudFile = folder.resolve("cloud.json");
            this.setupFile = folder.resolve("setup.json");
            this.setup = Json.of("""
                    {'subscription':'%s','resourceGroup':'%s','location':'westeurope','vault':{'name':'%s'},
                     'key':{'name':'siem-cmk','size':2048},'cluster':{'name':'%s','capacity':500},
                     'workspace':{'name':'%s'}}
                    """.formatted(server.credentials().subscriptionId(), NAME, NAME, NAME, NAME));
            write(setup);
            write(cloudFile, cloud(server.origin()));
        }

        void write(String text) {
            write(setupFile, text);
        }

        private static void write(Path file, String text) {
            try {
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /// The operator's own command.
        CommandRun confirmOnboarding() {
            Credentials credentials = server.credentials();
            return CommandRun.of(List.of("onboarding", "confirm",
                    "/subscriptions/" + credentials.subscriptionId() + "/resourceGroups/" + NAME
                            + "/providers/Microsoft.OperationalInsights/workspaces/" + NAME,
                    "--url", server.origin().toString(), "--ca", server.authority().toString()),
                    credentials.environment(), "");
        }

        CommandRun run(String input, String command, String... options) {
            return CommandRun.of(arguments(command, options), server.credentials().environment(), input);
        }

        /// Tells the command to end when it says something; answers all that it said.
        List<String> endedAtLine(String text, String command, String... options) {
            List<String> said = new ArrayList<>();
            try {
                Process process = CommandRun.start(arguments(command, options),
                        server.credentials().environment());
                try (BufferedReader lines = process.inputReader()) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        said.add(line);
                        if (line.contains(text)) {
                            // As Ctrl-C does; the stream is read to its end.
                            process.toHandle().destroy();
                        }
                    }
                }
                return said;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private List<String> arguments(String command, String... options) {
            List<String> arguments = new ArrayList<>(List.of("cmk", command, setupFile.toString(), "--cloud",
                    cloudFile.toString(), "--ca", server.authority().toString()));
            arguments.addAll(List.of(options));
            return arguments;
        }
    }
}
