package io.holdfast.cli;

import io.holdfast.kqlcheck.SemanticsCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kql semantics PATH...`: whether queries give the results that are recorded for them.
@Command(name = "semantics", description = "Compare results of queries with those recorded in JSONL files.",
        mixinStandardHelpOptions = true)
final class KqlSemanticsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders of JSONL records.")
    private List<Path> paths = List.of();

    @Override
    public Integer call() {
        LogSetup.quiet();
        new SemanticsCheck(spec.commandLine().getOut()).run(paths);
        return CommandLine.ExitCode.OK;
    }
}
