package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

            assertThat(tool.run("", "setup", "--dry-run")).as("nothing is there, nothing is made")
                    .returns(0, CommandRun::exitStatus).extracting(CommandRun::output).asString()
                    .contains("PUT", "/vaults/" + NAME, "\"enablePurgeProtection\" : true",
                            "cannot be undone: purge protection",
                            "\"keyVersion\" : \"<the key's version>\"", "\"customerManagedKey\" : true");
            assertThat(tool.run("", "status").exitStatus()).as("still nothing").isEqualTo(1);

            assertThat(tool.run("no\n", "setup")).as("what cannot be undone is asked")
                    .returns(1, CommandRun::exitStatus).extracting(CommandRun::output).asString()
                    .contains("Resource group " + NAME + ": it is there", "This cannot be undone",
                            "left   1. Vault");

            assertThat(tool.run("", "setup", "--yes")).as("the operator has the last word")
                    .returns(1, CommandRun::exitStatus).extracting(CommandRun::output).asString()
                    .contains("5. The workspace onboarded to Sentinel with customerManagedKey: "
                            + "customerManagedKey is true", "BLOCKED 6.", "holdfast onboarding confirm");
            assertThat(tool.run("", "setup", "--confirm")).as("it goes on where it was, and asks no more")
                    .returns(0, CommandRun::exitStatus).extracting(CommandRun::output).asString()
                    .contains("ok     6. The onboarding confirmed").doesNotContain("cannot be undone");

            assertThat(tool.run("", "rotate")).returns(0, CommandRun::exitStatus)
                    .extracting(CommandRun::output).asString()
                    .contains("the cluster is on the new version", "wraps 2 account keys; must stay enabled",
                            "wraps 0 account keys; may be disabled since");
            assertThat(tool.run("", "status")).returns(0, CommandRun::exitStatus)
                    .extracting(CommandRun::output).asString()
                    .contains("LOG_STORE: Available", "DOCUMENT_STORE: Available")
                    .doesNotContain("to do", "BLOCKED");
        }
    }

    private static void whatCannotBeSetUpIsSaidBeforeAnythingIsMade(Tool tool) {
        tool.write(tool.setup.replace("500", "400"));
        assertThat(tool.run("", "setup", "--dry-run")).returns(1, CommandRun::exitStatus)
                .extracting(CommandRun::output).asString()
                .contains("BLOCKED 2. Dedicated cluster", "set cluster.capacity to 500 or more");

        tool.write(tool.setup.replace("capacity", "gigabytes"));
        assertThat(tool.run("", "setup")).returns(1, CommandRun::exitStatus)
                .extracting(CommandRun::output).asString()
                .contains("holdfast: the setup file has an unknown member cluster.gigabytes");
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

        private static String cloud(URI origin) {
            String port = ":" + origin.getPort();
            return Json.of("""
                    {'name':'rehearsal','endpoints':{'resourceManager':'https://management.localhost%s/',
                     'activeDirectory':'https://login.localhost%s',
                     'activeDirectoryResourceId':'https://management.core.windows.net/',
                     'microsoftGraphResourceId':'https://localhost%s/',
                     'logAnalyticsResourceId':'https://api.localhost%s'},
                     'suffixes':{'keyvaultDns':'.vault.localhost%s'}}
                    """.formatted(port, port, port, port, port));
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

        CommandRun run(String input, String command, String... options) {
            List<String> arguments = new ArrayList<>(List.of("cmk", command, setupFile.toString(), "--cloud",
                    cloudFile.toString(), "--ca", server.authority().toString()));
            arguments.addAll(List.of(options));
            Credentials credentials = server.credentials();
            return CommandRun.of(arguments,
                    Map.of("AZURE_TENANT_ID", credentials.tenantId(), "AZURE_CLIENT_ID",
                            credentials.clientId(), "AZURE_CLIENT_SECRET", credentials.clientSecret()),
                    input);
        }
    }
}
