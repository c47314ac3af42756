package io.holdfast.keyring;

import io.holdfast.keyring.ResourceKey.Question;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Asks the vault about account keys: at intervals, when it says that something changed, and once at the
/// start.
///
/// The scheduler's thread only starts questions and watches deadlines; each question runs on a thread of its
/// own. A question without an answer for too long is taken for an outage, and its answer, should it come, no
/// longer counts. Thread-safe.
final class KeyWatcher {

    private final VaultCalls calls;
    private final KeyringScheduler scheduler;
    private final KeyringSettings settings;
    private final Announcer announcer;
    private final Consumer<ResourceKey> onConsent;

    /// @param onConsent what is to be done after each successful unwrap, on a thread that may block
    KeyWatcher(VaultCalls calls, KeyringScheduler scheduler, KeyringSettings settings, Announcer announcer,
            Consumer<ResourceKey> onConsent) {
        this.calls = calls;
        this.scheduler = scheduler;
        this.settings = settings;
        this.announcer = announcer;
        this.onConsent = onConsent;
    }

    /// Polls the key from now on, if it is a vault's and is not polled yet.
    void watch(ResourceKey key) {
        if (key.startPolling()) {
            poll(key);
        }
    }

    private void poll(ResourceKey key) {
        scheduler.schedule(settings.pollInterval(), () -> {
            if (key.isPolled()) {
                scheduler.execute(() -> ask(key, false));
                poll(key);
            }
        });
    }

    /// Asks because something changed; returns at once.
    void askSoon(ResourceKey key) {
        scheduler.execute(() -> ask(key, true));
    }

    /// Asks at once.
    ///
    /// @return completes when the answer counted and was announced
    CompletableFuture<Void> askNow(ResourceKey key) {
        return CompletableFuture.runAsync(() -> ask(key, true), scheduler::execute);
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
