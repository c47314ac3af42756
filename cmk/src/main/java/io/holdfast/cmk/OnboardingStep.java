package io.holdfast.cmk;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 5 of the article: onboarding with `customerManagedKey: true` (`cmk-behaviour` S5).
record OnboardingStep(Azure azure, Names names) implements Step {

    /// The path of the state below a workspace.
    static final String STATE = "/providers/Microsoft.SecurityInsights/onboardingStates/default";

    @Override
    public String title() {
        return "5. The workspace onboarded to Sentinel with customerManagedKey";
    }

    @Override
    public Finding inspect() {
        Optional<JsonNode> state = state(azure, names);
        if (state.isEmpty()) {
            return new Finding.Needed("onboard it",
                    List.of(azure.manage("PUT", id(names), Versions.ONBOARDING, body(true))),
                    "onboarding with a customer-managed key cannot be changed afterwards, and the workspace"
                            + " cannot leave its cluster");
        }
        return state.get().path("properties").path("customerManagedKey").asBoolean(false)
                ? new Finding.Done("customerManagedKey is true")
                : new Finding.Blocked("it is onboarded without a customer-managed key",
                        "that cannot be changed: name a workspace that was never onboarded");
    }

    static String id(Names names) {
        return names.workspaceId() + STATE;
    }

    /// The body that onboards it.
    static ObjectNode body(boolean customerManagedKey) {
        ObjectNode body = Azure.object();
        body.putObject("properties").put("customerManagedKey", customerManagedKey);
        return body;
    }

    /// The onboarding state; empty if there is none, or no workspace.
    static Optional<JsonNode> state(Azure azure, Names names) {
        return azure.find(names.workspaceId(), Versions.LOGS)
                .flatMap(workspace -> azure.find(id(names), Versions.ONBOARDING));
    }
}
