package io.holdfast.server;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;

/// What a server does about identities beyond its own tokens.
///
/// @param trustedIssuers file that names the outside issuers whose tokens are accepted
/// @param imds where workloads get tokens in the form of the Instance Metadata Service; empty if nowhere
public record IdentityOptions(Optional<Path> trustedIssuers, Optional<Imds> imds) {

    /// Nothing more.
    public static final IdentityOptions NONE = new IdentityOptions(Optional.empty(), Optional.empty());

    /// Checks that the instance metadata does not share its address with the server.
    void requireOwnAddress(Endpoint endpoint) {
        imds.filter(asked -> asked.address().equals(endpoint.address())).ifPresent(asked -> {
            throw new IllegalArgumentException(
                    "The instance metadata needs a loopback address of its own, other"
                            + " than " + asked.address().getHostAddress() + ", where the server listens");
        });
    }

    /// The Instance Metadata Service: plain HTTP, without any secret, so on the machine itself only.
    ///
    /// @param address a loopback address
    /// @param port 0 for any free one
    public record Imds(InetAddress address, int port) {

        /// Checks that nobody else can reach it.
        public Imds {
            Endpoint.requirePort(port);
            if (!address.isLoopbackAddress()) {
                throw new IllegalArgumentException("Invalid address of the instance metadata: "
                        + address.getHostAddress() + " (must be a loopback address, such as 127.0.0.53)");
            }
        }
    }
}
