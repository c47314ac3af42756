package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `GET /providers/Holdfast.Operator/metrics`: metrics for scrapers, to whoever may read those of the
/// subscription (Monitoring Reader).
final class MetricsProvider implements ArmProvider {

    private static final String READ = "Microsoft.Insights/metrics/read";

    private final LogAnalyticsParts parts;
    private final KeyMetrics metrics;

    MetricsProvider(LogAnalyticsParts parts) {
        this.parts = parts;
        this.metrics = new KeyMetrics(parts.keyring(), parts.sealed());
    }

    @Override
    public String namespace() {
        return "Holdfast.Operator";
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("metrics", List.of("2026-01-01"));
    }

    @Override
    public List<Route> routes() {
        ResourceId subscription = ResourceId.subscription(parts.tenant().subscriptionId());
        return List.of(Route.of("GET", "/providers/Holdfast.Operator/metrics", Access.of(READ,
                call -> ArmAccess.require(parts.authorizer(), call.caller(), READ, subscription)),
                call -> new ApiResponse(200, Map.of("Content-Type", KeyMetrics.CONTENT_TYPE),
                        metrics.text().getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return List.of();
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Failures.translate(failure);
    }
}
