package io.holdfast.sentinel;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.documents.DocumentException;
import io.holdfast.documents.DocumentStore;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.records.ChangeAnchors;
import io.holdfast.records.RecordDatabase;
import io.holdfast.rest.ApiError;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The document stores of the onboarded workspaces: each opens when it is first asked for while its key may
/// be used, and is closed when the key goes dark. Nobody gets a store under a key that went dark.
/// Thread-safe.
final class DocumentSlots {

    private final RecordDatabase database;
    private final Keyring keyring;
    private final OnboardingRecords records;
    private final ChangeAnchors anchors;
    private final SecureRandom random;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    DocumentSlots(RecordDatabase database, Keyring keyring, OnboardingRecords records, ChangeAnchors anchors,
            SecureRandom random) {
        this.database = database;
        this.keyring = keyring;
        this.records = records;
        this.anchors = anchors;
        this.random = random;
    }

    /// Works on the documents of a workspace.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if their key may not be used, also if that came about
    ///     during the work
    <T> T use(OnboardingState state, Function<DocumentStore, T> work) {
        try {
            return work.apply(slots.computeIfAbsent(state.id(), id -> new Slot(state)).store());
        } catch (DocumentException.Closed e) {
            // The reason is the key's, unless it is back by now.
            requireLight(state.storage());
            throw ApiError
                    .of(503, "ServiceUnavailable",
                            "The document store is being opened anew: send the call again.")
                    .withHeader("Retry-After", "1").toException();
        }
    }

    /// @throws io.holdfast.keyring.KeyringException if the key may not be used
    void requireLight(StorageResource storage) {
        keyring.accountKey(storage).close();
    }

    /// A fresh key for the documents of a workspace, sealed under the account key.
    byte[] newDocumentKey(OnboardingState state) {
        try (SealingKey account = keyring.accountKey(state.storage());
                SealingKey fresh = SealingKey.generate(random)) {
            return account.wrap(fresh, aad(state));
        }
    }

    /// Closes what is under the key.
    void darken(StorageResource storage) {
        slots.values().stream().filter(slot -> slot.state.storage().equals(storage)).forEach(Slot::darken);
    }

    /// Closes and deletes the documents of a workspace; no key is needed.
    void delete(OnboardingState state) {
        Slot slot = slots.remove(state.id());
        if (slot != null) {
            slot.darken();
        }
        anchors.forget(state.space());
        database.deleteSpace(state.space());
    }

    void close() {
        slots.values().forEach(Slot::darken);
        slots.clear();
    }

    private static Aad aad(OnboardingState state) {
        return Aad.of("holdfast/document-key/v1").with(state.customerId()).with(state.id());
    }

    /// One workspace's place for its store.
    private final class Slot {

        private final OnboardingState state;
        private final ReentrantLock opening = new ReentrantLock();
        private final AtomicLong darkenings = new AtomicLong();
        // Written under the lock only.
        private volatile @Nullable DocumentStore open;

        Slot(OnboardingState state) {
            this.state = state;
        }

        DocumentStore store() {
            DocumentStore current = open;
            if (current != null) {
                return current;
            }
            opening.lock();
            try {
                current = open;
                while (current == null) {
                    long before = darkenings.get();
                    DocumentStore fresh = made();
                    open = fresh;
                    // Darkness that came meanwhile may have missed it; then asking for the key again tells
                    // why.
                    if (darkenings.get() == before) {
                        current = fresh;
                    } else {
                        fresh.close();
                        open = null;
                    }
                }
                return current;
            } finally {
                opening.unlock();
            }
        }

        private DocumentStore made() {
            byte[] sealedKey = records.documentKey(state)
                    .orElseThrow(() -> SentinelErrors.notOnboarded(state.workspace()));
            try (SealingKey account = keyring.accountKey(state.storage());
                    SealingKey key = account.unwrap(sealedKey, aad(state))) {
                return DocumentStore.open(database, state.space(), key, random, anchors.of(state.space()));
            }
        }

        void darken() {
            darkenings.incrementAndGet();
            DocumentStore current = open;
            if (current != null) {
                current.close();
            }
            opening.lock();
            try {
                DocumentStore late = open;
                open = null;
                if (late != null) {
                    late.close();
                }
            } finally {
                opening.unlock();
            }
        }
    }
}
