package io.holdfast.cmk;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Step 6 of the article: the confirmation. The mirrored service gives it by mail and shows nothing of it;
/// this product shows it, and its operator gives it.
///
/// @param confirming whether the caller is that operator and confirms
record ConfirmationStep(Azure azure, Names names, boolean confirming) implements Step {

    @Override
    public String title() {
        return "6. The onboarding confirmed";
    }

    @Override
    public Finding inspect() {
        Optional<JsonNode> state = OnboardingStep.state(azure, names);
        JsonNode confirmation = state.map(found -> found.path("properties").path("confirmation"))
                .orElse(MissingNode.getInstance());
        return switch (confirmation.asString("")) {
            case "Confirmed" -> new Finding.Done("confirmed");
            case "Pending" -> pending();
            default -> state.isPresent()
                    ? new Finding.Done("the service does not show it: do not use the workspace before the"
                            + " product group confirms by mail")
                    : new Finding.Needed("let the operator confirm it", List.of(), "");
        };
    }

    private Finding pending() {
        if (confirming) {
            return new Finding.Needed("confirm it, as the operator",
                    List.of(azure.manage("POST", OnboardingStep.id(names) + "/confirm", Versions.ONBOARDING,
                            MissingNode.getInstance())),
                    "");
        }
        return new Finding.Blocked(
                "the operator has not confirmed it; the workspace takes no data until then",
                "let the operator run: holdfast onboarding confirm " + names.workspaceId());
    }
}
