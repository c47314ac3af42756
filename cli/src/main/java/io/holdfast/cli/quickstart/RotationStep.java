package io.holdfast.cli.quickstart;

import io.holdfast.cli.Audience;
import io.holdfast.client.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Step 10: a new version of the key, taken into use while queries run and without rewriting a data file.
final class RotationStep {

    private static final Duration FLUSH_PATIENCE = Duration.ofSeconds(60);
    private static final Duration QUERY_PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    /// No file came or went for so long: the flush is over. Longer than rows stay out of data files, those of alerts
    /// and incidents too.
    private static final Duration QUIET = QuickstartCommand.FLUSH_AFTER.plusSeconds(3);
    /// Queries that must be answered before the rotation, and after it, for the claim to mean something.
    private static final int QUERIES_EACH_SIDE = 3;

    private final Scene scene;
    private final Queries queries;
    private final Path dataFolder;

    RotationStep(Scene scene, Queries queries, Path dataFolder) {
        this.scene = scene;
        this.queries = queries;
        this.dataFolder = dataFolder;
    }

    /// Plays the step; returns the version in use afterwards.
    String run(VaultStep.Vault vault, Map<String, Long> rows) {
        scene.out().step("10", "Rotate the key while queries run");
        FileHashes before = awaitDataFiles(rows.size());
        String version = rotated(vault, rows);
        FileHashes after = FileHashes.of(dataFolder);
        List<Path> changed = before.changedIn(after);
        StepFailedException.unless(changed.isEmpty(), "no data file to change", changed + " changed");
        scene.out().result("none of the " + before.byFile().size()
                + " encrypted data files changed (SHA-256 before and after)");
        showUsage(vault.keyVersion(), version);
        disableOld(vault.keyVersion(), rows);
        return version;
    }

    private FileHashes awaitDataFiles(int tables) {
        scene.out()
                .say("Waiting for the rows to move from the write-ahead log to encrypted Parquet files ...");
        long deadline = System.nanoTime() + FLUSH_PATIENCE.toNanos();
        FileHashes hashes = FileHashes.of(dataFolder);
        long unchangedSince = System.nanoTime();
        while (hashes.byFile().size() < tables || System.nanoTime() - unchangedSince < QUIET.toNanos()) {
            StepFailedException.unless(System.nanoTime() < deadline,
                    "encrypted data files of " + tables + " tables in " + dataFolder,
                    hashes.byFile().size() + " files after " + Transcript.time(FLUSH_PATIENCE));
            Scene.pause(POLL_INTERVAL);
            FileHashes now = FileHashes.of(dataFolder);
            if (!now.equals(hashes)) {
                hashes = now;
                unchangedSince = System.nanoTime();
            }
        }
        return hashes;
    }

    private String rotated(VaultStep.Vault vault, Map<String, Long> rows) {
        String query = rows.keySet().iterator().next() + " | count";
        try (BackgroundQueries background = new BackgroundQueries(queries, query)) {
            awaitAnswered(background, QUERIES_EACH_SIDE);
            Answer rotated = scene.call("POST", "/keys/" + Names.KEY + "/rotate" + VaultStep.KEYS,
                    Audience.VAULT);
            String kid = rotated.body().path("key").path("kid").asString("");
            String version = kid.substring(kid.lastIndexOf('/') + 1);
            StepFailedException.unless(!version.equals(vault.keyVersion()), "a new key version", kid);
            ClusterStep.setKey(scene, vault.uri(), version);
            awaitAnswered(background, background.answered() + QUERIES_EACH_SIDE);
            scene.out()
                    .result(background.answered() + " queries ran meanwhile, none failed; the slowest took "
                            + Transcript.time(background.slowest()));
            return version;
        }
    }

    private static void awaitAnswered(BackgroundQueries background, long count) {
        long deadline = System.nanoTime() + QUERY_PATIENCE.toNanos();
        while (background.answered() < count && background.failure().isEmpty()
                && System.nanoTime() < deadline) {
            Scene.pause(POLL_INTERVAL);
        }
        StepFailedException.unless(background.failure().isEmpty() && background.answered() >= count,
                "queries to go on during the rotation",
                background.failure().isEmpty() ? "no answers" : background.failure());
    }

    private void showUsage(String oldVersion, String newVersion) {
        String target = scene.names().cluster() + "/keyUsage" + ClusterStep.CLUSTERS;
        Answer usage = scene.manage("GET", target);
        boolean oldIsFree = false;
        boolean newIsUsed = false;
        for (JsonNode version : usage.body().path("value")) {
            scene.out().body(version.toString());
            String keyId = version.path("keyId").asString("");
            oldIsFree |= keyId.endsWith(oldVersion) && version.path("mayBeDisabled").asBoolean(false);
            newIsUsed |= keyId.endsWith(newVersion) && !version.path("wrapped").isEmpty();
        }
        StepFailedException.unless(oldIsFree && newIsUsed,
                "all account keys under version " + newVersion + " and none under " + oldVersion,
                Scene.summary(usage));
        scene.out().result("nothing is wrapped by version " + oldVersion + " any more: it may be disabled");
    }

    private void disableOld(String oldVersion, Map<String, Long> rows) {
        setEnabled(scene, oldVersion, false);
        Map<String, Long> counts = queries.counts(rows.keySet());
        StepFailedException.unless(counts.equals(rows), "all rows with the old version disabled: " + rows,
                counts.toString());
        scene.out().result("with the old version disabled all rows are still there: " + counts);
    }

    /// Enables or disables a version of the key.
    static Answer setEnabled(Scene scene, String version, boolean enabled) {
        return scene.call("PATCH", "/keys/" + Names.KEY + "/" + version + VaultStep.KEYS, Audience.VAULT,
                Scene.json("{\"attributes\":{\"enabled\":" + enabled + "}}"));
    }
}
