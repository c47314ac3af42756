package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `backup DIR`: asks a running server of this machine for a backup; `backup --forget ID`: tells it that one is gone.
@Command(name = "backup", mixinStandardHelpOptions = true,
        description = "Make a backup of a running server of this machine: encrypted as stored, of one moment. "
                + "Made again in the same folder, it copies what is new.")
final class BackupCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @ArgGroup(multiplicity = "1")
    private Wish wish = new Wish();

    /// What is asked for: one of both.
    private static final class Wish {

        @Parameters(paramLabel = "DIR", description = "A folder that is empty, not there, or holds a backup.")
        private @Nullable Path folder;

        @Option(names = "--forget", paramLabel = "ID",
                description = "A backup that was deleted, by the id that was"
                        + " printed: key usage does not count it any more.")
        private @Nullable String forgotten;
    }

    @Override
    public Integer call() {
        LogSetup.quiet();
        String forgotten = wish.forgotten;
        return forgotten == null
                ? make(Objects.requireNonNull(wish.folder, "one of both is given"))
                : forget(forgotten);
    }

    private int forget(String id) {
        try (ApiClient client = connection.connect()) {
            Answer answer = client.send("DELETE",
                    "/providers/Holdfast.Operator/backups/" + id + "?api-version=2026-01-01",
                    Audience.MANAGEMENT,
                    JSON.createObjectNode());
            if (!answer.succeeded()) {
                throw new CommandFailedException(answer.errorText());
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(answer.status() == 200
                    ? "No key version is needed for the backup " + id + " any more."
                    : "No backup " + id + " is registered.");
            out.flush();
            return answer.status() == 200 ? 0 : 1;
        }
    }

    private int make(Path folder) {
        try (ApiClient client = connection.connect()) {
            Answer answer = client.send("POST", "/providers/Holdfast.Operator/backups?api-version=2026-01-01",
                    Audience.MANAGEMENT,
                    JSON.createObjectNode().put("folder", folder.toAbsolutePath().normalize().toString()));
            if (!answer.succeeded()) {
                throw new CommandFailedException(answer.errorText());
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println("Backup " + answer.body().path("id").asString("") + " of "
                    + answer.body().path("made").asString("") + ": " + answer.body().path("files").asLong()
                    + " files, " + answer.body().path("bytes").asLong() + " bytes.");
            for (JsonNode key : answer.body().path("keys")) {
                out.println("It needs the key version " + key.asString(""));
            }
            out.println("To restore it, the platform key is needed too: keep it elsewhere.");
            out.flush();
            return 0;
        }
    }
}
