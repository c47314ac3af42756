package io.holdfast.keyvault;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a key, or of one version of it, in one canonical form: equal ids name the same key.
///
/// Text form: `https://{host}/keys/{name}[/{version}]`. [VaultAddresses] reads the other forms that clients
/// use.
///
/// @param host the vault's host, lower case; for a vault of this process without port, for another with its
///     port where
///     that is not 443
/// @param name letters, digits and hyphens, kept in lower case: names do not differ by case
/// @param version 32 hexadecimal digits, lower case; empty for the latest version
public record KeyId(String host, String name, Optional<String> version) {

    private static final Pattern NAME = Pattern.compile("[0-9a-z-]{1,127}");
    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern HOST = Pattern.compile("[0-9a-z.-]{1,253}(:[0-9]{1,5})?");

    /// Brings the parts to lower case.
    ///
    /// @throws IllegalArgumentException if a part is malformed
    public KeyId {
        host = host.toLowerCase(Locale.ROOT);
        name = name.toLowerCase(Locale.ROOT);
        version = version.map(v -> v.toLowerCase(Locale.ROOT));
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("Invalid vault host: " + host);
        }
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "Invalid key name: " + name + " (must be 1 to 127 letters, digits or hyphens)");
        }
        if (!version.map(KeyId::isVersion).orElse(true)) {
            throw new IllegalArgumentException(
                    "Invalid key version: " + version.get() + " (must be 32 hexadecimal digits)");
        }
    }

    static boolean isName(String text) {
        return NAME.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    static boolean isVersion(String text) {
        return VERSION.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    /// The id of this version of the same key.
    public KeyId withVersion(String of) {
        return new KeyId(host, name, Optional.of(of));
    }

    /// The id of the same key without a version.
    public KeyId withoutVersion() {
        return new KeyId(host, name, Optional.empty());
    }

    /// The canonical text, which [VaultAddresses#parse] reads back whatever port the server has by then.
    @Override
    public String toString() {
        return "https://" + host + "/keys/" + name + version.map(v -> "/" + v).orElse("");
    }
}
