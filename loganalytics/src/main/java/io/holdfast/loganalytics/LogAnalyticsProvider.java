package io.holdfast.loganalytics;

import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.OperationalInsights`: clusters, workspaces, their links and tables, and the key reports of
/// clusters.
final class LogAnalyticsProvider implements ArmProvider {

    private static final List<String> VERSIONS = List.of("2025-07-01", "2025-02-01", "2023-09-01",
            "2022-10-01",
            "2021-12-01-preview", "2021-06-01", "2020-10-01", "2020-08-01", "2020-03-01-preview",
            "2017-01-01-preview",
            "2015-11-01-preview");
    private static final List<String> TYPES = List.of("clusters", "workspaces", "deletedWorkspaces",
            "workspaces/linkedServices", "workspaces/linkedStorageAccounts", "workspaces/savedSearches",
            "workspaces/tables");

    private final LogAnalyticsParts parts;
    private final List<Route> routes;

    LogAnalyticsProvider(LogAnalyticsParts parts, List<Route> routes) {
        this.parts = parts;
        this.routes = List.copyOf(routes);
    }

    @Override
    public String namespace() {
        return "Microsoft.OperationalInsights";
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        Map<String, List<String>> versions = new LinkedHashMap<>();
        TYPES.forEach(type -> versions.put(type, VERSIONS));
        return versions;
    }

    @Override
    public Map<String, String> preflights() {
        String group = "/subscriptions/{sub}/resourceGroups/{group}/providers/" + namespace();
        return Map.of(group + "/clusters/{cluster}", Clusters.TYPE + "/read",
                group + "/workspaces/{workspace}", Workspaces.TYPE + "/read");
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return Stream.of(Clusters.TYPE, Workspaces.TYPE)
                .flatMap(type -> parts.resources().summaries(scope, type).stream()).toList();
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Failures.translate(failure);
    }
}
