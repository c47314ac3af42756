package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ResourceId;
import io.holdfast.loganalytics.KeyErrors;
import io.holdfast.records.RecordException;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Call;
import io.holdfast.rest.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.SecurityInsights`: the extension of workspaces that is Sentinel. Immutable.
public final class SentinelProvider implements ArmProvider {

    static final String BASE = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/workspaces/{workspace}/providers/Microsoft.SecurityInsights";

    private static final String WORKSPACE_TYPE = "Microsoft.OperationalInsights/workspaces";
    private static final List<String> VERSIONS = List.of("2025-09-01", "2025-07-01-preview", "2025-06-01",
            "2025-03-01", "2024-09-01", "2024-03-01", "2023-12-01-preview", "2023-11-01", "2023-02-01",
            "2022-11-01",
            "2022-10-01-preview", "2022-09-01-preview", "2022-08-01", "2021-10-01", "2021-09-01-preview",
            "2021-04-01",
            "2021-03-01-preview", "2020-01-01", "2019-01-01-preview");

    private final List<String> types;
    private final List<Route> routes;

    private SentinelProvider(List<ResourceKind> kinds, List<Route> routes) {
        this.types = kinds.stream().map(kind -> kind.path().type()).toList();
        this.routes = List.copyOf(routes);
    }

    /// The provider over what Sentinel keeps.
    public static SentinelProvider of(SentinelStores stores, SentinelParts parts) {
        OnboardingPrerequisites prerequisites = new OnboardingPrerequisites(parts.providers(),
                parts.principals());
        OnboardedWorkspaces onboarded = new OnboardedWorkspaces(stores, parts.workspaces(), parts.clock());
        ConfigurationAudit audit = new ConfigurationAudit(parts.random());
        List<ResourceKind> kinds = List.of(new Incidents(parts.random()),
                new IncidentComments(parts.random()),
                new IncidentRelations(parts.random()),
                new IncidentTasks(), new Bookmarks(), new BookmarkRelations(),
                new AlertRules(parts.queries()), new RuleActions(), new AutomationRules(),
                new Watchlists(parts.random()), new WatchlistItems(parts.random()), new MetadataKind(),
                new Settings(), new Indicators(), new DataConnectors());
        return new SentinelProvider(kinds, Stream.of(
                new OnboardingRoutes(stores, parts, prerequisites).routes(parts.authorizer()),
                kinds.stream().flatMap(kind -> new ResourceCollection(kind, onboarded, audit)
                        .routes(parts.authorizer()).stream()).toList(),
                new IncidentActions(onboarded, parts.playbooks(), parts.random()).routes(parts.authorizer()),
                new AlertRuleTemplates(onboarded).routes(parts.authorizer()),
                new EntityRoutes(onboarded).routes(parts.authorizer()),
                new IndicatorActions(onboarded, parts.random()).routes(parts.authorizer()),
                new PreviewRoutes(stores, parts.workspaces()).routes(parts.authorizer()))
                .flatMap(List::stream).toList());
    }

    @Override
    public String namespace() {
        return "Microsoft.SecurityInsights";
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        Map<String, List<String>> versions = new LinkedHashMap<>();
        Stream.of(
                Stream.of("onboardingStates", AlertRuleTemplates.type(), EntityRoutes.type(),
                        IndicatorActions.TYPE,
                        PreviewRoutes.LIST_TYPE),
                types.stream(), PreviewRoutes.types().stream())
                .flatMap(types -> types).forEach(type -> versions.put(type, VERSIONS));
        return versions;
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /// None: all are extensions of workspaces.
    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return List.of();
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return switch (failure) {
            case RecordException.Corrupt e ->
                Optional.of(ApiError.of(500, "StoredDataCorrupt", "A stored document is not"
                        + " as it was written. Nothing is answered from it; restore it from a backup."));
            case RecordException.Unavailable e -> Optional.of(ApiError.of(503, "ServiceUnavailable",
                    "The document store cannot read or write its file; the server's log says why.")
                    .withHeader("Retry-After", "10"));
            default -> KeyErrors.translate(failure);
        };
    }

    /// The workspace that a request is about.
    static ResourceId workspace(Call call) {
        ResourceId id = ResourceId.of(call.request());
        return Stream.iterate(Optional.of(id), Optional::isPresent, at -> at.flatMap(ResourceId::parent))
                .flatMap(Optional::stream).filter(at -> at.resourceType().equalsIgnoreCase(WORKSPACE_TYPE))
                .findFirst()
                .orElseThrow(() -> ArmErrors.notFound(id));
    }
}
