package io.holdfast.cmk;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Step 3 of the article: the provider of Azure Cosmos DB is registered; its principal comes with it
/// (`cmk-behaviour` P1, P2).
record CosmosStep(Azure azure, Names names) implements Step {

    /// The application of Azure Cosmos DB, the same in every tenant of the public cloud.
    static final String APPLICATION = "a232010e-820c-4083-83bb-3ace5fc29d0b";

    @Override
    public String title() {
        return "3. Provider Microsoft.DocumentDB registered";
    }

    @Override
    public Finding inspect() {
        String provider = names.subscriptionId() + "/providers/Microsoft.DocumentDB";
        String state = azure.find(provider, Versions.RESOURCES)
                .map(found -> found.path("registrationState").asString("")).orElse("");
        if (state.equalsIgnoreCase("Registered")) {
            Optional<String> principal = azure.principalOf(APPLICATION);
            return principal.isPresent()
                    ? new Finding.Done("its principal is " + principal.get())
                    : new Finding.Waiting("its principal is not there yet");
        }
        JsonNode nothing = MissingNode.getInstance();
        return state.equalsIgnoreCase("Registering")
                ? new Finding.Waiting("it is registering")
                : new Finding.Needed("register it",
                        List.of(azure.manage("POST", provider + "/register", Versions.RESOURCES, nothing)),
                        "");
    }
}
