package io.holdfast.cli;

import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Applications of the directory: made, listed, given secrets and certificates, deleted.
@Command(name = "app", description = "Manage applications, their secrets and certificates.",
        mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class ApplicationCommand {

    private static final String ID = "Application id or object id.";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private int run(ConnectionOptions connection, Consumer<Directory> work) {
        return Directory.run(connection, spec.commandLine().getOut(), work);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the applications.")
    int list(@Mixin ConnectionOptions connection) {
        return run(connection, directory -> directory.list(Directory.APPLICATIONS,
                one -> one.path("passwordCredentials").size() + " secrets, "
                        + one.path("keyCredentials").size()
                        + " certificates"));
    }

    @Command(name = "show", mixinStandardHelpOptions = true,
            description = "Show an application with the ids of its secrets and certificates.")
    int show(@Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = ID) String id) {
        return run(connection, directory -> directory.out().println(
                directory.get(directory.path(Directory.APPLICATIONS, id)).toPrettyString()));
    }

    @Command(name = "create", mixinStandardHelpOptions = true,
            description = "Make an application without secrets or rights.")
    int create(@Mixin ConnectionOptions connection, @Parameters(paramLabel = "NAME") String name) {
        return run(connection, directory -> {
            JsonNode made = directory.post(Directory.APPLICATIONS,
                    Directory.object().put("displayName", name));
            directory.out().println("application id  " + Directory.text(made, "appId"));
            directory.out().println("object id       " + Directory.text(made, "id"));
        });
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Delete an application.")
    int delete(@Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = ID) String id) {
        return run(connection, directory -> directory.delete(Directory.APPLICATIONS, id));
    }

    @Command(name = "add-secret", mixinStandardHelpOptions = true,
            description = "Add a secret and print it, this once.")
    int addSecret(@Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = ID) String id) {
        return run(connection, directory -> {
            JsonNode secret = directory.post(directory.path(Directory.APPLICATIONS, id) + "/addPassword",
                    Directory.object());
            directory.out().println("secret id  " + Directory.text(secret, "keyId"));
            directory.out().println("secret     " + Directory.text(secret, "secretText"));
        });
    }

    @Command(name = "remove-secret", mixinStandardHelpOptions = true, description = "Remove a secret.")
    int removeSecret(@Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Parameters(paramLabel = "SECRET-ID") String secret) {
        return run(connection, directory -> removed(directory, id, "/removePassword", secret));
    }

    @Command(name = "add-certificate", mixinStandardHelpOptions = true,
            description = "Let an application sign in with a certificate (PEM or DER, without its private key).")
    int addCertificate(@Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Parameters(paramLabel = "FILE") Path file) {
        return run(connection, directory -> {
            ObjectNode body = Directory.object();
            body.putObject("keyCredential").put("type", "AsymmetricX509Cert").put("usage", "Verify")
                    .put("key", Directory.certificate(file));
            JsonNode added = directory.post(directory.path(Directory.APPLICATIONS, id) + "/addKey", body);
            directory.out().println("certificate id  " + Directory.text(added, "keyId"));
            directory.out().println("valid until     " + Directory.text(added, "endDateTime"));
        });
    }

    @Command(name = "remove-certificate", mixinStandardHelpOptions = true,
            description = "Remove a certificate.")
    int removeCertificate(@Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Parameters(paramLabel = "CERTIFICATE-ID") String certificate) {
        return run(connection, directory -> removed(directory, id, "/removeKey", certificate));
    }

    private static void removed(Directory directory, String id, String action, String credential) {
        directory.post(directory.path(Directory.APPLICATIONS, id) + action,
                Directory.object().put("keyId", credential));
        directory.out().println("Removed.");
    }
}
