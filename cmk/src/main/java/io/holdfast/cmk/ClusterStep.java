package io.holdfast.cmk;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 2 of the article: a dedicated cluster of 500 GB per day or more, with an identity of its own
/// (`cmk-behaviour` S1, S12).
record ClusterStep(Azure azure, Names names) implements Step {

    private static final int LEAST_CAPACITY = 500;

    @Override
    public String title() {
        return "2. Dedicated cluster " + names.cluster() + ", " + names.capacity() + " GB per day";
    }

    @Override
    public Finding inspect() {
        if (names.capacity() < LEAST_CAPACITY) {
            return new Finding.Blocked("the tier of " + names.capacity() + " GB per day is too low",
                    "set cluster.capacity to 500 or more: Sentinel asks for it");
        }
        Optional<JsonNode> found = azure.find(names.clusterId(), Versions.LOGS);
        return found.isEmpty() ? absent() : present(found.get());
    }

    private Finding absent() {
        return new Finding.Needed("create it with a system-assigned identity",
                List.of(azure.manage("PUT", names.clusterId(), Versions.LOGS, creation(names))),
                commitment());
    }

    /// The body that creates it.
    static ObjectNode creation(Names names) {
        ObjectNode body = sku(names).put("location", names.location());
        body.putObject("identity").put("type", "SystemAssigned");
        return body;
    }

    private Finding present(JsonNode cluster) {
        String state = cluster.path("properties").path("provisioningState").asString("Succeeded");
        String identity = cluster.path("identity").path("type").asString("None");
        int capacity = cluster.path("sku").path("capacity").asInt(0);
        if (!Places.same(cluster.path("location").asString(""), names.location())) {
            return new Finding.Blocked("it is in " + cluster.path("location").asString(""),
                    "vault, cluster and workspace must be in one region: name another cluster, or that region");
        }
        if (!state.equalsIgnoreCase("Succeeded")) {
            return state.equalsIgnoreCase("Failed") || state.equalsIgnoreCase("Canceled")
                    ? new Finding.Blocked("its provisioning state is " + state, "delete it, or see why")
                    : new Finding.Waiting("its provisioning state is " + state);
        }
        if (!identity.equalsIgnoreCase("SystemAssigned")) {
            return new Finding.Blocked("its identity is of type " + identity,
                    "Sentinel supports a system-assigned identity only: name another cluster");
        }
        return capacity < LEAST_CAPACITY
                ? new Finding.Needed("raise its tier from " + capacity + " to " + names.capacity(),
                        List.of(azure.manage("PATCH", names.clusterId(), Versions.LOGS, sku(names))),
                        commitment())
                : new Finding.Done(capacity + " GB per day, identity "
                        + cluster.path("identity").path("principalId").asString(""));
    }

    private static ObjectNode sku(Names names) {
        ObjectNode body = Azure.object();
        body.putObject("sku").put("name", "CapacityReservation").put("capacity", names.capacity());
        return body;
    }

    private String commitment() {
        return "a commitment tier cannot be lowered for 31 days, and in Azure " + names.capacity()
                + " GB per day are billed from now on";
    }
}
