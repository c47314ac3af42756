package io.holdfast.cli.quickstart;

import io.holdfast.cli.Audience;
import io.holdfast.cli.QueryAnswer;
import io.holdfast.client.Answer;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Step 8: KQL over the logs, and an incident from what it finds.
final class QueryStep {

    private static final String INCIDENTS = "?api-version=2022-11-01";

    private static final String SCANNERS = """
            CommonSecurityLog_CL
            | where RequestMethod == "GET" and EventOutcome != "200"
            | summarize Requests = count(), FirstSeen = min(TimeGenerated) by SourceIP
            | top 5 by Requests desc""";
    private static final String OVER_TIME = """
            CommonSecurityLog_CL
            | summarize Requests = count() by bin(TimeGenerated, 15m)
            | order by TimeGenerated asc""";
    private static final String INBOX_RULES = """
            OfficeActivity_CL
            | where Operation == "New-InboxRule"
            | project TimeGenerated, UserId, ClientIP, ResultStatus""";

    private final Scene scene;
    private final Queries queries;

    QueryStep(Scene scene, Queries queries) {
        this.scene = scene;
        this.queries = queries;
    }

    /// An incident as it was created.
    ///
    /// @param target the path of its calls
    /// @param title its title, which comes out of the logs
    record Incident(String target, String title, String etag) {}

    Incident run(Map<String, Long> ingested) {
        scene.out().step("8", "Query the logs in KQL, and open an incident");
        Map<String, Long> counts = queries.counts(ingested.keySet());
        StepFailedException.unless(counts.equals(ingested), "each acknowledged row once: " + ingested,
                counts.toString());
        scene.out().result("each acknowledged row is there once: " + counts);
        scene.out().lines(query(SCANNERS).table().lines());
        scene.out().lines(TimeChart.lines(points(query(OVER_TIME))));
        QueryAnswer rules = query(INBOX_RULES);
        scene.out().lines(rules.table().lines());
        StepFailedException.unless(rules.rows().size() == 1, "one new inbox rule in the sample",
                rules.rows().size() + " rows");
        return incident(rules);
    }

    private QueryAnswer query(String kql) {
        scene.out().say("");
        kql.lines().forEach(line -> scene.out().say("   " + line));
        Answer answer = scene.call("POST", queries.target(), Audience.QUERY, Scene.object().put("query", kql),
                "(the query above)");
        return QueryAnswer.of(answer.body());
    }

    private static SortedMap<Instant, Long> points(QueryAnswer answer) {
        SortedMap<Instant, Long> points = new TreeMap<>();
        for (int row = 0; row < answer.rows().size(); row++) {
            points.put(Instant.parse(answer.text(row, 0)), Long.parseLong(answer.text(row, 1)));
        }
        StepFailedException.unless(!points.isEmpty(), "points over time", "an empty answer");
        return points;
    }

    private Incident incident(QueryAnswer rules) {
        String title = "Inbox rule that hides mail, made by " + rules.text(0, 1) + " from "
                + rules.text(0, 2);
        String target = incidentTarget(scene, UUID.randomUUID());
        Answer created = scene.manage("PUT", target, incident(title));
        scene.out().result("incident " + created.body().path("properties").path("incidentNumber").asString("")
                + " is stored, encrypted on its own, by the Cosmos DB side");
        return new Incident(target, title, created.body().path("etag").asString(""));
    }

    /// The path of an incident.
    static String incidentTarget(Scene scene, UUID id) {
        return scene.names().sentinel() + "/incidents/" + id + INCIDENTS;
    }

    /// The body of an incident.
    static ObjectNode incident(String title) {
        ObjectNode body = Scene.object();
        body.putObject("properties").put("title", title).put("severity", "High").put("status", "New");
        return body;
    }
}
