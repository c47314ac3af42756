package io.holdfast.cli;

import java.net.URI;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of the commands that talk to a running server. The names of the variables are those of the Azure
/// SDKs where they have one.
public final class ConnectionOptions {

    @Option(names = "--url", defaultValue = "${env:HOLDFAST_URL:-https://localhost:8443}",
            description = "Where the server is ($HOLDFAST_URL; default: https://localhost:8443).")
    private URI url = URI.create("https://localhost:8443");

    @Option(names = "--ca", paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_CA:-holdfast-data/tls/ca.pem}",
            description = "Its CA certificate ($HOLDFAST_CA; default: holdfast-data/tls/ca.pem).")
    private Path authority = Path.of("holdfast-data", "tls", "ca.pem");

    @Option(names = "--tenant", defaultValue = "${env:AZURE_TENANT_ID}",
            description = "Tenant id ($AZURE_TENANT_ID).")
    private @Nullable String tenant;

    @Option(names = "--client-id", defaultValue = "${env:AZURE_CLIENT_ID}",
            description = "Application id ($AZURE_CLIENT_ID).")
    private @Nullable String clientId;

    /// The secret comes by the environment only: arguments can be read by every process of the machine.
    public ApiClient connect() {
        String secret = System.getenv("AZURE_CLIENT_SECRET");
        return new ApiClient(url, authority,
                new Credentials(given(tenant, "--tenant or $AZURE_TENANT_ID"),
                        given(clientId, "--client-id or $AZURE_CLIENT_ID"),
                        given(secret,
                                "$AZURE_CLIENT_SECRET (there is no option for it: arguments are public)")));
    }

    private static String given(@Nullable String value, String name) {
        if (value == null || value.isBlank()) {
            throw new CommandFailedException("missing " + name);
        }
        return value;
    }
}
