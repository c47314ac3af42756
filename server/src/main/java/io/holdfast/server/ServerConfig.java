package io.holdfast.server;

import io.holdfast.crypto.SecretBytes;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a server is started.
///
/// @param dataFolder holds everything that is kept; made where there is none
/// @param bindAddress the address that the port is opened on
/// @param port 0 for any free one
/// @param domain the domain under which the services have their names, such as `localhost`; lower case
/// @param passphrase of the platform key, UTF-8; stays the caller's; empty if its file holds it as it is
public record ServerConfig(Path dataFolder, InetAddress bindAddress, int port, String domain,
        Optional<SecretBytes> passphrase) {

    /// The domain that needs no DNS of one's own.
    public static final String DEFAULT_DOMAIN = "localhost";

    private static final int MAX_PORT = 65_535;
    private static final Pattern DOMAIN = Pattern
            .compile("(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    /// Checks port and domain.
    public ServerConfig {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("Invalid port: " + port + " (must be 0 to " + MAX_PORT + ")");
        }
        if (!DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException("Invalid domain: " + domain
                    + " (must be labels of lower-case letters, digits and hyphens, joined by dots)");
        }
    }

    /// A server on a port of the loopback interface, platform key without passphrase.
    public static ServerConfig onLoopback(Path dataFolder, int port) {
        return new ServerConfig(dataFolder, InetAddress.getLoopbackAddress(), port, DEFAULT_DOMAIN,
                Optional.empty());
    }
}
