package io.holdfast.arm;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/// Which tenant and subscription there are, and under which hosts the management API answers.
///
/// @param tenantId the tenant's GUID
/// @param subscriptionId the only subscription's GUID
/// @param domain the domain of all services, such as `localhost`
/// @param hosts host names of the management API, lower case, without port
/// @param endpoints the cloud's endpoints for a client that used an origin
public record ArmSettings(String tenantId, String subscriptionId, String domain, Set<String> hosts,
        Function<URI, CloudEndpoints> endpoints) {

    /// Copies the hosts.
    public ArmSettings {
        hosts = Set.copyOf(hosts);
    }

    /// The usual hosts: the plain domain, the loopback addresses, and `arm.` and `management.` before the
    /// domain.
    public static ArmSettings forDomain(String tenantId, String subscriptionId, String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        return new ArmSettings(tenantId, subscriptionId, lower,
                Set.copyOf(List.of(lower, "127.0.0.1", "[::1]", "arm." + lower, "management." + lower)),
                origin -> CloudEndpoints.of(origin, lower));
    }

    /// The authority at which callers of an origin sign in, such as `https://localhost:8443/{tenant}`.
    public String authority(URI origin) {
        return endpoints.apply(origin).login() + "/" + tenantId;
    }
}
