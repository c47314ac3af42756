package io.holdfast.cli;

import io.holdfast.client.Answer;
import io.holdfast.client.RestException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kql repl`: queries one after the other, with completion.
///
/// The history is kept in memory only: queries are customer content, which is never in a file.
@Command(name = "repl",
        description = "Query a workspace interactively; a query ends with ; or an empty line.",
        mixinStandardHelpOptions = true)
final class KqlReplCommand implements Callable<Integer> {

    @Mixin
    private WorkspaceOptions workspace = new WorkspaceOptions();

    @Mixin
    private ParameterOptions parameters = new ParameterOptions();

    @Option(names = "--output", paramLabel = "FORM", defaultValue = "table",
            description = "table (with a chart for render), csv or json (default: table).")
    private AnswerPrinter.Form form = AnswerPrinter.Form.TABLE;

    @Override
    public Integer call() {
        LogSetup.quiet();
        try (ApiClient client = workspace.connect(); Terminal terminal = terminal()) {
            WorkspaceSchema schema = WorkspaceSchema.ofServer(client, workspace.workspace());
            LineReader reader = LineReaderBuilder.builder().terminal(terminal).parser(new KqlLines())
                    .completer(new KqlCompleter(schema)).history(new DefaultHistory())
                    .variable(LineReader.SECONDARY_PROMPT_PATTERN, "...> ")
                    // A '!' is an operator here, not an event of the history.
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
            loop(client, reader, terminal.writer());
        } catch (IOException e) {
            throw new CommandFailedException("there is no terminal: " + e.getMessage());
        }
        return CommandLine.ExitCode.OK;
    }

    private static Terminal terminal() throws IOException {
        return TerminalBuilder.builder().system(true).dumb(true).build();
    }

    private void loop(ApiClient client, LineReader reader, PrintWriter out) {
        while (true) {
            String text;
            try {
                text = KqlLines.query(reader.readLine("kql> "));
            } catch (UserInterruptException _) {
                continue;
            } catch (EndOfFileException _) {
                return;
            }
            if (text.equals("exit") || text.equals("quit")) {
                return;
            }
            if (!text.isEmpty()) {
                answer(client, text, out);
            }
        }
    }

    private void answer(ApiClient client, String query, PrintWriter out) {
        try {
            Answer answer = workspace.query(client, query, parameters.values());
            if (answer.succeeded()) {
                AnswerPrinter.lines(answer.body(), form).forEach(out::println);
            } else {
                out.println(answer.errorText());
                answer.markedIn(query).forEach(out::println);
            }
        } catch (RestException e) {
            out.println(e.getMessage());
        }
        out.flush();
    }
}
