package io.holdfast.cli;

import io.holdfast.server.TokenPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The PKCS #11 token that holds keys of the vaults: all three options or none.
final class TokenOptions {

    @Option(names = "--pkcs11-library", paramLabel = "FILE", required = true,
            description = "Make keys of the -HSM types in the token of this PKCS #11 library.")
    private Path library = Path.of("");

    @Option(names = "--pkcs11-slot", paramLabel = "ID", required = true,
            description = "Id of the token's slot.")
    private long slot;

    @Option(names = "--pkcs11-pin-file", paramLabel = "FILE", required = true,
            description = "File with the PIN of the token's user (its first line).")
    private Path pinFile = Path.of("");

    /// Looked at here, so that nothing is made for a server that cannot start.
    TokenPlace place() {
        if (!Files.isReadable(library) || !Files.isReadable(pinFile)) {
            throw new CommandFailedException("the PKCS #11 library or the PIN file cannot be read: " + library
                    + ", " + pinFile);
        }
        return new TokenPlace(library, slot, pinFile);
    }
}
