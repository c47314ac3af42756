package io.holdfast.keyring;

import io.holdfast.keyring.ResourceKey.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the listeners what happened to a storage resource, in order.
///
/// What changed is then written to the journal: after the listeners were told, as nobody is to wait for a
/// disk before a store goes dark. A change that cannot be written is tried again with the next one, or with
/// the next question to the vault.
///
/// Listeners are called one after the other in the order in which they were added. One that takes longer than
/// the bound is left to finish beside the others; it still gets the events of a resource one at a time and in
/// order. Thread-safe.
final class Announcer {

    private static final Logger LOGGER = LoggerFactory.getLogger(Announcer.class);

    private final KeyringScheduler scheduler;
    private final Duration bound;
    private final Consumer<KeyStateChange> journal;
    private final List<AvailabilityListener> listeners = new CopyOnWriteArrayList<>();

    /// @param journal writes a change down before it returns
    Announcer(KeyringScheduler scheduler, Duration bound, Consumer<KeyStateChange> journal) {
        this.scheduler = scheduler;
        this.bound = bound;
        this.journal = journal;
    }

    void add(AvailabilityListener listener) {
        listeners.add(listener);
    }

    /// Tells all that is still to be told. When it returns, either it was told or another thread is telling
    /// it.
    void announce(ResourceKey key) {
        // Whoever adds an event and finds the turn taken relies on its holder to look again after giving it
        // back.
        boolean writes = true;
        while ((key.hasEvents() || (writes && key.unwritten().isPresent()))
                && key.telling().tryLock()) {
            try {
                for (var event = key.nextEvent(); event.isPresent(); event = key.nextEvent()) {
                    deliver(key, event.get());
                }
                writes = write(key);
            } finally {
                key.telling().unlock();
            }
        }
    }

    private boolean write(ResourceKey key) {
        try {
            for (var change = key.unwritten(); change.isPresent(); change = key.unwritten()) {
                journal.accept(change.get());
                key.written();
            }
            return true;
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).addKeyValue("resource", key.resource())
                    .log("A change of a key's state could not be written to the journal; it is tried again");
            return false;
        }
    }

    private void deliver(ResourceKey key, Event event) {
        log(event);
        for (AvailabilityListener listener : listeners) {
            CompletableFuture<Void> call = key.lastCalls()
                    .getOrDefault(listener, CompletableFuture.completedFuture(null))
                    .thenRunAsync(() -> call(listener, event), scheduler::execute);
            key.lastCalls().put(listener, call);
            await(call, event);
        }
    }

    private void await(CompletableFuture<Void> call, Event event) {
        try {
            call.get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOGGER.atError().addKeyValue("resource", event.resource()).addKeyValue("bound", bound)
                    .log("A store is slow to follow the state of its key");
        } catch (ExecutionException e) {
            throw new IllegalStateException("A listener's failure was not caught", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void call(AvailabilityListener listener, Event event) {
        try {
            Darkness darkness = event.darkness();
            if (darkness == null) {
                listener.light(event.resource());
            } else {
                listener.dark(event.resource(), darkness);
            }
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).addKeyValue("resource", event.resource())
                    .log("A store failed to follow the state of its key");
        }
    }

    private static void log(Event event) {
        Darkness darkness = event.darkness();
        if (darkness == null) {
            LOGGER.atInfo().addKeyValue("resource", event.resource()).log("The account key is available");
        } else {
            LOGGER.atInfo().addKeyValue("resource", event.resource()).addKeyValue("cause", darkness.cause())
                    .addKeyValue("keyId", darkness.keyId().map(VaultKeyId::uri).orElse("(none)"))
                    .addKeyValue("principal", darkness.principalId())
                    .addKeyValue("error", darkness.answer().brief()).log("The account key is dark");
        }
    }
}
