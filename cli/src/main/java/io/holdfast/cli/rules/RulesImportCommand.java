package io.holdfast.cli.rules;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.CommandFailedException;
import io.holdfast.cli.ConnectionOptions;
import io.holdfast.cli.LogSetup;
import io.holdfast.cli.WorkspaceName;
import io.holdfast.cli.WorkspaceSearch;
import io.holdfast.rulefiles.RuleFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rules import PATH...`.
@Command(name = "import", mixinStandardHelpOptions = true,
        description = "Bring analytics rules into a workspace: YAML files as rule repositories hold them, and JSON "
                + "lines. A rule that is there is replaced.",
        footer = {"", "Exit status: 0 all imported, 1 failed or some rules refused, 2 called wrongly."})
final class RulesImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private WorkspaceName workspace = new WorkspaceName();

    @Option(names = "--disabled", description = "Import all rules disabled, whatever their files say.")
    private boolean disabled;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders (.yaml, .yml, .jsonl).")
    private List<Path> paths = List.of();

    @Override
    public Integer call() {
        LogSetup.quiet();
        String named = workspace.required();
        List<Path> files = files();
        PrintWriter out = spec.commandLine().getOut();
        try (ApiClient client = connection.connect()) {
            RuleImport run = new RuleImport(client,
                    WorkspaceSearch.find(client, named).path("id").asString(""), disabled, out::println);
            for (Path file : files) {
                RuleFiles.read(file).forEach(run::add);
                out.flush();
            }
            run.sayReasons();
            out.println(run.summary(files.size()));
            out.flush();
            return run.refused() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailedException("cannot read: " + e.getMessage(), e);
        }
    }

    private List<Path> files() {
        List<Path> files = paths.stream().flatMap(path -> {
            try {
                return RuleFiles.at(path).stream();
            } catch (IOException | UncheckedIOException e) {
                throw new CommandFailedException("cannot read: " + e.getMessage(), e);
            }
        }).distinct().toList();
        if (files.isEmpty()) {
            throw new CommandFailedException("there is no .yaml, .yml or .jsonl file in " + paths);
        }
        return files;
    }
}
