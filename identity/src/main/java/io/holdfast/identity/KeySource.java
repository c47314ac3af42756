package io.holdfast.identity;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where the keys of an outside issuer are, as a JWK set (RFC 7517).
sealed interface KeySource {

    /// At a URL.
    ///
    /// @param url of the scheme https
    /// @param authority file with the only CA certificate that its server is trusted by, PEM; empty for those that the
    ///     JVM trusts
    record Url(URI url, Optional<Path> authority) implements KeySource {

        /// Checks the scheme.
        public Url {
            if (!"https".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
                throw new IllegalArgumentException("The keys' URL must begin with https://, not: " + url);
            }
        }
    }

    /// In a file, which is read again as a URL would be.
    record File(Path path) implements KeySource {}
}
