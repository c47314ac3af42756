package io.holdfast.loganalytics;

import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Api;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.stream.Stream;

/// The module as a whole: its resource providers, its data planes, and what other modules ask of it.
/// Thread-safe.
///
/// It listens to the keyring, so it must be opened before the keyring is started.
public final class LogAnalytics implements AutoCloseable {

    private final Workspaces workspaces;
    private final ClusterStores stores;
    private final DiagnosticDelivery delivery;
    private final RowIntake rows;
    private final WorkspaceQueries queries;
    private final Tables tables;
    private final ResourceId subscription;
    private final Retention retention;
    private final Restoration restoration;
    private final DetectionQueries detectionQueries;
    private final List<ArmProvider> providers;
    private final List<Api> apis;

    private LogAnalytics(LogAnalyticsSettings settings, LogAnalyticsParts parts) {
        Clusters clusters = new Clusters(parts.resources());
        DeletedWorkspaces deleted = new DeletedWorkspaces(parts.resources(), parts.platform(), parts.gate());
        this.tables = new Tables(parts.resources());
        this.subscription = ResourceId.subscription(parts.tenant().subscriptionId());
        this.workspaces = new Workspaces(parts.resources(), parts.platform(), clusters);
        SavedSearches searches = new SavedSearches(parts);
        this.stores = new ClusterStores(settings, parts, deleted::dropRows);
        LogAnalyticsLimits limits = settings.limits();
        Rules rules = new Rules(parts, workspaces, tables);
        List<Route> routes = Stream.of(
                new ClusterRoutes(parts, limits, clusters, workspaces, stores).routes(parts.authorizer()),
                new KeyReportRoutes(parts).routes(parts.authorizer()),
                new SealedIngestRoutes(parts).routes(parts.authorizer()),
                new WorkspaceRoutes(parts, workspaces, stores, deleted).routes(parts.authorizer()),
                new LinkRoutes(parts, limits, workspaces, clusters, stores).routes(),
                new SavedSearchRoutes(parts, workspaces, searches).routes(parts.authorizer()),
                new SharedKeyRoutes(new SharedKeys(parts), workspaces, stores).routes(parts.authorizer()),
                new LinkedStorageRoutes(parts, workspaces, stores).routes(parts.authorizer()),
                new TableRoutes(parts, workspaces, tables, stores).routes(parts.authorizer()))
                .flatMap(List::stream)
                .toList();
        this.providers = List.of(new LogAnalyticsProvider(parts, routes),
                new ManagedIdentityProvider(parts, clusters), new MetricsProvider(parts),
                new InsightsProvider(parts, new EndpointRoutes(parts),
                        new RuleRoutes(parts, rules, workspaces, stores),
                        new DiagnosticRoutes(parts, workspaces)));
        Arrivals arrivals = new Arrivals(parts.clock());
        this.delivery = new DiagnosticDelivery(parts, workspaces, tables, stores, arrivals);
        this.retention = new Retention(parts, workspaces, tables, stores);
        StreamIntake streams = new StreamIntake(tables, parts.clock(), arrivals);
        DarkIntake darkIntake = new DarkIntake(new WorkspaceIntake(parts.gate(), stores, arrivals),
                parts.sealed(),
                parts.clock());
        CollectorTables collected = new CollectorTables(parts.resources(), tables, streams, arrivals);
        this.rows = new RowIntake(workspaces, tables, darkIntake, streams);
        this.restoration = new Restoration(parts, stores, workspaces,
                new Restoration.Ways(rules, streams, collected, rows));
        this.queries = new WorkspaceQueries(parts, workspaces, tables, stores,
                new QueryTurns(limits.queries(), parts.nanos()));
        this.detectionQueries = new DetectionQueries(parts, workspaces, tables, stores, arrivals);
        this.apis = List.of(new LogsQueryApi(settings, queries, parts.clock()),
                new KustoApi(settings, queries, new KustoCommands(parts, workspaces, tables, searches,
                        stores)),
                new LogsIngestionApi(settings, parts, rules, streams, darkIntake),
                new DataCollectorApi(settings, parts, workspaces, collected, darkIntake));
        parts.keyring().addListener(stores);
    }

    /// Opens the module. No store is open yet: they open as the keyring brings their keys to light.
    public static LogAnalytics open(LogAnalyticsSettings settings, LogAnalyticsParts parts) {
        return new LogAnalytics(settings, parts);
    }

    /// `Microsoft.OperationalInsights`, `Microsoft.Insights`, and the metrics of `Holdfast.Operator`.
    public List<ArmProvider> providers() {
        return providers;
    }

    /// The Log Analytics query API, the Logs Ingestion API and the Data Collector API.
    public List<Api> apis() {
        return apis;
    }

    /// The workspaces that there are.
    public Workspaces workspaces() {
        return workspaces;
    }

    /// The log stores of the clusters.
    public ClusterStores stores() {
        return stores;
    }

    /// Checks a query of a workspace, which the caller may read, without running it.
    ///
    /// @throws io.holdfast.kql.KqlException if the text is no query over its tables and functions
    public void checkQuery(Caller caller, WorkspaceView workspace, String kql) {
        queries.check(caller, workspace, kql);
    }

    /// Takes rows of other modules.
    public RowIntake rows() {
        return rows;
    }

    /// Runs the queries of detection rules.
    public DetectionQueries detectionQueries() {
        return detectionQueries;
    }

    /// Gives standard tables the columns that came with an upgrade; begins to send logs to workspaces, to delete what
    /// is older than its retention and to restore what waited for keys; the keyring must have been started.
    public void startWork() {
        addStandardColumns();
        delivery.start();
        retention.start();
        restoration.start();
    }

    /// Gives standard tables the columns that came with an upgrade. For tests, without [#startWork].
    void addStandardColumns() {
        workspaces.list(subscription).forEach(tables::addStandardColumns);
    }

    /// Deletes what is older than its retention now. For tests, without [#startWork].
    void applyRetention() {
        retention.apply();
    }

    /// Sends what is to be sent now, as is done again and again from [#startWork] on.
    public void deliver() {
        delivery.deliver();
    }

    /// Takes into the stores what waited for their keys. For tests, without [#startWork].
    void restoreSealed() {
        restoration.restore();
    }

    /// Ends the work and closes all stores.
    @Override
    public void close() {
        delivery.close();
        retention.close();
        restoration.close();
        stores.close();
    }
}
