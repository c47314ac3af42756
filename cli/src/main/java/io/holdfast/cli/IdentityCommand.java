package io.holdfast.cli;

import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Managed identities of programs beside the server, roles, and the keys that sign tokens.
@Command(name = "identity",
        description = "Manage identities of workloads, role assignments and signing keys.",
        mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class IdentityCommand {

    private static final String ID = "Application id or object id.";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private int run(ConnectionOptions connection, Consumer<Directory> work) {
        return Directory.run(connection, spec.commandLine().getOut(), work);
    }

    @Command(name = "list", mixinStandardHelpOptions = true,
            description = "List the identities of workloads.")
    int list(@Mixin ConnectionOptions connection) {
        return run(connection, directory -> directory.list(Directory.WORKLOADS,
                one -> one.path("passwordCredentials").size() + " headers"
                        + (one.path("onImds").asBoolean(false) ? ", on IMDS" : "")));
    }

    @Command(name = "create", mixinStandardHelpOptions = true,
            description = "Make an identity and print, this once, what a program needs to use it.")
    int create(@Mixin ConnectionOptions connection, @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--imds",
                    description = "Serve it on the IMDS endpoint too, to whoever reaches that.") boolean imds) {
        return run(connection, directory -> {
            ObjectNode body = Directory.object().put("displayName", name).put("onImds", imds);
            JsonNode made = directory.post(Directory.WORKLOADS, body);
            directory.out().println("application id  " + Directory.text(made, "appId"));
            directory.out().println("object id       " + Directory.text(made, "id"));
            directory.out().println("  export IDENTITY_ENDPOINT=" + Directory.text(made, "identityEndpoint"));
            directory.out()
                    .println("  export IDENTITY_HEADER='" + Directory.text(made, "identityHeader") + "'");
        });
    }

    @Command(name = "delete", mixinStandardHelpOptions = true,
            description = "Delete an identity of a workload.")
    int delete(@Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = ID) String id) {
        return run(connection, directory -> directory.delete(Directory.WORKLOADS, id));
    }

    @Command(name = "assign", mixinStandardHelpOptions = true,
            description = "Give a principal a role on a subscription, group or resource.")
    int assign(@Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Parameters(paramLabel = "ROLE", description = "Name of a built-in role.") String role,
            @Parameters(paramLabel = "SCOPE", description = "Resource id, /subscriptions/...") String scope) {
        return run(connection, directory -> directory.assign(id, role, checked(scope)));
    }

    @Command(name = "unassign", mixinStandardHelpOptions = true, description = "Take a role back.")
    int unassign(@Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Parameters(paramLabel = "ROLE", description = "Name of a built-in role.") String role,
            @Parameters(paramLabel = "SCOPE", description = "Resource id, /subscriptions/...") String scope) {
        return run(connection, directory -> directory.unassign(id, role, checked(scope)));
    }

    private static String checked(String scope) {
        if (!scope.startsWith("/subscriptions/")) {
            throw new CommandFailedException(
                    "the scope must be a resource id, /subscriptions/..., not: " + scope);
        }
        return scope;
    }

    @Command(name = "rotate-signing-key", mixinStandardHelpOptions = true,
            description = "Sign tokens with a new key; needs the role Holdfast Operator.")
    int rotate(@Mixin ConnectionOptions connection,
            @Option(names = "--discard-others",
                    description = "Refuse all tokens that were signed before.") boolean discard) {
        return run(connection, directory -> {
            JsonNode rotated = directory.post("/v1.0/signingKeys/rotate",
                    Directory.object().put("discardOthers", discard));
            directory.out().println("Tokens are signed with " + Directory.text(rotated, "keyId") + "; "
                    + rotated.path("acceptedKeyIds").size() + " keys are accepted.");
        });
    }
}
