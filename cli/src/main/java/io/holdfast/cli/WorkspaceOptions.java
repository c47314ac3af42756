package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Options of the commands that query a workspace of a running server.
final class WorkspaceOptions {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--workspace", paramLabel = "GUID", defaultValue = "${env:HOLDFAST_WORKSPACE}",
            description = "The workspace's customerId ($HOLDFAST_WORKSPACE).")
    private @Nullable String workspace;

    @Option(names = "--timespan", description = "ISO 8601 duration or interval, such as P1D.")
    private @Nullable String timespan;

    ApiClient connect() {
        workspace();
        return connection.connect();
    }

    /// The workspace's customer id.
    String workspace() {
        if (workspace == null || workspace.isBlank()) {
            throw new CommandFailedException("missing --workspace or $HOLDFAST_WORKSPACE");
        }
        return workspace;
    }

    /// Runs a query, which may say how to draw its result.
    Answer query(ApiClient client, String query, Map<String, String> parameters) {
        ObjectNode body = JSON.createObjectNode().put("query", query);
        Optional.ofNullable(timespan).ifPresent(span -> body.put("timespan", span));
        if (!parameters.isEmpty()) {
            parameters.forEach(body.putObject("parameters")::put);
        }
        return client.send("POST",
                "/v1/workspaces/" + URLEncoder.encode(workspace(), StandardCharsets.UTF_8) + "/query",
                Audience.QUERY, body, "include-render=true");
    }
}
