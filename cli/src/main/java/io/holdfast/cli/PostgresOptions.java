package io.holdfast.cli;

import io.holdfast.server.DocumentPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The PostgreSQL database that keeps the documents: all three options or none.
final class PostgresOptions {

    @Option(names = "--postgresql", paramLabel = "URL", required = true,
            description = "Keep documents (incidents, rules, watchlists) in this PostgreSQL database, as sealed as in"
                    + " the data folder: jdbc:postgresql://HOST/DATABASE?sslmode=verify-full. Those of the data folder"
                    + " move there.")
    private String url = "";

    @Option(names = "--postgresql-user", paramLabel = "NAME", required = true,
            description = "Role of the PostgreSQL database that may create tables.")
    private String user = "";

    @Option(names = "--postgresql-password-file", paramLabel = "FILE", required = true,
            description = "File with the password of the role (its first line).")
    private Path passwordFile = Path.of("");

    /// Looked at here, so that nothing is made for a server that cannot start.
    DocumentPlace place() {
        if (!Files.isReadable(passwordFile)) {
            throw new CommandFailedException(
                    "the password file of PostgreSQL cannot be read: " + passwordFile);
        }
        try {
            return new DocumentPlace(url, user, passwordFile);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("--postgresql: " + e.getMessage(), e);
        }
    }
}
