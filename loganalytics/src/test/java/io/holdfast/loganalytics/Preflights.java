package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Preflights of a world's calls, and the calls beside them.
record Preflights(World world) {

    /// Tries a call out as the owner, and sees that nothing is changed by it.
    Answer of(String method, String path, String body) {
        List<JsonNode> before = everything();
        Answer answer = as(world.fixture.ownerId(), method, path, body);
        assertThat(everything()).isEqualTo(before);
        return answer;
    }

    Answer as(String objectId, String method, String path, String body) {
        String resource = path.startsWith(world.workspace)
                ? world.workspace
                : path.startsWith(world.cluster) ? world.cluster : path;
        ObjectNode asked = Json.object().put("method", method);
        String[] parts = path.substring(resource.length()).split("\\?", 2);
        if (!parts[0].isEmpty()) {
            asked.put("path", parts[0].substring(1));
        }
        if (parts.length > 1) {
            asked.putObject("query").put(parts[1].split("=", 2)[0], parts[1].split("=", 2)[1]);
        }
        if (!body.isEmpty()) {
            asked.set("body", Json.parse(body.getBytes(StandardCharsets.UTF_8)));
        }
        Answer answer = world.fixture.callAs(objectId, "POST", resource + "/preflight", asked.toString());
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer;
    }

    /// Tries a call out, makes it, and sees that it is refused with what the preflight found first; answers
    /// the preflight.
    Answer refused(String method, String path, String body, String error) {
        Answer preflight = of(method, path, body);
        Answer made = world.fixture.call(method, path, body);
        JsonNode finding = preflight.json().path("findings").path(0);

        assertThat(made.status() + " " + made.code()).as(made.json().toString()).isEqualTo(error);
        assertThat(finding.path("error")).isEqualTo(made.json().path("error"));
        assertThat(finding.path("status").asInt()).isEqualTo(made.status());
        assertThat(preflight.text("verdict")).isIn("Refused", "Missing");
        return preflight;
    }

    /// Tries a call out that nothing refuses; answers the preflight.
    Answer allowed(String method, String path, String body) {
        Answer preflight = of(method, path, body);
        assertThat(preflight.text("verdict")).as(preflight.json().toString()).isEqualTo("Allowed");
        assertThat(preflight.json().path("findings").size()).isZero();
        return preflight;
    }

    private List<JsonNode> everything() {
        Fixture fixture = world.fixture;
        String logs = fixture.group() + "/providers/Microsoft.OperationalInsights";
        long wraps = fixture.vaults.audit(1, Integer.MAX_VALUE).stream()
                .filter(entry -> entry.event().operationName().equals("KeyWrap")).count();
        return Stream.concat(Stream.of(logs + "/clusters", logs + "/workspaces", logs + "/deletedWorkspaces",
                world.workspace + "/linkedServices", world.workspace + "/tables", world.cluster + "/keyUsage")
                .map(path -> fixture.get(path).json()), Stream.of(Json.object().put("wraps", wraps)))
                .toList();
    }
}
