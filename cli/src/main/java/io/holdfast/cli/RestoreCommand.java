package io.holdfast.cli;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.server.BackupException;
import io.holdfast.server.BackupRestore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `restore DIR`: makes a data folder of a backup; no server may run on it.
@Command(name = "restore", mixinStandardHelpOptions = true,
        description = "Make a data folder of a backup. All of the backup is checked before anything is written.")
final class RestoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    @Option(names = "--data", paramLabel = "DIR", required = true,
            description = "The data folder to be: empty or not there.")
    private Path data = Path.of("");

    @Option(names = "--platform-key", paramLabel = "FILE",
            description = "The platform key (platform.key of the data folder), if it is under no passphrase.")
    private @Nullable Path platformKey;

    @Parameters(paramLabel = "DIR", description = "The backup.")
    private Path backup = Path.of("");

    @Override
    public Integer call() {
        LogSetup.quiet();
        Optional<SecretBytes> secret = passphrase.read();
        try {
            BackupRestore.Restored restored = BackupRestore.restore(backup, data.toAbsolutePath().normalize(),
                    Optional.ofNullable(platformKey), secret);
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    "Restored " + restored.files() + " files of " + restored.made() + " to " + data + ".");
            restored.keys()
                    .forEach(key -> out.println("Its data stay dark unless this key version may be used: "
                            + key));
            out.flush();
            return 0;
        } catch (BackupException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        } finally {
            secret.ifPresent(SecretBytes::close);
        }
    }
}
