package io.holdfast.cmk;

import io.holdfast.client.Answer;
import io.holdfast.client.RestException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A rotation and a revocation on a live cluster, measured.
///
/// The key is enabled again whatever happens in between; if even that fails, the message says how to do it.
final class Drill {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration PAUSE_IN_AZURE = Duration.ofSeconds(10);

    private final Azure azure;
    private final Names names;
    private final Dialogue dialogue;
    private final Duration patience;
    private final InstantSource clock;
    private final List<DrillReport.Event> events = new ArrayList<>();
    private final List<DrillReport.Measurement> measurements = new ArrayList<>();

    Drill(Azure azure, Names names, Dialogue dialogue, Duration patience, InstantSource clock) {
        this.azure = azure;
        this.names = names;
        this.dialogue = dialogue;
        this.patience = patience;
        this.clock = clock;
    }

    /// Runs the drill.
    ///
    /// @param table whose rows are counted before and after
    /// @param darkness how long to watch it refused
    /// @throws RestException if it could not begin, or the key could not be enabled again
    DrillReport run(Optional<String> table, Duration darkness) {
        Instant began = clock.instant();
        String customerId = azure.find(names.workspaceId(), Versions.LOGS)
                .map(workspace -> workspace.path("properties").path("customerId").asString("")).orElse("");
        List<DrillProbe> reads = List.of(DrillProbe.query(azure, customerId, table),
                DrillProbe.incidents(azure, names));
        List<String> before = reads.stream().map(this::working).toList();
        String keyBefore = keyInUse();
        String verdict = "The key was rotated and revoked, everything went dark and came back complete.";
        boolean passed = true;
        try {
            rotate(reads);
            revokeAndRestore(reads, darkness);
            List<String> after = reads.stream().map(this::working).toList();
            if (!after.equals(before)) {
                throw new RestException("before there were " + before + ", after there are " + after);
            }
        } catch (RestException e) {
            passed = false;
            // What was suppressed is that the key could not be enabled again.
            verdict = Stream.concat(Stream.of(e), Arrays.stream(e.getSuppressed()))
                    .map(Throwable::getMessage).collect(Collectors.joining("; "));
            dialogue.say("  FAILED " + verdict);
        }
        return new DrillReport(began, clock.instant(), azure.cloud().name(), names.clusterId(),
                names.workspaceId(), keyBefore, keyInUse(), measurements, events, passed, verdict);
    }

    private void rotate(List<DrillProbe> reads) {
        long start = System.nanoTime();
        new Rotation(azure, names, dialogue, patience).run();
        reads.forEach(this::working);
        measured("rotation, with the cluster on the new version", start, "logs and incidents were answered");
    }

    private void revokeAndRestore(List<DrillProbe> reads, Duration darkness) {
        String key = keyInUse();
        try (Restoration restoration = new Restoration(() -> enable(key, true), key)) {
            restoration.after(() -> enable(key, false));
            long revoked = System.nanoTime();
            reads.forEach(probe -> awaited(probe, revoked, "refused", answer -> !answer.succeeded()));
            watchDark(reads, darkness);
        }
        long restored = System.nanoTime();
        reads.forEach(probe -> awaited(probe, restored, "back", Answer::succeeded));
    }

    /// Enables the key again, once: however the work before it ended, also where the process is told to end.
    private static final class Restoration implements AutoCloseable {

        private final Runnable enabling;
        private final String key;
        // Held while a call that changes the key is under way, so that the last one enables it.
        private final ReentrantLock calling = new ReentrantLock();
        // Guarded by `calling`.
        private boolean done;
        private final Thread atExit = Thread.ofPlatform().unstarted(this::restore);

        Restoration(Runnable enabling, String key) {
            this.enabling = enabling;
            this.key = key;
            Runtime.getRuntime().addShutdownHook(atExit);
        }

        /// Disables the key, unless the process ends already.
        void after(Runnable disabling) {
            calling.lock();
            try {
                if (!done) {
                    disabling.run();
                }
            } finally {
                calling.unlock();
            }
        }

        private void restore() {
            calling.lock();
            try {
                if (!done) {
                    done = true;
                    enabling.run();
                }
            } catch (RestException e) {
                throw new RestException("THE KEY IS STILL DISABLED and could not be enabled: "
                        + e.getMessage() + ". Enable " + key + " in the vault by hand", e);
            } finally {
                calling.unlock();
            }
        }

        @Override
        public void close() {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // The process ends already, and that thread does it.
                return;
            }
            restore();
        }
    }

    private void watchDark(List<DrillProbe> reads, Duration darkness) {
        List<DrillProbe> all = new ArrayList<>(reads);
        all.add(DrillProbe.newIncident(azure, names, UUID.randomUUID()));
        all.add(DrillProbe.configuration(azure, names));
        long start = System.nanoTime();
        do {
            for (DrillProbe probe : all) {
                Answer answer = azure.send(probe.call());
                if (answer.succeeded()) {
                    note(probe.name(), answer, "was NOT refused");
                    throw new RestException("while the key was disabled, the " + probe.name()
                            + " was not refused");
                }
            }
            dialogue.pause(pause());
        } while (since(start).compareTo(darkness) < 0);
        all.forEach(probe -> note(probe.name(), azure.send(probe.call()), ""));
        measured("darkness watched", start, "all of " + all.size() + " operations were refused throughout");
    }

    private void awaited(DrillProbe probe, long start, String what, Predicate<Answer> wanted) {
        Answer answer = azure.send(probe.call());
        while (!wanted.test(answer)) {
            if (since(start).compareTo(patience) > 0) {
                throw new RestException("the " + probe.name() + " was not " + what + " within "
                        + patience.toMinutes() + " minutes");
            }
            dialogue.pause(pause());
            answer = azure.send(probe.call());
        }
        String evidence = answer.succeeded() ? answer.status() + "" : answer.errorText();
        measured(probe.name() + " " + what, start, evidence);
        note(probe.name(), answer, "");
    }

    private String working(DrillProbe probe) {
        Answer answer = azure.send(probe.call());
        note(probe.name(), answer, "");
        if (!answer.succeeded()) {
            throw new RestException("the " + probe.name() + " does not work: " + answer.errorText());
        }
        return DrillProbe.content(answer);
    }

    private void enable(String key, boolean enabled) {
        JsonNode attributes = Azure.object().set("attributes", Azure.object().put("enabled", enabled));
        Answer answer = azure.perform(azure.vaultCall("PATCH", URI.create(key + "?api-version="
                + Versions.KEYS), attributes), patience);
        note(enabled ? "enabling of the key" : "disabling of the key", answer, "");
        dialogue.say(enabled ? "  the key is enabled again" : "  the key is disabled");
    }

    /// The key version that the cluster uses, as an address in the vault.
    private String keyInUse() {
        JsonNode properties = azure.find(names.clusterId(), Versions.LOGS)
                .map(cluster -> cluster.path("properties").path("keyVaultProperties"))
                .orElse(Azure.object());
        JsonNode vault = azure.find(names.vaultId(), Versions.VAULTS)
                .orElseThrow(() -> new RestException("there is no vault " + names.vault()));
        String pinned = properties.path("keyVersion").asString("");
        String version = pinned.isEmpty()
                ? ClusterKeyStep.newestVersion(azure, names, vault).orElse("")
                : pinned;
        return Vaults.uri(vault) + "keys/" + names.key() + "/" + version;
    }

    private void measured(String what, long start, String evidence) {
        Duration took = since(start);
        measurements.add(new DrillReport.Measurement(what, took, evidence));
        dialogue.say("  " + what + " after " + took.toMillis() + " ms"
                + (evidence.isEmpty() ? "" : ": " + evidence));
    }

    private void note(String call, Answer answer, String remark) {
        String said = remark.isEmpty() ? answer.succeeded() ? "answered" : answer.errorText() : remark;
        events.add(new DrillReport.Event(clock.instant(), call, answer.status(), said,
                answer.header("x-ms-request-id").orElse("")));
    }

    private Duration pause() {
        return azure.cloud().isReal() ? PAUSE_IN_AZURE : PAUSE;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
