package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `backup DIR`: asks a running server of this machine for a backup.
@Command(name = "backup", mixinStandardHelpOptions = true,
        description = "Make a backup of a running server of this machine: encrypted as stored, of one moment. "
                + "Made again in the same folder, it copies what is new.")
final class BackupCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "DIR", description = "A folder that is empty, not there, or holds a backup.")
    private Path folder = Path.of("");

    @Override
    public Integer call() {
        LogSetup.quiet();
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
