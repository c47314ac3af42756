package io.holdfast.server;

import java.net.InetAddress;
import java.net.URI;
import java.util.regex.Pattern;

/// Where a server answers.
///
/// @param address the address that the port is opened on
/// @param port 0 for any free one
/// @param domain the domain under which the services have their names, such as `localhost`; lower case
public record Endpoint(InetAddress address, int port, String domain) {

    /// The domain that needs no DNS of one's own.
    public static final String DEFAULT_DOMAIN = "localhost";

    private static final int MAX_PORT = 65_535;
    private static final int HTTPS_PORT = 443;
    private static final Pattern DOMAIN = Pattern
            .compile("(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    /// Checks port and domain.
    public Endpoint {
        requirePort(port);
        requireDomain(domain);
    }

    /// Checks a port.
    static void requirePort(int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("Invalid port: " + port + " (must be 0 to " + MAX_PORT + ")");
        }
    }

    /// Checks a domain.
    static void requireDomain(String domain) {
        if (!DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException("Invalid domain: " + domain
                    + " (must be labels of lower-case letters, digits and hyphens, joined by dots)");
        }
    }

    /// A port of the loopback interface, domain `localhost`.
    public static Endpoint onLoopback(int port) {
        return new Endpoint(InetAddress.getLoopbackAddress(), port, DEFAULT_DOMAIN);
    }

    /// Scheme, domain and port, without path.
    URI origin() {
        return URI.create("https://" + domain + (port == HTTPS_PORT ? "" : ":" + port));
    }

    /// The same with another port.
    Endpoint withPort(int other) {
        return new Endpoint(address, other, domain);
    }
}
