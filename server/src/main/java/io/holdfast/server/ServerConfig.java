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
/// @param flushAfter rows move from the write-ahead log to data files when they are this old, 1 s to 1 h
public record ServerConfig(Path dataFolder, Endpoint endpoint, Optional<SecretBytes> passphrase,
        Duration flushAfter) {

    /// How old rows become before they move, unless said otherwise.
    public static final Duration DEFAULT_FLUSH_AFTER = Duration.ofSeconds(30);

    private static final Duration SHORTEST_FLUSH = Duration.ofSeconds(1);
    private static final Duration LONGEST_FLUSH = Duration.ofHours(1);

    /// Checks the age of rows.
    public ServerConfig {
        if (flushAfter.compareTo(SHORTEST_FLUSH) < 0 || flushAfter.compareTo(LONGEST_FLUSH) > 0) {
            throw new IllegalArgumentException(
                    "Invalid age of rows before a flush: " + flushAfter + " (must be PT1S to PT1H)");
        }
    }

    /// A server on a port of the loopback interface, platform key without passphrase.
    public static ServerConfig onLoopback(Path dataFolder, int port) {
        return new ServerConfig(dataFolder, Endpoint.onLoopback(port), Optional.empty(), DEFAULT_FLUSH_AFTER);
    }

    /// The same with another age at which rows move to data files.
    public ServerConfig flushingAfter(Duration other) {
        return new ServerConfig(dataFolder, endpoint, passphrase, other);
    }
}
