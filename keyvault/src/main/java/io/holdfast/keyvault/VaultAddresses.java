package io.holdfast.keyvault;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// How vaults are reached, and how the names of keys are read and printed. Thread-safe.
///
/// A vault is at `https://{vault}.vault.{domain}:{port}`; the first vault is also at the plain host, which is
/// each host that is not a name of another service below the domain.
public final class VaultAddresses {

    private static final int HTTPS_PORT = 443;

    private final String domain;
    private final String suffix;
    private final IntSupplier port;
    private final Supplier<Optional<String>> firstVault;

    /// Addresses below a domain.
    ///
    /// @param domain such as `localhost`
    /// @param port where the server listens; asked at each use, as it is known only once the server has bound
    ///     it
    /// @param firstVault the name of the vault at the plain host
    public VaultAddresses(String domain, IntSupplier port, Supplier<Optional<String>> firstVault) {
        this.domain = domain.toLowerCase(Locale.ROOT);
        this.suffix = ".vault." + this.domain;
        this.port = port;
        this.firstVault = firstVault;
    }

    /// The resource that tokens for the vaults are issued for: `https://vault.{domain}`.
    public String audience() {
        return "https://vault." + domain;
    }

    /// The canonical host of a vault of this process.
    public String host(String vaultName) {
        return vaultName.toLowerCase(Locale.ROOT) + suffix;
    }

    /// Where a vault is reached: `https://{vault}.vault.{domain}[:{port}]/`.
    public String vaultUri(String vaultName) {
        return "https://" + host(vaultName) + portSuffix() + "/";
    }

    /// The id of a key of this process, as answers give it.
    public String uri(KeyId id) {
        return builtInVault(id).isPresent()
                ? "https://" + id.host() + portSuffix() + "/keys/" + id.name()
                        + id.version().map(v -> "/" + v).orElse("")
                : id.toString();
    }

    /// The vault of this process that holds a key; empty if the key is elsewhere.
    public Optional<String> builtInVault(KeyId id) {
        return vaultOfHost(id.host());
    }

    /// Whether a request for this host (lower case, without port) is for a vault.
    boolean servesHost(String host) {
        return vaultOfHost(host).isPresent() || !host.endsWith("." + domain);
    }

    /// The vault that a request for this host (lower case, without port) is for; empty if there is none at
    /// all.
    Optional<String> requestedVault(String host) {
        Optional<String> named = vaultOfHost(host);
        return named.isPresent() || host.endsWith("." + domain) ? named : firstVault.get();
    }

    private Optional<String> vaultOfHost(String host) {
        boolean below = host.endsWith(suffix) && host.indexOf('.') == host.length() - suffix.length();
        return below ? Optional.of(host.substring(0, host.length() - suffix.length())) : Optional.empty();
    }

    /// Reads the id of a key in any form that names one.
    ///
    /// @throws IllegalArgumentException if it is none
    public KeyId parse(String keyUri) {
        URI uri = https(keyUri);
        List<String> parts = List.of(uri.getPath().split("/"));
        if (parts.size() < 3 || parts.size() > 4 || !parts.get(1).equalsIgnoreCase("keys")) {
            throw new IllegalArgumentException("Invalid key id: " + keyUri
                    + " (must be https://{vault host}/keys/{name}[/{version}])");
        }
        return new KeyId(canonicalHost(uri), parts.get(2),
                parts.size() == 4 ? Optional.of(parts.get(3)) : Optional.empty());
    }

    /// The id of a key of a vault given by its URI.
    ///
    /// @param version empty for the latest
    /// @throws IllegalArgumentException if a part is malformed
    public KeyId keyId(String vaultUri, String keyName, Optional<String> version) {
        return new KeyId(canonicalHost(https(vaultUri)), keyName, version);
    }

    private static URI https(String text) {
        try {
            URI uri = new URI(text);
            if ("https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("Invalid vault or key URI: " + text, e);
        }
        throw new IllegalArgumentException(
                "Invalid vault or key URI: " + text + " (must begin with https://)");
    }

    /// A port other than ours means another server, also below the same domain.
    private String canonicalHost(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        int given = uri.getPort() < 0 ? HTTPS_PORT : uri.getPort();
        boolean ours = given == HTTPS_PORT || given == port.getAsInt();
        if (ours && vaultOfHost(host).isPresent()) {
            return host;
        }
        if (ours && host.equals(domain)) {
            return firstVault.get().map(this::host).orElse(host);
        }
        return given == HTTPS_PORT ? host : host + ":" + given;
    }

    private String portSuffix() {
        int bound = port.getAsInt();
        return bound == HTTPS_PORT ? "" : ":" + bound;
    }
}
