package io.holdfast.server;

import io.holdfast.crypto.SecretBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How a server is started.
///
/// @param dataFolder holds everything that is kept; made where there is none
/// @param endpoint where it answers
/// @param passphrase of the platform key, UTF-8; stays the caller's; empty if its file holds it as it is
public record ServerConfig(Path dataFolder, Endpoint endpoint, Optional<SecretBytes> passphrase,
        ServerPace pace) {

    /// A server on a port of the loopback interface, platform key without passphrase.
    public static ServerConfig onLoopback(Path dataFolder, int port) {
        return new ServerConfig(dataFolder, Endpoint.onLoopback(port), Optional.empty(), ServerPace.DEFAULT);
    }

    /// The same with another age at which rows move to data files.
    public ServerConfig flushingAfter(Duration other) {
        return new ServerConfig(dataFolder, endpoint, passphrase,
                new ServerPace(other, pace.pollInterval(), pace.grace()));
    }
}
