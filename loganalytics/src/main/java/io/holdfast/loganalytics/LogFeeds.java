package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import io.holdfast.loganalytics.internal.ActivityRows;
import io.holdfast.loganalytics.internal.DiagnosticRows;
import io.holdfast.loganalytics.internal.HealthRows;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Which logs go where: those that a diagnostic setting sends, and the key journal, which goes to every
/// workspace that is onboarded to Sentinel without being asked. For one thread.
final class LogFeeds {

    private final LogAnalyticsParts parts;
    private final Workspaces workspaces;
    private final ResourceId subscription;
    private final DiagnosticSource vaults;
    private final DiagnosticSource activity;
    private final DiagnosticSource journal;
    // Of the records as they were after so many changes; absent at first.
    private long seenChanges;
    private @Nullable List<LogFeed> known;

    LogFeeds(LogAnalyticsParts parts, Workspaces workspaces) {
        this.parts = parts;
        this.workspaces = workspaces;
        this.subscription = ResourceId.subscription(parts.tenant().subscriptionId());
        this.vaults = parts.diagnostics();
        this.activity = new ActivitySource(parts.activity(), parts.tenant().subscriptionId());
        this.journal = new KeyJournalSource(parts.keyring().journal());
    }

    /// All that there are now.
    List<LogFeed> all() {
        long changes = parts.platform().changes();
        List<LogFeed> feeds = known;
        if (feeds == null || changes != seenChanges) {
            feeds = Stream.of(ofSettings(), ofKeys(), ofSentinel()).flatMap(feed -> feed).toList();
            known = feeds;
            seenChanges = changes;
        }
        return feeds;
    }

    private Stream<LogFeed> ofSettings() {
        return parts.resources().list(subscription, DiagnosticSetting.TYPE).stream()
                .map(DiagnosticSetting::of).filter(DiagnosticSetting::enabled)
                .map(setting -> new LogFeed(setting.id().key(), setting.workspace(),
                        setting.isOfSubscription() ? activity : vaults, content(setting), false));
    }

    private static LogFeed.Content content(DiagnosticSetting setting) {
        if (setting.isOfSubscription()) {
            return new LogFeed.Content(setting.table(), ActivityRows.EVENT_DATA_ID, event -> true,
                    event -> ActivityRows.azureActivity(event.json()));
        }
        String resource = setting.resource().key();
        return new LogFeed.Content(setting.table(), DiagnosticRows.ITEM_ID,
                event -> event.resourceId().toLowerCase(Locale.ROOT).equals(resource),
                event -> setting.dedicated()
                        ? DiagnosticRows.vaultAuditLog(event.hash(), event.resourceId(), event.json())
                        : DiagnosticRows.azureDiagnostics(event.hash(), event.resourceId(), event.json()));
    }

    private Stream<LogFeed> ofSentinel() {
        return parts.gate().feeds().stream()
                .map(feed -> new LogFeed(feed.id(), feed.workspace(), feed.source(),
                        new LogFeed.Content(feed.table(), feed.idColumn(), event -> true,
                                event -> (ObjectNode) event.json()),
                        true));
    }

    private Stream<LogFeed> ofKeys() {
        return workspaces.list(subscription).stream().filter(workspace -> workspace.cluster().isPresent()
                && parts.gate().onboarding(workspace.id()) != WorkspaceGate.Onboarding.NONE)
                .map(workspace -> {
                    ClusterView cluster = workspace.cluster().orElseThrow();
                    return new LogFeed("sentinel-health/" + workspace.customerId(), workspace.id(), journal,
                            new LogFeed.Content(HealthRows.TABLE, HealthRows.RECORD_ID,
                                    event -> event.resourceId().equals(cluster.clusterId()),
                                    event -> HealthRows.keyChange(event.hash(), event.json(),
                                            cluster.id().toString(), workspace.customerId())),
                            true);
                });
    }
}
