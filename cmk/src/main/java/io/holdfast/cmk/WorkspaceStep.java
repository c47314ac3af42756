package io.holdfast.cmk;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 2 of the article: the workspace, not onboarded to Sentinel before (`cmk-behaviour` S7).
record WorkspaceStep(Azure azure, Names names) implements Step {

    @Override
    public String title() {
        return "2. Workspace " + names.workspace();
    }

    @Override
    public Finding inspect() {
        Optional<JsonNode> found = azure.find(names.workspaceId(), Versions.LOGS);
        if (found.isEmpty()) {
            ObjectNode body = Azure.object().put("location", names.location());
            body.putObject("properties").putObject("sku").put("name", "PerGB2018");
            return new Finding.Needed("create it",
                    List.of(azure.manage("PUT", names.workspaceId(), Versions.LOGS, body)), "");
        }
        JsonNode workspace = found.get();
        String state = workspace.path("properties").path("provisioningState").asString("Succeeded");
        if (!Places.same(workspace.path("location").asString(""), names.location())) {
            return new Finding.Blocked("it is in " + workspace.path("location").asString(""),
                    "vault, cluster and workspace must be in one region: name another workspace");
        }
        return state.equalsIgnoreCase("Succeeded")
                ? new Finding.Done(
                        "customerId " + workspace.path("properties").path("customerId").asString(""))
                : new Finding.Waiting("its provisioning state is " + state);
    }
}
