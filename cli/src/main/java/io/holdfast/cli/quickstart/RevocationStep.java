package io.holdfast.cli.quickstart;

import io.holdfast.cli.Audience;
import io.holdfast.cli.sample.SampleTable;
import io.holdfast.client.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 11: the key is disabled and everything refused; it is enabled and everything back.
final class RevocationStep {

    private static final int FORBIDDEN = 403;
    private static final String REVOKED = "CustomerManagedKeyRevoked";

    private final Scene scene;
    private final Queries queries;
    private final SampleTable table;
    private final IngestionStep.Ingested ingested;
    private final AtomicLong acknowledgedMeanwhile = new AtomicLong();

    RevocationStep(Scene scene, Queries queries, SampleTable table, IngestionStep.Ingested ingested) {
        this.scene = scene;
        this.queries = queries;
        this.table = table;
        this.ingested = ingested;
    }

    /// Incidents are of calls and of rules: all go dark and come back.
    void run(String keyVersion, List<QueryStep.Incident> incidents) {
        scene.out().step("11", "Revoke: disable the key, watch everything stop, and restore it");
        List<Probe> probes = probes(incidents.getLast());
        long disabling = System.nanoTime();
        List<Probe.Outcome> refused = during(probes, RevocationStep::isRevoked, "to be refused", disabling,
                () -> RotationStep.setEnabled(scene, keyVersion, false));
        refused.forEach(outcome -> {
            scene.out().result(outcome.name() + " refused after " + Transcript.time(outcome.after()) + ":");
            scene.out().paragraph(outcome.answer().errorText());
        });
        Answer cluster = scene.manage("GET", scene.names().cluster() + ClusterStep.CLUSTERS);
        scene.out().result("management answers still: the cluster is " + cluster.body().path("properties")
                .path("provisioningState").asString(""));
        Answer health = scene.manage("GET", scene.names().cluster() + "/keyHealth" + ClusterStep.CLUSTERS);
        health.body().path("value").forEach(key -> scene.out().result("key health of the "
                + key.path("storageResource").asString("") + ": " + key.path("state").asString("")));
        restore(probes, keyVersion, incidents);
    }

    private void restore(List<Probe> probes, String keyVersion, List<QueryStep.Incident> incidents) {
        long enabling = System.nanoTime();
        List<Probe.Outcome> back = during(probes, Answer::succeeded, "to work again", enabling,
                () -> RotationStep.setEnabled(scene, keyVersion, true));
        back.forEach(outcome -> scene.out()
                .result(outcome.name() + " back after " + Transcript.time(outcome.after())));
        Map<String, Long> expected = new LinkedHashMap<>(ingested.rowsByTable());
        expected.merge(table.customName(), acknowledgedMeanwhile.get(), Long::sum);
        Map<String, Long> counts = queries.counts(expected.keySet());
        StepFailedException.unless(counts.equals(expected), "every acknowledged row once: " + expected,
                counts.toString());
        incidents.forEach(this::requireAsItWas);
        scene.out().result("every row is back (" + acknowledgedMeanwhile.get()
                + " more were acknowledged before and after the revocation), and so are the incidents: "
                + counts);
    }

    private void requireAsItWas(QueryStep.Incident incident) {
        Answer found = scene.manage("GET", incident.target());
        StepFailedException.unless(found.body().path("properties").path("title").asString("")
                .equals(incident.title()) && found.body().path("etag").asString("").equals(incident.etag()),
                "the incident as it was, etag " + incident.etag(), Scene.summary(found));
    }

    private static boolean isRevoked(Answer answer) {
        return answer.status() == FORBIDDEN && answer.errorCode().equals(REVOKED);
    }

    private List<Probe> probes(QueryStep.Incident detected) {
        ArrayNode row = (ArrayNode) Scene.json("[]");
        row.addObject().put("TimeGenerated", Instant.now().toString()).put("Message", "still there?");
        String tables = IngestionStep.tableTarget(scene, table);
        ObjectNode schema = IngestionStep.table(table);
        return List.of(new Probe("ingestion", () -> {
            Answer answer = scene.client().send("POST", ingested.stream(table), Audience.INGESTION, row);
            if (answer.succeeded()) {
                acknowledgedMeanwhile.incrementAndGet();
            }
            return answer;
        }), new Probe("query", () -> queries.run(table.customName() + " | take 1")),
                new Probe("configuration change",
                        () -> scene.client().send("PUT", tables, Audience.MANAGEMENT, schema)),
                new Probe("incident creation", this::createIncident), new Probe("the rule's incident",
                        () -> scene.client().send("GET", detected.target(), Audience.MANAGEMENT)));
    }

    private Answer createIncident() {
        return scene.client().send("PUT", QueryStep.incidentTarget(scene, UUID.randomUUID()),
                Audience.MANAGEMENT,
                QueryStep.incident("Made beside the revocation"));
    }

    /// Tries all probes beside the change, each on a thread of its own.
    private static List<Probe.Outcome> during(List<Probe> probes, Predicate<Answer> awaited, String wanted,
            long startNanos, Runnable change) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Probe.Outcome>> running = new ArrayList<>();
            probes.forEach(probe -> running.add(
                    CompletableFuture.supplyAsync(() -> probe.until(awaited, startNanos, wanted), threads)));
            change.run();
            return running.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StepFailedException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
