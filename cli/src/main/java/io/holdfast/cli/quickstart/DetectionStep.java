package io.holdfast.cli.quickstart;

import io.holdfast.cli.Audience;
import io.holdfast.cli.QueryAnswer;
import io.holdfast.cli.sample.SampleData;
import io.holdfast.client.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// Step 9: a published alert rule fires on the logs and opens an incident by itself.
final class DetectionStep {

    static final String VERSION = "?api-version=2022-11-01";
    private static final String RULE = "957cb240-f45d-4491-9ba5-93430a3c08be";

    private static final String TOLD = "SecurityAlert | join kind=inner SecurityIncident on $left.DisplayName"
            + " == $right.Title | summarize Alerts = dcount(SystemAlertId), Incidents = dcount(IncidentName)";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Scene scene;
    private final Queries queries;

    DetectionStep(Scene scene, Queries queries) {
        this.scene = scene;
        this.queries = queries;
    }

    QueryStep.Incident run() {
        scene.out().step("9", "Let a detection rule open an incident");
        JsonNode rule = SampleData.detectionRule();
        String title = rule.path("properties").path("displayName").asString("");
        scene.call("PUT", scene.names().sentinel() + "/alertRules/" + RULE + VERSION, Audience.MANAGEMENT,
                rule,
                "(a published rule: " + title + ")");
        Answer found = scene.awaitGet(
                scene.names().sentinel() + "/incidents" + VERSION + "&$filter="
                        + encoded("properties/title eq '" + title + "'"),
                "an incident of the rule", answer -> answer.body().path("value").size() == 1);
        JsonNode incident = found.body().path("value").path(0);
        String target = scene.names().sentinel() + "/incidents/" + incident.path("name").asString("");
        Answer entities = scene.manage("POST", target + "/entities" + VERSION);
        String account = entities.body().path("entities").path(0).path("properties").path("accountName")
                .asString("");
        StepFailedException.unless(!account.isEmpty(), "the account that the rule names",
                entities.body().toString());
        scene.out().result("incident " + incident.path("properties").path("incidentNumber").asString("")
                + " was opened by the rule, over " + account + " among others");
        awaitRows();
        return new QueryStep.Incident(target + VERSION, title, incident.path("etag").asString(""));
    }

    /// Both tell of themselves in tables of the log store.
    private void awaitRows() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Answer answer = queries.run(TOLD);
        while (!answer.succeeded() || !QueryAnswer.of(answer.body()).text(0, 0).equals("1")) {
            StepFailedException.unless(System.nanoTime() < deadline,
                    "rows of the alert and the incident in their tables", Scene.summary(answer));
            Scene.pause(PAUSE);
            answer = queries.run(TOLD);
        }
        scene.out().result("SecurityAlert and SecurityIncident have a row of it each");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
