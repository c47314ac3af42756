package io.holdfast.cli.quickstart;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Audience;
import io.holdfast.cli.QueryAnswer;
import io.holdfast.client.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/// KQL against one workspace.
///
/// @param workspaceId its customerId
record Queries(ApiClient client, String workspaceId) {

    /// The path of the query API.
    String target() {
        return "/v1/workspaces/" + workspaceId + "/query";
    }

    /// Runs a query, unseen.
    Answer run(String query) {
        return client.send("POST", target(), Audience.QUERY, Scene.object().put("query", query));
    }

    /// The number of rows of each table.
    ///
    /// @throws StepFailedException if a query is refused
    Map<String, Long> counts(Iterable<String> tables) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String table : tables) {
            Answer answer = run(table + " | count");
            StepFailedException.unless(answer.succeeded(), "the rows of " + table + " to be counted",
                    answer.errorText());
            counts.put(table, Long.parseLong(QueryAnswer.of(answer.body()).text(0, 0)));
        }
        return counts;
    }
}
