package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runs KQL against a server, and measures it against files.
@Command(name = "kql", description = "Query a workspace of a running server; measure KQL against files.",
        mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        subcommands = {KqlCommand.Run.class, KqlCheckCommand.class, KqlSemanticsCommand.class})
final class KqlCommand {

    /// `kql run 'QUERY'`: prints the first table of the answer.
    @Command(name = "run", description = "Run one query and print its first table.",
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {

        private static final JsonMapper JSON = JsonMapper.shared();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConnectionOptions connection = new ConnectionOptions();

        @Option(names = "--workspace", paramLabel = "GUID", defaultValue = "${env:HOLDFAST_WORKSPACE}",
                description = "The workspace's customerId ($HOLDFAST_WORKSPACE).")
        private @Nullable String workspace;

        @Option(names = "--timespan", description = "ISO 8601 duration or interval, such as P1D.")
        private @Nullable String timespan;

        @Option(names = "--json", description = "Print the whole answer as JSON.")
        private boolean json;

        @Parameters(paramLabel = "QUERY", description = "The query.")
        private String query = "";

        @Override
        public Integer call() {
            LogSetup.quiet();
            if (workspace == null || workspace.isBlank()) {
                throw new CommandFailedException("missing --workspace or $HOLDFAST_WORKSPACE");
            }
            ObjectNode body = JSON.createObjectNode().put("query", query);
            if (timespan != null) {
                body.put("timespan", timespan);
            }
            try (ApiClient client = connection.connect()) {
                Answer answer = client.send("POST",
                        "/v1/workspaces/" + URLEncoder.encode(workspace, StandardCharsets.UTF_8) + "/query",
                        Audience.QUERY, body);
                if (!answer.succeeded()) {
                    throw new CommandFailedException(answer.errorText());
                }
                print(answer);
            }
            return CommandLine.ExitCode.OK;
        }

        private void print(Answer answer) {
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer.body()));
            } else {
                QueryAnswer.of(answer.body()).table().lines().forEach(out::println);
            }
            out.flush();
        }
    }
}
