package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Finds workspaces by what people call them. Pure functions but for their calls.
public final class WorkspaceSearch {

    private WorkspaceSearch() {}

    /// The resource of the workspace with this name, customer id or resource id.
    ///
    /// @throws CommandFailedException if there is none, or more than one
    public static JsonNode find(ApiClient client, String named) {
        JsonNode subscriptions = required(client.send("GET", "/subscriptions?api-version=2022-12-01",
                Audience.MANAGEMENT)).path("value");
        Optional<JsonNode> found = Optional.empty();
        for (JsonNode subscription : subscriptions) {
            JsonNode all = required(client.send("GET", "/subscriptions/"
                    + subscription.path("subscriptionId").asString("")
                    + "/providers/Microsoft.OperationalInsights/workspaces?api-version=2022-10-01",
                    Audience.MANAGEMENT));
            for (JsonNode workspace : all.path("value")) {
                if (isNamed(workspace, named)) {
                    if (found.isPresent()) {
                        throw new CommandFailedException("more than one workspace is named '" + named
                                + "': give its resource id");
                    }
                    found = Optional.of(workspace);
                }
            }
        }
        return found.orElseThrow(() -> new CommandFailedException(
                "there is no workspace with the name, customer id or resource id '" + named + "'"));
    }

    private static boolean isNamed(JsonNode workspace, String named) {
        return named.equalsIgnoreCase(workspace.path("id").asString(""))
                || named.equalsIgnoreCase(workspace.path("name").asString(""))
                || named.equalsIgnoreCase(workspace.path("properties").path("customerId").asString(""));
    }

    /// What a call answered.
    ///
    /// @throws CommandFailedException if it is an error
    public static JsonNode required(Answer answer) {
        if (!answer.succeeded()) {
            throw new CommandFailedException(answer.errorText());
        }
        return answer.body();
    }
}
