package io.holdfast.loganalytics;

/// How many clusters, links and queries there may be.
///
/// @param activeClusters of a subscription in a region
/// @param clusters the same with those that were deleted within 14 days
/// @param workspacesPerCluster linked to one cluster
/// @param linksPerWorkspace within 30 days
/// @param queries of one principal
public record LogAnalyticsLimits(int activeClusters, int clusters, int workspacesPerCluster,
        int linksPerWorkspace, QueryThrottle queries) {

    /// Those of the mirrored service. Source: `cmk-behaviour` C4, L4 and L5.
    public static final LogAnalyticsLimits SERVICE = new LogAnalyticsLimits(5, 7, 1000, 2,
            QueryThrottle.SERVICE);

    /// None that a test or a rehearsal meets.
    public static final LogAnalyticsLimits NONE = new LogAnalyticsLimits(Integer.MAX_VALUE,
            Integer.MAX_VALUE, 1000, Integer.MAX_VALUE, QueryThrottle.SERVICE);
}
