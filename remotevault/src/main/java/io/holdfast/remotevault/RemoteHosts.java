package io.holdfast.remotevault;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The remote vaults by the names under which keys may name them. Immutable.
final class RemoteHosts {

    private static final int HTTPS_PORT = 443;

    /// A vault that may be asked.
    ///
    /// @param host canonical, with the port where it is not 443
    record Found(String host, RemoteVault vault) {

        String uri() {
            return "https://" + host;
        }
    }

    private final List<RemoteVault> vaults;

    RemoteHosts(List<RemoteVault> vaults) {
        this.vaults = vaults;
    }

    /// The vault of this URI, in whatever form; empty if it is none of these.
    Optional<Found> find(String vaultUri) {
        return host(vaultUri).flatMap(host -> vaults.stream()
                .flatMap(vault -> vault.canonical(host).map(canonical -> new Found(canonical, vault))
                        .stream())
                .findFirst());
    }

    private static Optional<String> host(String text) {
        try {
            URI uri = new URI(text.strip());
            boolean plain = "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null
                    && uri.getRawUserInfo() == null && uri.getRawQuery() == null
                    && uri.getRawFragment() == null && uri.getRawPath().replace("/", "").isEmpty();
            if (!plain) {
                return Optional.empty();
            }
            String host = uri.getHost().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
            boolean usual = uri.getPort() < 0 || uri.getPort() == HTTPS_PORT;
            return Optional.of(usual ? host : host + ":" + uri.getPort());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
