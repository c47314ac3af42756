package io.holdfast.loganalytics;

import io.holdfast.logstore.LogStoreSettings;
import io.holdfast.logstore.MemoryBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Where the module keeps data and under which names it answers.
///
/// @param domain the domain of all services, such as `localhost`
/// @param hosts host names of all services of this process, lower case, without port
/// @param clusters the folder of all clusters; made if absent
/// @param stores what the log store in a folder may use
/// @param memory what all log stores share
/// @param limits how many clusters and links there may be
public record LogAnalyticsSettings(String domain, Set<String> hosts, Path clusters,
        Function<Path, LogStoreSettings> stores, MemoryBudget memory, LogAnalyticsLimits limits) {

    private static final String COLLECTOR = ".ods.opinsights.";

    /// Copies the hosts.
    public LogAnalyticsSettings {
        domain = domain.toLowerCase(Locale.ROOT);
        hosts = Set.copyOf(hosts);
    }

    /// The usual hosts (the plain domain and the loopback addresses) and small log stores, without limits.
    public static LogAnalyticsSettings forDomain(String domain, Path clusters) {
        return new LogAnalyticsSettings(domain,
                Set.copyOf(List.of(domain.toLowerCase(Locale.ROOT), "127.0.0.1", "[::1]")), clusters,
                LogStoreSettings::small, MemoryBudget.UNBOUNDED, LogAnalyticsLimits.NONE);
    }

    /// Whether a host is one that the query API answers at: `api.loganalytics.{domain}`, or a plain one.
    boolean queriesAt(String host) {
        return hosts.contains(host) || host.equals("api.loganalytics." + domain);
    }

    /// Whether a host is one of the Kusto API alone: `{any}.kusto.{domain}`.
    boolean kustoAt(String host) {
        return host.endsWith(".kusto." + domain);
    }

    /// Whether a host is one that the ingestion API answers at: `{any}.ingest.{domain}`, or a plain one.
    boolean ingestsAt(String host) {
        return hosts.contains(host) || host.endsWith(".ingest." + domain);
    }

    /// Whether a host is one that the Data Collector API answers at:
    /// `{customerId}.ods.opinsights.{domain}`, or
    /// a plain one.
    boolean collectsAt(String host) {
        return hosts.contains(host) || host.endsWith(COLLECTOR + domain);
    }

    /// The customer id that a host of the Data Collector API names; empty for a plain one.
    Optional<String> collectorOf(String host) {
        return host.endsWith(COLLECTOR + domain)
                ? Optional.of(host.substring(0, host.length() - COLLECTOR.length() - domain.length()))
                : Optional.empty();
    }
}
