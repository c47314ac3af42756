package io.holdfast.server;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.loganalytics.LogAnalyticsLimits;
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
/// @param clustersPerRegion how many clusters a subscription may have in a region, from 1; two more may have
///     been deleted within 14 days
public record ServerConfig(Path dataFolder, Endpoint endpoint, Optional<SecretBytes> passphrase,
        Optional<Path> auditHead, ServerPace pace, ServerParts parts, int clustersPerRegion) {

    // More than one process is measured with.
    private static final int MAX_CLUSTERS = 10_000;

    /// As many clusters as the mirrored service allows.
    public static final int DEFAULT_CLUSTERS_PER_REGION = LogAnalyticsLimits.SERVICE.activeClusters();

    /// Checks that the audit head is kept elsewhere.
    public ServerConfig {
        if (clustersPerRegion < 1 || clustersPerRegion > MAX_CLUSTERS) {
            throw new IllegalArgumentException("Invalid number of clusters: " + clustersPerRegion
                    + " (must be 1 to " + MAX_CLUSTERS + ")");
        }
        if (auditHead.isPresent() && absolute(auditHead.get()).startsWith(absolute(dataFolder))) {
            throw new IllegalArgumentException("Invalid place of the audit head: " + auditHead.get()
                    + " (must be outside the data folder " + dataFolder + ", best on another disk)");
        }
    }

    /// With as many clusters as the mirrored service allows.
    public ServerConfig(Path dataFolder, Endpoint endpoint, Optional<SecretBytes> passphrase,
            Optional<Path> auditHead, ServerPace pace, ServerParts parts) {
        this(dataFolder, endpoint, passphrase, auditHead, pace, parts, DEFAULT_CLUSTERS_PER_REGION);
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
                clustersPerRegion);
    }

    /// The same with other parts.
    public ServerConfig with(ServerParts others) {
        return new ServerConfig(dataFolder, endpoint, passphrase, auditHead, pace, others,
                clustersPerRegion);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
