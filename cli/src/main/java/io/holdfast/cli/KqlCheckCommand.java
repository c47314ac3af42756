package io.holdfast.cli;

import io.holdfast.kqlcheck.QueryCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kql check PATH...`: how many queries of a corpus parse, bind and run.
@Command(name = "check", description = "Count how many queries of JSONL files run, and rank what is missing.",
        mixinStandardHelpOptions = true)
final class KqlCheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--schemas", required = true, paramLabel = "DIR",
            description = "Folder of table schemas, one JSON file each.")
    private Path schemas = Path.of(".");

    @Option(names = "--functions", paramLabel = "DIR",
            description = "Further file or folder of JSONL whose parsers are saved as functions first.")
    private @Nullable Path functions;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders of JSONL queries.")
    private List<Path> paths = List.of();

    @Override
    public Integer call() {
        LogSetup.quiet();
        new QueryCheck(schemas, spec.commandLine().getOut()).run(paths,
                functions == null ? List.of() : List.of(functions));
        return CommandLine.ExitCode.OK;
    }
}
