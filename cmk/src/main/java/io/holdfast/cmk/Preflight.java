package io.holdfast.cmk;

import io.holdfast.client.Answer;
import io.holdfast.client.RestException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says what a change would be answered, before it is made.
///
/// This product tells it by its own route. The mirrored service has none: there the tool looks for itself,
/// with calls that only read, and says so.
final class Preflight {

    private final Azure azure;
    private final Names names;
    private final Dialogue dialogue;

    Preflight(Azure azure, Names names, Dialogue dialogue) {
        this.azure = azure;
        this.names = names;
        this.dialogue = dialogue;
    }

    /// Says it.
    ///
    /// @param own whether to look for oneself even where the service would tell
    /// @return whether nothing is in the way
    boolean run(Change change, boolean own) {
        Optional<JsonNode> vault = azure.find(names.vaultId(), Versions.VAULTS);
        String version = names.pinned()
                ? vault.flatMap(found -> ClusterKeyStep.newestVersion(azure, names, found)).orElse("")
                : "";
        Change.Wish wish = change.wish(names, Vaults.uri(azure, names, vault).toString(), version);
        dialogue.say("  call   " + wish.shown());
        if (own || azure.cloud().isReal()) {
            dialogue.say("  note   the tool looks for itself and only reads: what the service itself would"
                    + " answer may differ");
            return new OwnPreflight(azure, names, dialogue).run(change);
        }
        return told(wish);
    }

    private boolean told(Change.Wish wish) {
        ObjectNode body = Azure.object().put("method", wish.method());
        if (!wish.path().isEmpty()) {
            body.put("path", wish.path());
        }
        if (!wish.body().isMissingNode()) {
            body.set("body", wish.body());
        }
        Answer answer = azure.send(
                azure.manage("POST", wish.resource() + "/preflight", Versions.LOGS, body));
        if (!answer.succeeded()) {
            throw new RestException("the preflight was refused: " + answer.errorText());
        }
        JsonNode report = answer.body();
        report.path("findings").forEach(this::say);
        report.path("irreversible").forEach(what -> dialogue.say("  final  " + what.asString("")));
        report.path("unproven").forEach(what -> dialogue.say("  open   " + what.asString("")));
        String verdict = report.path("verdict").asString("");
        dialogue.say("  so     " + verdict);
        return verdict.equals("Allowed");
    }

    private void say(JsonNode finding) {
        JsonNode error = finding.path("error");
        JsonNode remedy = finding.path("remedy");
        dialogue.say((remedy.isObject() ? "  missing " : "  REFUSED ")
                + finding.path("status").asString("") + " " + error.path("code").asString("") + ": "
                + error.path("message").asString(""));
        if (remedy.isObject()) {
            dialogue.say(("by: " + remedy.path("method").asString("") + " "
                    + remedy.path("path").asString("")
                    + (remedy.has("body")
                            ? System.lineSeparator() + remedy.path("body").toPrettyString()
                            : ""))
                    .indent(9).stripTrailing());
        }
    }
}
