package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `vault audit`: lists audit events of the vaults, or checks their whole chain.
@Command(name = "audit", mixinStandardHelpOptions = true,
        description = "List audit events, oldest first, or check that none was altered or taken away "
                + "(--verify: exit status 0 if so, 1 if not).")
final class VaultAuditCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String VERSION = "api-version=2025-05-01";
    private static final int PAGE = 1_000;
    private static final Pattern HEAD = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-fA-F]{64})");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--subscription", defaultValue = "${env:AZURE_SUBSCRIPTION_ID}",
            description = "Subscription id ($AZURE_SUBSCRIPTION_ID).")
    private @Nullable String subscription;

    @Option(names = "--vault", paramLabel = "NAME", description = "Of this vault.")
    private @Nullable String vault;

    @Option(names = "--key", paramLabel = "NAME", description = "About keys whose names begin so.")
    private @Nullable String key;

    @Option(names = "--operation", paramLabel = "NAME", description = "Of this operation, such as KeyUnwrap.")
    private @Nullable String operation;

    @Option(names = "--caller", paramLabel = "ID", description = "By this object or application id.")
    private @Nullable String caller;

    @Option(names = "--result", description = "Success, Failed or an HTTP status.")
    private @Nullable String result;

    @Option(names = "--since", paramLabel = "TIME", description = "Not before, such as 2026-05-01T10:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Before.")
    private @Nullable String until;

    @Option(names = "--last", paramLabel = "N", description = "Look at the last N events only.")
    private @Nullable Long last;

    @Option(names = "--limit", paramLabel = "N",
            description = "List so many at most (default: ${DEFAULT-VALUE}).")
    private int limit = PAGE;

    @Option(names = "--json", description = "One JSON object per line, as the log has them.")
    private boolean json;

    @Option(names = "--verify", description = "Check every event and that none is missing.")
    private boolean verify;

    @Option(names = "--head", paramLabel = "N:HASH",
            description = "With --verify: that the log passes through this event, too (kept from an earlier "
                    + "--verify).")
    private @Nullable String head;

    @Override
    public Integer call() {
        LogSetup.quiet();
        if (subscription == null || subscription.isBlank()) {
            throw new CommandFailedException("missing --subscription or $AZURE_SUBSCRIPTION_ID");
        }
        String target = "/subscriptions/" + encoded(subscription)
                + "/providers/Microsoft.KeyVault/auditEvents";
        try (ApiClient client = connection.connect()) {
            return verify || head != null ? verify(client, target) : list(client, target);
        }
    }

    private int list(ApiClient client, String target) {
        String filter = filter();
        List<JsonNode> found = new ArrayList<>();
        String page = last == null ? "&fromSequence=1" : "&last=" + last;
        while (!page.isEmpty() && found.size() < limit) {
            JsonNode body = succeeded(client.send("GET", target + "?" + VERSION + filter + page
                    + "&limit=" + Math.min(PAGE, limit - found.size()), Audience.MANAGEMENT));
            body.path("value").forEach(found::add);
            page = body.has("nextSequence") ? "&fromSequence=" + body.path("nextSequence").longValue() : "";
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            found.forEach(entry -> out.println(JSON.writeValueAsString(entry)));
        } else {
            new TextTable(List.of("event", "time", "operation", "status", "caller", "about", "ms"),
                    found.stream().map(VaultAuditCommand::row).toList()).lines().forEach(out::println);
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private String filter() {
        Map<String, @Nullable String> parameters = new LinkedHashMap<>();
        parameters.put("vault", vault);
        parameters.put("key", key);
        parameters.put("operation", operation);
        parameters.put("caller", caller);
        parameters.put("result", result);
        parameters.put("since", since);
        parameters.put("until", until);
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) -> {
            if (value != null) {
                text.append('&').append(name).append('=').append(encoded(value));
            }
        });
        return text.toString();
    }

    private static List<String> row(JsonNode entry) {
        JsonNode event = entry.path("event");
        JsonNode claim = event.path("identity").path("claim");
        JsonNode properties = event.path("properties");
        String resource = event.path("resourceId").asString("");
        String about = properties.path("id").asString("");
        return List.of(entry.path("sequence").asString(""), event.path("time").asString(""),
                event.path("operationName").asString(""), properties.path("httpStatusCode").asString(""),
                claim.path("http://schemas.microsoft.com/identity/claims/objectidentifier").asString("-"),
                about.isEmpty() ? resource.substring(resource.lastIndexOf('/') + 1) : about,
                event.path("durationMs").asString(""));
    }

    private int verify(ApiClient client, String target) {
        ObjectNode kept = JSON.createObjectNode();
        if (head != null) {
            Matcher matcher = HEAD.matcher(head);
            if (!matcher.matches()) {
                throw new CommandFailedException(
                        "--head must be the number and the hash of an event, N:HASH");
            }
            kept.put("sequence", Long.parseLong(matcher.group(1))).put("hash", matcher.group(2));
        }
        JsonNode found = succeeded(
                client.send("POST", target + "/verify?" + VERSION, Audience.MANAGEMENT, kept));
        boolean sound = found.path("sound").booleanValue();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.writeValueAsString(found));
        } else {
            out.println(
                    (sound ? "sound" : "NOT SOUND") + ": events " + found.path("firstSequence").asString("")
                            + " to " + found.path("lastSequence").asString(""));
            out.println("head: " + found.path("lastSequence").asString("") + ":"
                    + found.path("lastHash").asString(""));
            if (!sound) {
                JsonNode problem = found.path("problem");
                out.println(problem.path("kind").asString("") + " after event "
                        + problem.path("sequence").asString("") + ": "
                        + problem.path("message").asString(""));
            }
        }
        out.flush();
        return sound ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static JsonNode succeeded(Answer answer) {
        if (!answer.succeeded()) {
            throw new CommandFailedException(answer.errorText());
        }
        return answer.body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
