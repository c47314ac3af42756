package io.holdfast.keyring;

import io.holdfast.keyring.ResourceKey.Question;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Asks the vault about account keys: at intervals, when it says that something changed, and once at the
/// start.
///
/// The scheduler's thread only starts questions and watches deadlines; each question runs on a thread of its
/// own. Polls wait where a vault would get more calls than [VaultPace] allows; what is asked because something
/// changed does not. A question without an answer for too long is taken for an outage, and its answer, should it
/// come, no longer counts. Thread-safe.
final class KeyWatcher {

    private final VaultCalls calls;
    private final KeyringScheduler scheduler;
    private final KeyringSettings settings;
    private final Announcer announcer;
    private final Consumer<ResourceKey> onConsent;
    private final VaultPace pace;

    /// @param onConsent what is to be done after each successful unwrap, on a thread that may block
    KeyWatcher(VaultCalls calls, KeyringScheduler scheduler, KeyringSettings settings, Announcer announcer,
            Consumer<ResourceKey> onConsent) {
        this.calls = calls;
        this.scheduler = scheduler;
        this.settings = settings;
        this.announcer = announcer;
        this.onConsent = onConsent;
        this.pace = new VaultPace(scheduler);
    }

    /// Polls the key from now on, if it is a vault's and is not polled yet.
    void watch(ResourceKey key) {
        if (key.startPolling()) {
            poll(key);
        }
    }

    private void poll(ResourceKey key) {
        scheduler.schedule(settings.pollInterval(), () -> inTurn(key, () -> {
            if (key.isPolled()) {
                scheduler.execute(() -> ask(key, false));
                poll(key);
            }
        }));
    }

    /// Runs what asks about a key as soon as its vault may be asked.
    private void inTurn(ResourceKey key, Runnable asking) {
        Duration wait = reserve(key);
        if (wait.isZero()) {
            asking.run();
        } else {
            scheduler.schedule(wait, asking);
        }
    }

    private Duration reserve(ResourceKey key) {
        return key.record().wrapping() instanceof Wrapping.Vault vault
                ? pace.reserve(vault.wrapped().keyId().vaultUri(), VaultPace.calls(vault))
                : Duration.ZERO;
    }

    /// Asks because something changed; returns at once.
    void askSoon(ResourceKey key) {
        reserve(key);
        scheduler.execute(() -> ask(key, true));
    }

    /// Asks in its turn, for the first time.
    ///
    /// @return completes when the answer counted and was announced
    CompletableFuture<Void> askFirst(ResourceKey key) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        inTurn(key, () -> turn.complete(null));
        return turn.thenRunAsync(() -> ask(key, true), scheduler::execute);
    }

    private void ask(ResourceKey key, boolean pushed) {
        Optional<Question> question = key.ask(pushed);
        while (question.isPresent()) {
            boolean again;
            try {
                answer(key, question.get());
            } finally {
                again = key.returned();
            }
            question = again ? key.ask(true) : Optional.empty();
        }
    }

    private void answer(ResourceKey key, Question question) {
        scheduler.schedule(settings.answerBound(), () -> scheduler.execute(() -> refused(key, question,
                VaultAnswer.none("Timeout",
                        "The key vault gave no answer in " + settings.answerBound() + "."))));
        try {
            key.consented(question, calls.unwrap(question.record(), question.wrapping()));
            announcer.announce(key);
            onConsent.accept(key);
        } catch (KeyServiceException e) {
            refused(key, question, e.answer());
        }
    }

    private void refused(ResourceKey key, Question question, VaultAnswer answer) {
        key.refused(question, answer).ifPresent(left -> scheduler.schedule(left, () -> {
            key.elapsed();
            scheduler.execute(() -> announcer.announce(key));
        }));
        announcer.announce(key);
    }
}
