package io.holdfast.sentinel;

import io.holdfast.arm.Guids;
import io.holdfast.rest.Json;
import io.holdfast.sentinel.HealthRow.Outcome;
import io.holdfast.sentinel.HealthRow.Status;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes the calls of playbooks that wait in the documents of all workspaces, each at least once, with the
/// same id each time. One thread makes them.
///
/// A call that fails is made again, later each time, and given up in the end; `SentinelHealth` has a row of
/// each attempt. While the documents of a workspace are dark its calls wait.
public final class PlaybookDelivery implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(PlaybookDelivery.class);

    private final SentinelStores stores;
    private final PlaybookSettings settings;
    private final InstantSource clock;
    private final SecureRandom random;
    private final WorkspaceRounds rounds;

    /// A delivery that has not begun.
    ///
    /// @param settings stay the caller's
    public PlaybookDelivery(SentinelStores stores, PlaybookSettings settings, InstantSource clock,
            SecureRandom random) {
        this.stores = stores;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.rounds = new WorkspaceRounds("playbooks",
                "The playbook calls of a workspace wait: its documents cannot be used now", stores,
                this::deliver);
    }

    /// Begins to make calls.
    public void start() {
        rounds.start();
    }

    /// Makes every call that is due.
    void deliver() {
        rounds.run();
    }

    private void deliver(OnboardingState state) {
        due(state).stream().takeWhile(call -> !rounds.isClosed()).forEach(call -> deliver(state, call));
    }

    private List<PlaybookCall> due(OnboardingState state) {
        Instant now = now();
        return stores.documents(state, PlaybookCall::all).stream().filter(call -> !call.due().isAfter(now))
                .sorted(Comparator.comparing(PlaybookCall::due)).toList();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void deliver(OnboardingState state, PlaybookCall call) {
        stores.requireLight(state);
        Optional<Webhook> webhook = settings.find(call.playbook());
        String failure = webhook.isEmpty() ? "PlaybookNotConfigured" : sent(webhook.get(), call);
        Optional<PlaybookCall> again = failure.isEmpty() || webhook.isEmpty()
                ? Optional.empty()
                : call.failed(now());
        HealthRow health = health(call, outcome(failure, again));
        stores.documents(state, store -> store.transact(documents -> {
            health.send(documents, state.customerId(), Guids.random(random), now());
            again.ifPresentOrElse(later -> later.put(documents), () -> call.delete(documents));
            return call;
        }));
    }

    /// What failed, in a word; empty if nothing did.
    private String sent(Webhook webhook, PlaybookCall call) {
        try {
            int status = webhook.send(call.id(), Json.bytes(call.message()), clock.instant());
            return status >= 200 && status < 300 ? "" : "Status" + status;
        } catch (IOException e) {
            LOGGER.atWarn().addKeyValue("playbook", call.playbook())
                    .addKeyValue("error", e.getClass().getSimpleName()).log("A playbook could not be called");
            return e.getClass().getSimpleName();
        }
    }

    private static Outcome outcome(String failure, Optional<PlaybookCall> again) {
        if (failure.isEmpty()) {
            return new Outcome(Status.SUCCESS, "", "The playbook was called.");
        }
        String then = again.map(later -> " It is called again at " + later.due() + ".")
                .orElse(" It is not called again.");
        return new Outcome(Status.FAILURE, failure, failure.equals("PlaybookNotConfigured")
                ? "No webhook stands for this playbook in the file of " + PlaybookSettings.SETTING + "."
                        + then
                : "The webhook of the playbook did not take the call." + then);
    }

    private static HealthRow health(PlaybookCall call, Outcome outcome) {
        String playbook = call.playbook();
        ObjectNode extended = Json.object().put("DeliveryId", call.id()).put("Attempt", call.attempts() + 1)
                .put("TriggeredOn", call.triggered().toString());
        Json.text(Json.child(call.body(), "object"), "id")
                .ifPresent(id -> extended.put("TriggeringResourceId", id));
        return new HealthRow(
                new HealthRow.Subject(playbook, playbook.substring(playbook.lastIndexOf('/') + 1),
                        "Playbook", ""),
                "Playbook was triggered", outcome, extended);
    }

    /// Ends after the call that is under way.
    @Override
    public void close() {
        rounds.close();
    }
}
