package io.holdfast.server;

import io.holdfast.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How a server is started.
///
/// @param dataFolder holds everything that is kept; made where there is none
/// @param endpoint where it answers
/// @param passphrase of the platform key, UTF-8; stays the caller's; empty if its file holds it as it is
/// @param auditHead where the head of the vaults' audit log is kept besides, outside the data folder
/// @param pace how often is done what is done from time to time
/// @param parts what it runs and uses
/// @param rules what it allows
public record ServerConfig(Path dataFolder, Endpoint endpoint, Optional<SecretBytes> passphrase,
        Optional<Path> auditHead, ServerPace pace, ServerParts parts, ServerRules rules) {

    /// Checks that the audit head is kept elsewhere, and that queries read no file of the server.
    public ServerConfig {
        for (Path folder : parts.external().folders()) {
            if (real(folder).startsWith(real(dataFolder)) || real(dataFolder).startsWith(real(folder))) {
                throw new IllegalArgumentException("Invalid folder for queries: " + folder
                        + " (must not hold the data folder " + dataFolder + " nor be in it)");
            }
        }
        if (auditHead.isPresent() && absolute(auditHead.get()).startsWith(absolute(dataFolder))) {
            throw new IllegalArgumentException("Invalid place of the audit head: " + auditHead.get()
                    + " (must be outside the data folder " + dataFolder + ", best on another disk)");
        }
    }

    /// With the rules of the mirrored service.
    public ServerConfig(Path dataFolder, Endpoint endpoint, Optional<SecretBytes> passphrase,
            Optional<Path> auditHead, ServerPace pace, ServerParts parts) {
        this(dataFolder, endpoint, passphrase, auditHead, pace, parts, ServerRules.DEFAULT);
    }

    /// A server on a port of the loopback interface with all roles, platform key without passphrase.
    public static ServerConfig onLoopback(Path dataFolder, int port) {
        return new ServerConfig(dataFolder, Endpoint.onLoopback(port), Optional.empty(), Optional.empty(),
                ServerPace.DEFAULT, ServerParts.ALL);
    }

    /// The same with another age at which rows move to data files.
    public ServerConfig flushingAfter(Duration other) {
        return new ServerConfig(dataFolder, endpoint, passphrase, auditHead,
                new ServerPace(other, pace.pollInterval(), pace.grace(), pace.operationTime()), parts,
                rules);
    }

    /// The same with other parts.
    public ServerConfig with(ServerParts others) {
        return new ServerConfig(dataFolder, endpoint, passphrase, auditHead, pace, others, rules);
    }

    /// The path with links followed, as far as it is there.
    private static Path real(Path path) {
        Path whole = absolute(path);
        try {
            return whole.toRealPath();
        } catch (IOException _) {
            Path parent = whole.getParent();
            return parent == null ? whole : real(parent).resolve(whole.getFileName());
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
