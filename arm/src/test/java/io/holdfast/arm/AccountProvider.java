package io.holdfast.arm;

import io.holdfast.rest.Access;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// A provider of the namespace that starts unregistered.
final class AccountProvider implements ArmProvider {

    @Override
    public String namespace() {
        return Providers.DOCUMENT_DB;
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("databaseAccounts", List.of("2024-01-01"));
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.of("PUT",
                "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.DocumentDB/databaseAccounts"
                        + "/{name}",
                Access.anyPrincipal("a test"), call -> ApiResponse.empty(200)));
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return List.of();
    }
}
