package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kql run 'QUERY'`: prints the tables of the answer, and a chart where the query asks for one.
@Command(name = "run", description = "Run one query and print its tables.", mixinStandardHelpOptions = true)
final class KqlRunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private WorkspaceOptions workspace = new WorkspaceOptions();

    @Mixin
    private ParameterOptions parameters = new ParameterOptions();

    @Option(names = "--output", paramLabel = "FORM", defaultValue = "table",
            description = "table (with a chart for render), csv or json (default: table).")
    private AnswerPrinter.Form form = AnswerPrinter.Form.TABLE;

    @Option(names = "--json", description = "The same as --output json.")
    private boolean json;

    @Parameters(paramLabel = "QUERY", description = "The query.")
    private @Nullable String query;

    @Override
    public Integer call() {
        LogSetup.quiet();
        try (ApiClient client = workspace.connect()) {
            Answer answer = workspace.query(client, String.valueOf(query), parameters.values());
            if (!answer.succeeded()) {
                answer.markedIn(String.valueOf(query)).forEach(spec.commandLine().getErr()::println);
                throw new CommandFailedException(answer.errorText());
            }
            PrintWriter out = spec.commandLine().getOut();
            AnswerPrinter.lines(answer.body(), json ? AnswerPrinter.Form.JSON : form).forEach(out::println);
            out.flush();
        }
        return CommandLine.ExitCode.OK;
    }
}
