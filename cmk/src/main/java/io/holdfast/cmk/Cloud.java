package io.holdfast.cmk;

import io.holdfast.client.RestException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where the services of a cloud are, and what tokens for them are issued for.
///
/// @param authority of sign-in, without the tenant
/// @param vaultSuffix what follows a vault's name in its host, with its leading dot; may carry a port
public record Cloud(String name, URI authority, Service management, Service graph, Service logs,
        String vaultSuffix) {

    /// A service.
    ///
    /// @param endpoint scheme, host and port
    /// @param audience of its tokens; a scope is this and `/.default`
    public record Service(URI endpoint, String audience) {}

    /// The public Azure cloud.
    public static final Cloud AZURE = new Cloud("azure", URI.create("https://login.microsoftonline.com"),
            service("https://management.azure.com", "https://management.azure.com"),
            service("https://graph.microsoft.com", "https://graph.microsoft.com"),
            service("https://api.loganalytics.io", "https://api.loganalytics.io"), ".vault.azure.net");

    /// A server of this product, which answers for all services at one origin.
    ///
    /// @param origin scheme, host and port
    public static Cloud ofServer(URI origin) {
        URI plain = origin.resolve("/");
        String port = plain.getPort() < 0 ? "" : ":" + plain.getPort();
        return new Cloud("holdfast", plain, at(plain, AZURE.management()), at(plain, AZURE.graph()),
                at(plain, AZURE.logs()), ".vault." + plain.getHost() + port);
    }

    /// Reads a cloud definition as `az cloud show` prints it: `name`, `endpoints` with `resourceManager`,
    /// `activeDirectory`, `activeDirectoryResourceId`, `microsoftGraphResourceId` and
    /// `logAnalyticsResourceId`, and `suffixes` with `keyvaultDns`.
    ///
    /// @throws RestException if it cannot be read or lacks one of these
    public static Cloud read(Path file) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (IOException | JacksonException e) {
            throw new RestException("the cloud definition cannot be read as JSON: " + file, e);
        }
        String graph = endpoint(file, json, "microsoftGraphResourceId");
        String logs = endpoint(file, json, "logAnalyticsResourceId");
        String suffix = required(file, json, "suffixes", "keyvaultDns");
        return new Cloud(json.path("name").asString(String.valueOf(file.getFileName())),
                URI.create(endpoint(file, json, "activeDirectory")),
                service(endpoint(file, json, "resourceManager"),
                        endpoint(file, json, "activeDirectoryResourceId")),
                service(graph, graph), service(logs, withoutPort(logs)),
                suffix.startsWith(".") ? suffix : "." + suffix);
    }

    /// What tokens for vaults are issued for: their parent domain, without a port.
    public String vaultAudience() {
        return equals(AZURE) || !name.equals("holdfast")
                ? withoutPort("https://" + vaultSuffix.substring(1))
                : AZURE.vaultAudience();
    }

    /// Whether the service is the real one.
    public boolean isReal() {
        String host = String.valueOf(management.endpoint().getHost()).toLowerCase(Locale.ROOT);
        return host.endsWith(".azure.com") || host.endsWith(".azure.us")
                || host.endsWith(".chinacloudapi.cn");
    }

    /// As the Azure SDKs name what a token is for, wherever the service listens.
    private static String withoutPort(String origin) {
        return origin.replaceAll(":\\d+$", "");
    }

    private static Service at(URI origin, Service azure) {
        return new Service(origin, azure.audience());
    }

    private static Service service(String endpoint, String audience) {
        return new Service(URI.create(endpoint), audience);
    }

    private static String endpoint(Path file, JsonNode json, String name) {
        String value = required(file, json, "endpoints", name).replaceAll("/+$", "");
        if (!value.startsWith("https://")) {
            throw new RestException(
                    "the cloud definition " + file + " has endpoints." + name + " without https://");
        }
        return value;
    }

    private static String required(Path file, JsonNode json, String group, String name) {
        String value = json.path(group).path(name).asString("");
        if (value.isBlank()) {
            throw new RestException("the cloud definition " + file + " lacks " + group + "." + name
                    + " (az cloud show prints one that has it)");
        }
        return value;
    }
}
