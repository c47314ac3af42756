package io.holdfast.remotevault;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A vault of another server, or a family of them, that this server may ask.
///
/// @param hosts lower case, with the port where it is not 443; the first is the canonical name and the one
///     that is called, the others are further names of the same vault. A name whose first label is `*` stands
///     for each label there; then all names have one.
/// @param authority the certificates that alone vouch for the vault and its token endpoint, PEM; empty for
///     the authorities of the Java runtime
public record RemoteVault(List<String> hosts, Optional<Path> authority) {

    private static final int MAX_NAMES = 16;
    private static final Pattern HOST = Pattern.compile(
            "(\\*\\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?");
    private static final String ANY = "*.";

    /// Checks the names.
    public RemoteVault {
        hosts = hosts.stream().map(RemoteVault::normal).toList();
        if (hosts.isEmpty() || hosts.size() > MAX_NAMES) {
            throw new IllegalArgumentException(
                    "Invalid remote vault: it must have 1 to " + MAX_NAMES + " names");
        }
        for (String host : hosts) {
            if (!HOST.matcher(host).matches() || host.startsWith(ANY) != hosts.getFirst().startsWith(ANY)) {
                throw new IllegalArgumentException("Invalid remote vault: " + host
                        + " (must be HOST[:PORT], and *.HOST[:PORT] for all of its names or for none)");
            }
        }
    }

    /// Reads `HOST[:PORT][,NAME...][=FILE]`.
    ///
    /// @throws IllegalArgumentException if it is none
    public static RemoteVault parse(String text) {
        int equals = text.indexOf('=');
        String names = equals < 0 ? text : text.substring(0, equals);
        Optional<Path> authority = equals < 0
                ? Optional.empty()
                : Optional.of(Path.of(text.substring(equals + 1)));
        return new RemoteVault(Arrays.asList(names.split(",", -1)), authority);
    }

    /// The canonical name of a vault; empty if this host is none of these names.
    ///
    /// @param host lower case, with the port where it is not 443
    Optional<String> canonical(String host) {
        String first = hosts.getFirst();
        if (!first.startsWith(ANY)) {
            return hosts.contains(host) ? Optional.of(first) : Optional.empty();
        }
        int dot = host.indexOf('.');
        boolean named = dot > 0 && hosts.contains(ANY + host.substring(dot + 1));
        return named ? Optional.of(host.substring(0, dot) + first.substring(1)) : Optional.empty();
    }

    private static String normal(String host) {
        return host.strip().toLowerCase(Locale.ROOT).replaceFirst(":443$", "");
    }
}
