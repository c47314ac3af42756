package io.holdfast.arm;

import java.net.URI;
import java.util.Locale;

/// Where the services of this cloud are, as its discovery document and its challenges say.
///
/// @param resourceManager the management API
/// @param login the token service, without tenant
/// @param graph the directory
/// @param logAnalytics the query API
/// @param keyVaultDnsSuffix what follows a vault's name and a dot, with the port where it is not 443
public record CloudEndpoints(URI resourceManager, URI login, URI graph, URI logAnalytics,
        String keyVaultDnsSuffix) {

    /// The endpoints for a client that used `origin`.
    ///
    /// Where it used a subdomain of `domain`, each service is on its own (`login.`, `graph.`,
    /// `api.loganalytics.`); otherwise, for clients that cannot resolve those, all are on the host that it
    /// used.
    public static CloudEndpoints of(URI origin, String domain) {
        String port = origin.getPort() < 0 ? "" : ":" + origin.getPort();
        String suffix = "vault." + domain + port;
        if (!origin.getHost().toLowerCase(Locale.ROOT).endsWith("." + domain)) {
            return new CloudEndpoints(origin, origin, origin, origin, suffix);
        }
        String rest = "." + domain + port;
        return new CloudEndpoints(origin, URI.create("https://login" + rest),
                URI.create("https://graph" + rest),
                URI.create("https://api.loganalytics" + rest), suffix);
    }
}
