package io.holdfast.cli;

import io.holdfast.kql.BindOptions;
import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.QueryRunner;
import io.holdfast.query.Translation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kql explain 'QUERY'`: prints what becomes of a query, without running it.
@Command(name = "explain", description = "Print the syntax tree, the algebra and the SQL of a query.",
        mixinStandardHelpOptions = true)
final class KqlExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private WorkspaceOptions workspace = new WorkspaceOptions();

    @Mixin
    private ParameterOptions parameters = new ParameterOptions();

    @Option(names = "--schemas", paramLabel = "DIR",
            description = "Tables from a folder of schemas instead of a running server.")
    private @Nullable Path schemas;

    @Parameters(paramLabel = "QUERY", description = "The query.")
    private String query = "";

    @Override
    public Integer call() {
        LogSetup.quiet();
        PrintWriter out = spec.commandLine().getOut();
        try {
            section(out, "tree", Kql.syntaxTree(query));
            List<BoundQuery> results = Kql.parse(query).bindAll(schema().catalog(),
                    new BindOptions(KqlDatetime.ofInstant(Instant.now()), Long.MIN_VALUE, Long.MAX_VALUE,
                            parameters.values()),
                    QueryRunner.NONE);
            for (BoundQuery result : results) {
                section(out, "algebra", Kql.algebra(result));
                section(out, "SQL", List.of(Translation.sql(result)));
            }
        } catch (KqlException e) {
            throw new CommandFailedException("%s at %d:%d: %s".formatted(e.code(), e.line(), e.column(),
                    e.getMessage()));
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private WorkspaceSchema schema() {
        if (schemas != null) {
            return WorkspaceSchema.ofFolder(schemas);
        }
        try (ApiClient client = workspace.connect()) {
            return WorkspaceSchema.ofServer(client, workspace.workspace());
        }
    }

    private static void section(PrintWriter out, String title, List<String> lines) {
        out.println("-- " + title);
        lines.forEach(out::println);
        out.println();
    }
}
