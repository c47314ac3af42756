package io.holdfast.cli;

import io.holdfast.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The passphrase that the platform key is under; it comes in a file, since arguments are public.
final class PassphraseOption {

    private static final int MAX_PASSPHRASE_BYTES = 4_096;

    @Option(names = "--passphrase-file", paramLabel = "FILE",
            description = "The platform key is under the passphrase in this file (its first line).")
    private @Nullable Path passphraseFile;

    /// The passphrase, for the caller to close; empty if the option was not given.
    Optional<SecretBytes> read() {
        return Optional.ofNullable(passphraseFile).map(PassphraseOption::read);
    }

    private static SecretBytes read(Path file) {
        try {
            return SecretBytes.firstLineOf(file, MAX_PASSPHRASE_BYTES);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("the first line of " + file + " must be the passphrase (1 to "
                    + MAX_PASSPHRASE_BYTES + " bytes)", e);
        } catch (IOException e) {
            throw new CommandFailedException("the passphrase file cannot be read: " + file, e);
        }
    }
}
