package io.holdfast.keyring;

import io.holdfast.crypto.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One storage resource's account key: its record, its state, and the key itself while that is light.
///
/// Answers of the vault may overtake each other. Each question carries a number, and an answer counts only if
/// it was asked after the last one that counted and about the wrapping that still stands; so a consent from
/// before a revocation cannot undo it, and a denial of a former key version cannot darken after a rotation.
/// Thread-safe; no call waits for a vault or a listener.
final class ResourceKey {

    /// A question to the vault.
    record Question(long number, long askedNanos, AekRecord record, Wrapping.Vault wrapping) {}

    /// What listeners are to be told.
    ///
    /// @param darkness why it is dark; null if it is light
    record Event(StorageResource resource, @Nullable Darkness darkness) {}

    /// Questions in flight: a poll and two pushes. A vault that leaves more unanswered gets no further ones.
    private static final int MAX_QUESTIONS = 3;

    private final StorageResource resource;
    private final KeyringScheduler scheduler;
    private final InstantSource clock;
    // Held while a record is written, so that no two writes cross; never while a vault is asked.
    private final ReentrantLock changes = new ReentrantLock();
    private final ReentrantLock telling = new ReentrantLock();
    private final Map<AvailabilityListener, CompletableFuture<Void>> lastCalls = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    // All below are guarded by lock.
    private final Queue<Event> events = new ArrayDeque<>();
    private final AvailabilityState state;
    private final Instant opened;
    private AekRecord record;
    private @Nullable SecretBytes aek;
    private long asked;
    private long counted;
    private int unanswered;
    private boolean askAgain;
    private boolean polled;
    private final Queue<KeyStateChange> journal = new ArrayDeque<>();
    private @Nullable KeyStanding standing;

    /// @param standing how the key stood when that was last written down; null for one that was just made
    ResourceKey(AekRecord record, Duration grace, KeyringEnvironment environment,
            @Nullable KeyStanding standing) {
        this.resource = record.resource();
        this.scheduler = environment.scheduler();
        this.clock = environment.clock();
        this.record = record;
        this.opened = clock.instant();
        this.standing = standing;
        this.state = new AvailabilityState(grace, asked(record), opened);
    }

    StorageResource resource() {
        return resource;
    }

    AekRecord record() {
        return locked(() -> record);
    }

    /// Takes the key in hand, unasked: it was just made, or is wrapped by the platform key.
    void light(SecretBytes key, long askedNanos) {
        locked(() -> {
            lit(key, state.succeeded(askedNanos, clock.instant()));
            observe();
            return true;
        });
    }

    /// The next question for the vault; empty if none is to be asked now.
    ///
    /// @param pushed whether something is known to have changed: then it is asked even beside another
    ///     question, or again after it
    Optional<Question> ask(boolean pushed) {
        return locked(() -> {
            if (!(record.wrapping() instanceof Wrapping.Vault vault) || isDestroyed()) {
                return Optional.empty();
            }
            if (unanswered >= (pushed ? MAX_QUESTIONS : 1)) {
                askAgain |= pushed;
                return Optional.empty();
            }
            unanswered++;
            return Optional.of(new Question(++asked, scheduler.nanoTime(), record, vault));
        });
    }

    /// The call behind a question is over, whether or not its answer counted.
    ///
    /// @return whether to ask again
    boolean returned() {
        return locked(() -> {
            unanswered--;
            boolean again = askAgain;
            askAgain = false;
            return again;
        });
    }

    /// The vault unwrapped `key`, which is kept or closed here.
    void consented(Question question, SecretBytes key) {
        locked(() -> {
            if (counts(question)) {
                lit(key, state.succeeded(question.askedNanos(), clock.instant()));
                observe();
            } else {
                key.close();
            }
            return true;
        });
    }

    /// The vault did not unwrap.
    ///
    /// @return how long until that darkens; empty if it never will or already did
    Optional<Duration> refused(Question question, VaultAnswer answer) {
        return locked(() -> {
            if (counts(question)) {
                changed(state.failed(asked(question.record()), answer, scheduler.nanoTime(),
                        clock.instant()));
                observe();
            }
            return state.untilDark(scheduler.nanoTime());
        });
    }

    /// A deadline may be due.
    void elapsed() {
        locked(() -> {
            if (changed(state.elapsed(scheduler.nanoTime(), clock.instant()))) {
                observe();
            }
            return true;
        });
    }

    /// Puts a record in the place of the one that it was made from, after `write` stored it.
    ///
    /// Where it is light, the unwrap that proved the new wrapping counts as contact; darkness is left to the
    /// next question.
    ///
    /// @param proved when the vault was asked to unwrap the new wrapping
    /// @return false, without writing, if another record stands there now or the key was destroyed
    boolean replace(AekRecord former, AekRecord fresh, long proved, Runnable write) {
        return replace(former, fresh, write, () -> {
            if (state.darkness().isEmpty()) {
                changed(state.succeeded(proved, clock.instant()));
            }
        });
    }

    /// The same with another key, of which a copy is kept.
    boolean renew(AekRecord former, AekRecord fresh, SecretBytes key, long proved, Runnable write) {
        return replace(former, fresh, write, () -> lit(key.copy(), state.succeeded(proved, clock.instant())));
    }

    /// @param adopt run under the lock once the record is stored
    private boolean replace(AekRecord former, AekRecord fresh, Runnable write, Runnable adopt) {
        changes.lock();
        try {
            if (!locked(() -> record.equals(former) && !isDestroyed())) {
                return false;
            }
            write.run();
            locked(() -> {
                record = fresh;
                counted = asked;
                adopt.run();
                observe();
                return true;
            });
            return true;
        } finally {
            changes.unlock();
        }
    }

    /// Forgets the key for good, after `erase` removed its record.
    void destroy(Runnable erase) {
        changes.lock();
        try {
            erase.run();
            locked(() -> {
                changed(state.destroyed(asked(record), clock.instant()));
                observe();
                return true;
            });
        } finally {
            changes.unlock();
        }
    }

    /// A copy of the key, the caller's to close.
    ///
    /// @throws KeyringException if it may not be used
    SecretBytes copyKey(Duration retryAfter) {
        return locked(() -> {
            SecretBytes key = aek;
            if (key == null) {
                throw state.darkness().orElseThrow().toException(resource, retryAfter);
            }
            return key.copy();
        });
    }

    Availability availability() {
        return locked(this::view);
    }

    private Availability view() {
        return record.wrapping() instanceof Wrapping.Platform && !isDestroyed()
                ? new Availability.Available(opened, Optional.empty())
                : state.view(scheduler.nanoTime());
    }

    /// Notes how the key stands where that is another way than before.
    private void observe() {
        Availability view = view();
        KeyStanding now = new KeyStanding(KeyState.of(view),
                Optional.ofNullable(record.wrapping().keyIdOrNone()));
        if (!now.equals(standing)) {
            journal.add(new KeyStateChange(clock.instant(), resource, now, Optional.ofNullable(standing),
                    record.wrapping() instanceof Wrapping.Vault vault ? vault.principalId() : "",
                    answer(view)));
            standing = now;
        }
    }

    private static Optional<VaultAnswer> answer(Availability view) {
        return switch (view) {
            case Availability.Available _ -> Optional.empty();
            case Availability.Unreachable unreachable -> Optional.of(unreachable.answer());
            case Availability.Dark dark -> Optional.of(dark.darkness().answer());
        };
    }

    /// The oldest change that is still to be written down; empty if all are.
    Optional<KeyStateChange> unwritten() {
        return locked(() -> Optional.ofNullable(journal.peek()));
    }

    /// The change that [#unwritten] answered is on disk.
    void written() {
        locked(journal::poll);
    }

    /// The next thing to tell the listeners; empty if they know all.
    Optional<Event> nextEvent() {
        return locked(() -> Optional.ofNullable(events.poll()));
    }

    /// Held by whoever tells the listeners.
    ReentrantLock telling() {
        return telling;
    }

    /// The last call to each listener; for the holder of [#telling].
    Map<AvailabilityListener, CompletableFuture<Void>> lastCalls() {
        return lastCalls;
    }

    /// Whether there is something to tell the listeners.
    boolean hasEvents() {
        return locked(() -> !events.isEmpty());
    }

    /// Whether polling is to begin: the key is a vault's and is not polled yet.
    boolean startPolling() {
        return locked(() -> {
            boolean starts = !polled && record.wrapping() instanceof Wrapping.Vault;
            polled |= starts;
            return starts;
        });
    }

    /// Whether polling is to go on.
    boolean isPolled() {
        return locked(() -> polled && !isDestroyed());
    }

    /// Forgets the key because the process ends.
    void close() {
        locked(() -> {
            dropKey();
            return true;
        });
    }

    private boolean counts(Question question) {
        if (question.number() <= counted || !question.record().equals(record)) {
            return false;
        }
        counted = question.number();
        return true;
    }

    private void lit(SecretBytes key, AvailabilityState.Change change) {
        if (isDestroyed()) {
            key.close();
            return;
        }
        dropKey();
        aek = key;
        changed(change);
    }

    /// @return whether anything changed
    private boolean changed(AvailabilityState.Change change) {
        switch (change) {
            case NONE -> {
            }
            case LIT -> events.add(new Event(resource, null));
            case DARKENED -> {
                dropKey();
                events.add(new Event(resource, state.darkness().orElseThrow()));
            }
        }
        return change != AvailabilityState.Change.NONE;
    }

    private boolean isDestroyed() {
        return state.darkness().filter(dark -> dark.cause() == Darkness.Cause.DESTROYED).isPresent();
    }

    private void dropKey() {
        SecretBytes key = aek;
        if (key != null) {
            key.close();
            aek = null;
        }
    }

    private static AvailabilityState.Asked asked(AekRecord record) {
        return record.wrapping() instanceof Wrapping.Vault vault
                ? new AvailabilityState.Asked(Optional.of(vault.wrapped().keyId()), vault.principalId())
                : new AvailabilityState.Asked(Optional.empty(), "(platform)");
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
