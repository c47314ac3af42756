package io.holdfast.identity;

import io.holdfast.rest.ApiException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The resources that tokens are issued for: the mirrored services and the hosts of this installation.
final class Audiences {

    private static final String DEFAULT_SCOPE = "/.default";
    private static final int MAX_LENGTH = 255;
    private static final List<String> MIRRORED = List.of("management.azure.com",
            "management.core.windows.net",
            "vault.azure.net", "api.loganalytics.io", "api.loganalytics.azure.com", "monitor.azure.com",
            "graph.microsoft.com");
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private final String domain;

    Audiences(String domain) {
        this.domain = domain.toLowerCase(Locale.ROOT);
    }

    /// The resource that a scope names: what stands before `/.default`; empty if it has not that form. A
    /// resource that ends in a slash (`https://monitor.azure.com//.default`) keeps it.
    static Optional<String> ofScope(String scope) {
        return scope.endsWith(DEFAULT_SCOPE) && scope.length() > DEFAULT_SCOPE.length()
                ? Optional.of(scope.substring(0, scope.length() - DEFAULT_SCOPE.length()))
                : Optional.empty();
    }

    /// Whether tokens are issued for a resource: an https URI of a host and a port at most.
    boolean isKnown(String resource) {
        if (resource.length() > MAX_LENGTH) {
            return false;
        }
        try {
            URI uri = URI.create(resource);
            String path = uri.getRawPath();
            boolean bare = "https".equalsIgnoreCase(uri.getScheme()) && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && (path == null || path.isEmpty() || path.equals("/"));
            String host = uri.getHost();
            return bare && host != null && isKnownHost(host.toLowerCase(Locale.ROOT), uri.getPort());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// The refusal of a resource that is not known.
    ApiException unknown(String resource, Tenant tenant) {
        return new ApiException(400, "invalid_resource",
                "AADSTS500011: The resource principal named " + resource
                        + " was not found in the tenant named " + tenant.tenantId() + ".");
    }

    private boolean isKnownHost(String host, int port) {
        return (port < 0 && MIRRORED.contains(host)) || host.equals(domain) || host.endsWith("." + domain)
                || LOOPBACK.contains(host);
    }
}
