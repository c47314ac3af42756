package io.holdfast.cmk;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 2 of the article: the workspace is linked to the cluster (`cmk-behaviour` L1 to L7).
record LinkStep(Azure azure, Names names) implements Step {

    @Override
    public String title() {
        return "2. The workspace linked to the cluster";
    }

    @Override
    public Finding inspect() {
        String linked = azure.find(names.workspaceId(), Versions.LOGS)
                .map(workspace -> workspace.path("properties").path("features").path("clusterResourceId")
                        .asString(""))
                .orElse("");
        if (linked.equalsIgnoreCase(names.clusterId())) {
            return new Finding.Done("all that it takes in is under the cluster's key");
        }
        if (!linked.isEmpty()) {
            return new Finding.Blocked("it is linked to " + linked,
                    "a workspace is in one cluster at a time: name that cluster, or another workspace");
        }
        if (onboardedWithoutKey()) {
            return new Finding.Blocked(
                    "it is onboarded to Sentinel without a customer-managed key",
                    "linking would not put what Sentinel keeps under the key: name a workspace that was never"
                            + " onboarded");
        }
        Optional<JsonNode> link = azure.find(names.workspaceId() + "/linkedServices/cluster", Versions.LINKS);
        return link.isPresent()
                ? new Finding.Waiting(
                        "it is " + link.get().path("properties").path("provisioningState")
                                .asString("being linked"))
                : needed();
    }

    private boolean onboardedWithoutKey() {
        return OnboardingStep.state(azure, names)
                .filter(state -> !state.path("properties").path("customerManagedKey").asBoolean(false))
                .isPresent();
    }

    /// The body that links it.
    static ObjectNode body(Names names) {
        ObjectNode body = Azure.object();
        body.putObject("properties").put("writeAccessResourceId", names.clusterId());
        return body;
    }

    private Finding needed() {
        return new Finding.Needed("link it",
                List.of(azure.manage("PUT", names.workspaceId() + "/linkedServices/cluster", Versions.LINKS,
                        body(names))),
                "a workspace can be linked and unlinked twice in 30 days only, and once under Sentinel with a"
                        + " customer-managed key it stays linked");
    }
}
