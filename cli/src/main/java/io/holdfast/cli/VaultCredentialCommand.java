package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a store's principal signs in with where its remote vault is.
@Command(name = "vault-credential",
        description = "Set what a store's principal signs in with at a remote vault.",
        mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        subcommands = {VaultCredentialCommand.SetOne.class, VaultCredentialCommand.Remove.class,
                VaultCredentialCommand.ListAll.class})
final class VaultCredentialCommand {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PATH = "/providers/Holdfast.Operator/vaultCredentials";
    private static final String VERSION = "?api-version=2026-01-01";

    private VaultCredentialCommand() {}

    private static String one(String principal) {
        if (!principal.matches("[0-9A-Fa-f-]{36}")) {
            throw new CommandFailedException(
                    "the principal must be named by its object id, not: " + principal);
        }
        return PATH + "/" + principal + VERSION;
    }

    private static JsonNode succeeded(Answer answer) {
        if (!answer.succeeded()) {
            throw new CommandFailedException(answer.errorText());
        }
        return answer.body();
    }

    /// `vault-credential set PRINCIPAL`.
    @Command(name = "set", mixinStandardHelpOptions = true,
            description = "Set a principal's credential; needs the role Holdfast Operator.")
    static final class SetOne implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConnectionOptions connection = new ConnectionOptions();

        @Parameters(paramLabel = "PRINCIPAL",
                description = "Object id of a cluster's identity, or of the Azure Cosmos DB principal.")
        private String principal = "";

        @Option(names = "--vault-authority", paramLabel = "URL",
                description = "Where the vault's tokens come from (default: ${DEFAULT-VALUE}).")
        private String authority = "https://login.microsoftonline.com";

        @Option(names = "--vault-tenant", paramLabel = "ID", required = true,
                description = "Tenant of the vault.")
        private String tenant = "";

        @Option(names = "--vault-client-id", paramLabel = "ID", required = true,
                description = "Application there that the principal signs in as.")
        private String clientId = "";

        @ArgGroup(multiplicity = "1")
        private Proof proof = new Proof();

        /// One of three.
        static final class Proof {

            @Option(names = "--secret-file", paramLabel = "FILE",
                    description = "File with the application's secret (its first line).")
            private @Nullable Path secret;

            @Option(names = "--certificate-file", paramLabel = "FILE",
                    description = "File with the application's certificate and private key, PEM.")
            private @Nullable Path certificate;

            @Option(names = "--federated-token-file", paramLabel = "FILE",
                    description = "File on the server with a token of another issuer, read at each sign-in.")
            private @Nullable Path federatedToken;
        }

        @Override
        public Integer call() {
            LogSetup.quiet();
            String target = one(principal);
            ObjectNode body = JSON.createObjectNode();
            ObjectNode properties = body.putObject("properties").put("authority", authority)
                    .put("tenantId", tenant).put("clientId", clientId);
            Optional.ofNullable(proof.secret).ifPresent(file -> properties.put("clientSecret",
                    read(file).lines().findFirst().orElse("")));
            Optional.ofNullable(proof.certificate)
                    .ifPresent(file -> properties.put("certificatePem", read(file)));
            Optional.ofNullable(proof.federatedToken)
                    .ifPresent(file -> properties.put("federatedTokenFile", file.toString()));
            try (ApiClient client = connection.connect()) {
                succeeded(client.send("PUT", target, Audience.MANAGEMENT, body));
            }
            spec.commandLine().getOut().println("The vault credential of " + principal + " is set.");
            return CommandLine.ExitCode.OK;
        }

        private static String read(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new CommandFailedException("the file cannot be read: " + file, e);
            }
        }
    }

    /// `vault-credential remove PRINCIPAL`.
    @Command(name = "remove", mixinStandardHelpOptions = true,
            description = "Remove a principal's credential; needs the role Holdfast Operator.")
    static final class Remove implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConnectionOptions connection = new ConnectionOptions();

        @Parameters(paramLabel = "PRINCIPAL", description = "Object id of the principal.")
        private String principal = "";

        @Override
        public Integer call() {
            LogSetup.quiet();
            String target = one(principal);
            try (ApiClient client = connection.connect()) {
                succeeded(client.send("DELETE", target, Audience.MANAGEMENT));
            }
            spec.commandLine().getOut().println("The principal " + principal + " has no vault credential.");
            return CommandLine.ExitCode.OK;
        }
    }

    /// `vault-credential list`.
    @Command(name = "list", mixinStandardHelpOptions = true,
            description = "List the credentials, without their secrets.")
    static final class ListAll implements Callable<Integer> {

        private static final List<String> COLUMNS = List.of("kind", "clientId", "tenantId", "authority",
                "setAt");

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConnectionOptions connection = new ConnectionOptions();

        @Override
        public Integer call() {
            LogSetup.quiet();
            try (ApiClient client = connection.connect()) {
                JsonNode all = succeeded(client.send("GET", PATH + VERSION, Audience.MANAGEMENT));
                all.path("value").forEach(this::print);
            }
            return CommandLine.ExitCode.OK;
        }

        private void print(JsonNode credential) {
            StringBuilder line = new StringBuilder(credential.path("name").asString(""));
            COLUMNS.forEach(column -> line.append("  ")
                    .append(credential.path("properties").path(column).asString("")));
            spec.commandLine().getOut().println(line);
        }
    }
}
