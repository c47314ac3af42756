package io.holdfast.cli.rules;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Audience;
import io.holdfast.cli.CommandFailedException;
import io.holdfast.client.Answer;
import io.holdfast.rulefiles.AlertRule;
import io.holdfast.rulefiles.RuleEntry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// One import: writes rules one by one and tells of each. Not thread-safe.
final class RuleImport {

    private static final String VERSION = "?api-version=2022-11-01";
    private static final int CREATED = 201;
    /// How many reasons are told at the end.
    private static final int MOST_REASONS = 10;
    /// What makes a reason another one for each rule.
    private static final Pattern PLACE = Pattern.compile("line \\d+, column \\d+: ");
    /// Answers about the rule; any other error would meet the rules after it as well.
    private static final Set<Integer> REFUSALS = Set.of(400, 404, 409, 413);

    private final ApiClient client;
    private final String rules;
    private final boolean disabled;
    private final Consumer<String> out;
    // Where each id was first met.
    private final Map<String, String> places = new HashMap<>();
    private final Map<String, Integer> reasons = new HashMap<>();
    private int created;
    private int replaced;
    private int refused;

    /// @param workspace resource id
    /// @param out takes a line at a time
    RuleImport(ApiClient client, String workspace, boolean disabled, Consumer<String> out) {
        this.client = client;
        this.rules = workspace + "/providers/Microsoft.SecurityInsights/alertRules/";
        this.disabled = disabled;
        this.out = out;
    }

    /// Writes what stands at one place of a file, if it is a rule.
    ///
    /// @throws CommandFailedException if the server cannot take any rule now
    void add(RuleEntry entry) {
        switch (entry) {
            case RuleEntry.NoRule none -> refuse(none.file() + ":" + none.line(), "", none.problem());
            case RuleEntry.Rule rule -> add(rule, rule.rule());
        }
    }

    private void add(RuleEntry entry, AlertRule rule) {
        String place = entry.file() + ":" + entry.line();
        String former = places.putIfAbsent(rule.id().toLowerCase(Locale.ROOT), place);
        if (former != null) {
            refuse(place, rule.name(), "has the id of the rule at " + former);
            return;
        }
        if (disabled) {
            ((ObjectNode) rule.body().required("properties")).put("enabled", false);
        }
        Answer answer = client.send("PUT",
                rules + URLEncoder.encode(rule.id(), StandardCharsets.UTF_8) + VERSION, Audience.MANAGEMENT,
                rule.body());
        if (answer.succeeded()) {
            boolean isNew = answer.status() == CREATED;
            created += isNew ? 1 : 0;
            replaced += isNew ? 0 : 1;
            say((isNew ? "imported  " : "replaced  ") + place + "  " + rule.name()
                    + (rule.leftOut().isEmpty()
                            ? ""
                            : "  (left out: " + String.join(", ", rule.leftOut()) + ")"));
        } else if (REFUSALS.contains(answer.status())) {
            refuse(entry.file() + ":" + rule.lineOf(answer.errorText()), rule.name(), answer.errorText());
        } else {
            throw new CommandFailedException(answer.errorText() + " (" + summary() + " before)");
        }
    }

    private void refuse(String place, String name, String problem) {
        refused++;
        reasons.merge(PLACE.matcher(problem).replaceAll(""), 1, Integer::sum);
        say("refused   " + place + "  " + (name.isEmpty() ? "" : name + ": ") + problem);
    }

    /// Files are written by strangers: nothing of them steers the terminal.
    private void say(String line) {
        out.accept(line.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " "));
    }

    int refused() {
        return refused;
    }

    /// Tells for what reasons more than one rule was refused, those of the most rules first.
    void sayReasons() {
        List<Map.Entry<String, Integer>> shared = reasons.entrySet().stream()
                .filter(reason -> reason.getValue() > 1)
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_REASONS).toList();
        if (!shared.isEmpty()) {
            say("refused most often:");
            shared.forEach(reason -> say(String.format(Locale.ROOT, "%6d  %s", reason.getValue(),
                    reason.getKey())));
        }
    }

    private String summary() {
        return created + " rules imported, " + replaced + " replaced, " + refused + " refused";
    }

    /// The last line.
    String summary(int files) {
        return summary() + ", of " + files + (files == 1 ? " file" : " files");
    }
}
