package io.holdfast.loganalytics;

import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.Insights`: data collection endpoints and rules, diagnostic settings.
final class InsightsProvider implements ArmProvider {

    private static final List<String> VERSIONS = List.of("2024-03-11", "2023-03-11", "2022-06-01",
            "2021-09-01-preview",
            "2021-04-01");

    private final LogAnalyticsParts parts;
    private final List<Route> routes;

    InsightsProvider(LogAnalyticsParts parts, EndpointRoutes endpoints, RuleRoutes rules,
            DiagnosticRoutes diagnostics) {
        this.parts = parts;
        this.routes = Stream.of(endpoints.routes(parts.authorizer()), rules.routes(parts.authorizer()),
                diagnostics.routes()).flatMap(List::stream).toList();
    }

    @Override
    public String namespace() {
        return "Microsoft.Insights";
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("dataCollectionEndpoints", VERSIONS, "dataCollectionRules", VERSIONS,
                "diagnosticSettings",
                DiagnosticRoutes.VERSIONS);
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return Stream.of(EndpointRoutes.TYPE, Rules.TYPE)
                .flatMap(type -> parts.resources().summaries(scope, type).stream()).toList();
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Failures.translate(failure);
    }
}
