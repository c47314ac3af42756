package io.holdfast.server;

import io.holdfast.loganalytics.LogAnalyticsLimits;
import io.holdfast.loganalytics.QueryThrottle;

/// What a server allows.
///
/// @param clustersPerRegion how many clusters a subscription may have in a region, from 1; two more may have
///     been deleted within 14 days
/// @param confirmsOnboarding whether onboardings with a customer-managed key count as confirmed at once, for
///     rehearsal; else the operator confirms each
/// @param queriesPerWindow how many queries a principal may send within 30 seconds
public record ServerRules(int clustersPerRegion, boolean confirmsOnboarding, int queriesPerWindow) {

    /// As many clusters as the mirrored service allows; the operator confirms; no bound on the rate of queries.
    public static final ServerRules DEFAULT = new ServerRules(LogAnalyticsLimits.SERVICE.activeClusters(),
            false, QueryThrottle.SERVICE.perWindow());

    // More than one process is measured with.
    private static final int MAX_CLUSTERS = 10_000;

    /// Checks the bound.
    public ServerRules {
        if (clustersPerRegion < 1 || clustersPerRegion > MAX_CLUSTERS) {
            throw new IllegalArgumentException("Invalid number of clusters: " + clustersPerRegion
                    + " (must be 1 to " + MAX_CLUSTERS + ")");
        }
    }
}
