package io.holdfast.externaldata;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A host that queries may read from, over HTTPS.
///
/// @param name lower case, with the port where it is not 443; `*.` before it stands for each one label there
/// @param authority the certificates that alone vouch for the host, PEM; empty for the authorities of the Java
///     runtime
public record ExternalHost(String name, Optional<Path> authority) {

    private static final Pattern NAME = Pattern.compile(
            "(\\*\\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?");
    private static final String ANY = "*.";

    /// Checks the name.
    public ExternalHost {
        name = normal(name.strip());
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Invalid host: " + name + " (must be HOST[:PORT] or *.HOST[:PORT])");
        }
    }

    /// Reads `HOST[:PORT][=FILE]`.
    ///
    /// @throws IllegalArgumentException if it is none
    public static ExternalHost parse(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new ExternalHost(text, Optional.empty())
                : new ExternalHost(text.substring(0, equals),
                        Optional.of(Path.of(text.substring(equals + 1))));
    }

    /// Says whether an address is at this host. Addresses other than HTTPS, and those with a user name, are at
    /// none.
    boolean covers(URI address) {
        String host = address.getHost();
        if (host == null || !"https".equalsIgnoreCase(address.getScheme())
                || address.getRawUserInfo() != null) {
            return false;
        }
        String asked = normal(address.getPort() < 0 ? host : host + ":" + address.getPort());
        return name.startsWith(ANY)
                ? asked.indexOf('.') > 0 && asked.substring(asked.indexOf('.')).equals(name.substring(1))
                : asked.equals(name);
    }

    private static String normal(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst(":443$", "");
    }
}
