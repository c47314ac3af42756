package io.holdfast.cli.ingest;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.CommandFailedException;
import io.holdfast.cli.ConnectionOptions;
import io.holdfast.cli.LogSetup;
import io.holdfast.cli.WorkspaceName;
import io.holdfast.ingest.ColumnFit;
import io.holdfast.ingest.Inference;
import io.holdfast.ingest.LogFile;
import io.holdfast.ingest.LogFormat;
import io.holdfast.ingest.LogRecord;
import io.holdfast.ingest.WindowsRows;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ingest FILE...`.
@Command(name = "ingest", mixinStandardHelpOptions = true,
        description = "Send files of logs to a table of a workspace: JSON, CSV, syslog, CEF, Zeek, "
                + "Windows events in XML; plain or gzip.",
        footer = {"", "A run that was interrupted goes on where the server's acknowledgement ended.",
                "Exit status: 0 all sent, 1 failed or some records refused, 2 called wrongly."})
public final class IngestCommand implements Callable<Integer> {

    private static final int SAMPLE_RECORDS = 1_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private WorkspaceName workspace = new WorkspaceName();

    @Option(names = "--table", paramLabel = "TABLE",
            description = "The table; a custom one (..._CL) is made from what the first file holds. Syslog and CEF "
                    + "go to Syslog and CommonSecurityLog, Windows events to SecurityEvent and Event.")
    private @Nullable String table;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: what the file looks like).")
    private LogFormat format = LogFormat.AUTO;

    @Option(names = "--time-field", paramLabel = "NAME",
            description = "Whose value is the time of a record, where it has no TimeGenerated.")
    private @Nullable String timeField;

    @Option(names = "--zone", paramLabel = "ZONE", description = "Of times that name none (default: UTC).")
    private ZoneId zone = ZoneId.of("UTC");

    @Option(names = "--restart", description = "From the beginning, whatever an earlier run has sent.")
    private boolean restart;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.quiet();
        String named = workspace.required();
        long refused = 0;
        try (ApiClient client = connection.connect()) {
            Workspace target = Workspace.find(client, named);
            for (Path file : files) {
                refused += send(client, target, file);
            }
        }
        return refused == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private long send(ApiClient client, Workspace target, Path file) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (LogFile log = LogFile.open(file, format, Clock.systemUTC().instant())) {
            Destinations destinations = new Destinations(target, Optional.ofNullable(table), this::sampled,
                    columns -> new ColumnFit(columns, Optional.ofNullable(timeField), zone));
            destinations.requireTable(log.format(), file);
            ResumePoint point = ResumePoint.of(file, workspace.required() + "\n" + table);
            Progress progress = new Progress(spec.commandLine().getErr(),
                    Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent(),
                    file.getFileName().toString(), Files.size(file));
            FileRun run = new FileRun(log, client, destinations, point);
            long sent = run.all(restart ? 0 : point.acknowledged(), progress,
                    problem -> out.println(file + ": " + problem));
            progress.end();
            point.clear();
            out.println(file + ": " + sent + " records sent, " + run.refused() + " refused, "
                    + progress.rate(log.bytesRead())
                    + (run.skipped() > 0 ? ", after " + run.skipped() + " of an earlier run" : "")
                    + destinations.unknownMembers());
            out.flush();
            return run.refused();
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailedException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(file + ": " + e.getMessage(), e);
        }
    }

    /// The columns of a table that is to be made, from the beginning of the first file.
    private Inference sampled() {
        Inference inference = new Inference();
        try (LogFile log = LogFile.open(files.getFirst(), format, Clock.systemUTC().instant())) {
            for (int i = 0; i < SAMPLE_RECORDS && log.hasNext(); i++) {
                LogRecord record = log.next();
                if (record.problem().isEmpty()) {
                    inference.add(WindowsRows.of("", record.values()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inference;
    }
}
