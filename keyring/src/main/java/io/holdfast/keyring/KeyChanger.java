package io.holdfast.keyring;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyring.KeyRejectedException.Reason;
import io.holdfast.keyring.KeyRejectedException.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Wraps account keys under vault keys: proves first that a key will do, then writes one record. Thread-safe.
///
/// No lock is held while a vault is asked: what was begun on a record that changed meanwhile is refused at
/// the end.
final class KeyChanger {

    /// An AEK that the vault wrapped and unwrapped again.
    ///
    /// @param askedNanos when it was asked to unwrap
    record Proof(Wrapping.Vault wrapping, long askedNanos) {}

    private final KeyEncryptionService service;
    private final AekRecords records;
    private final KeyringScheduler scheduler;
    private final InstantSource clock;

    KeyChanger(KeyEncryptionService service, AekRecords records, KeyringEnvironment environment) {
        this.service = service;
        this.records = records;
        this.scheduler = environment.scheduler();
        this.clock = environment.clock();
    }

    /// The one form of a reference that is compared and stored.
    ///
    /// @throws KeyRejectedException if no vault can be meant
    KeyReference canonical(KeyReference reference) {
        try {
            return service.canonical(reference);
        } catch (KeyServiceException e) {
            throw rejected(reference, "(nobody)", e);
        }
    }

    /// What is known of a key that will do.
    ///
    /// @throws KeyRejectedException if it will not
    VaultKey examined(KeyReference reference, String principalId) {
        VaultKey key;
        try {
            key = service.key(reference, principalId);
        } catch (KeyServiceException e) {
            throw rejected(reference, principalId, e);
        }
        Subject subject = subject(key.id().pinned(), principalId);
        require(key.enabled(), Reason.DISABLED, subject, "is disabled: enable it");
        require(key.recoverable(), Reason.NOT_RECOVERABLE, subject,
                "is not recoverable: turn on soft delete and purge protection of its vault");
        require(!key.wrapAlgorithm().isEmpty(), Reason.UNSUITABLE_TYPE, subject,
                "is of type " + key.type() + ", which wraps no keys: use an RSA key");
        require(key.wraps(), Reason.NOT_WRAPPING, subject,
                "may not wrap now: extend its validity, and allow wrapKey and unwrapKey among its key_ops");
        return key;
    }

    /// Whether the vault told, without the key being used, that the principal may wrap and unwrap with it.
    ///
    /// @throws KeyRejectedException if it may not
    boolean permitted(VaultKey key, String principalId) {
        try {
            return service.permitsWrapping(key.id(), principalId);
        } catch (KeyServiceException e) {
            throw rejected(key.id().pinned(), principalId, e);
        }
    }

    /// Wraps the account key and has it unwrapped again, which proves all three permissions.
    ///
    /// @throws KeyRejectedException if either fails
    Proof prove(SecretBytes aek, VaultKey key, KeyReference configured, String principalId) {
        try {
            WrappedKey wrapped = service.wrap(key.id(), key.wrapAlgorithm(), aek, principalId);
            long asked = scheduler.nanoTime();
            try (SecretBytes back = service.unwrap(wrapped, principalId)) {
                require(back.constantTimeEquals(aek), Reason.ROUND_TRIP_FAILED,
                        subject(key.id().pinned(), principalId),
                        "gave back another key than it was given");
            }
            return new Proof(new Wrapping.Vault(wrapped, configured, principalId), asked);
        } catch (KeyServiceException e) {
            throw rejected(key.id().pinned(), principalId, e);
        }
    }

    /// Stores a proven wrapping in the place of the record that it was made from.
    ///
    /// @throws KeyRejectedException if another change came first
    void replace(ResourceKey key, AekRecord former, Proof proof) {
        replace(key, former, former.wrappedBy(proof.wrapping(), clock.instant()), proof.askedNanos());
    }

    /// Stores another account key, proven to be wrapped, in the place of one that nothing needs any more.
    ///
    /// @param aek stays the caller's
    /// @throws KeyRejectedException if another change came first
    void renew(ResourceKey key, AekRecord former, SecretBytes aek, byte[] commitment, Proof proof) {
        Instant now = clock.instant();
        AekRecord fresh = new AekRecord(key.resource(), proof.wrapping(), commitment, now, now, List.of());
        if (!key.renew(former, fresh, aek, proof.askedNanos(), () -> records.put(fresh))) {
            throw changedMeanwhile(key);
        }
    }

    /// Records another name of the same version.
    void rename(ResourceKey key, AekRecord former, Wrapping.Vault wrapping) {
        if (!wrapping.equals(former.wrapping())) {
            replace(key, former, former.configured(wrapping), scheduler.nanoTime());
        }
    }

    private void replace(ResourceKey key, AekRecord former, AekRecord fresh, long proved) {
        if (!key.replace(former, fresh, proved, () -> records.put(fresh))) {
            throw changedMeanwhile(key);
        }
    }

    private static KeyRejectedException changedMeanwhile(ResourceKey key) {
        return new KeyRejectedException(Reason.CONCURRENT_CHANGE, "The key of " + key.resource()
                + " was changed by another call meanwhile: look at it and try again");
    }

    private static void require(boolean holds, Reason reason, Subject subject, String what) {
        if (!holds) {
            throw new KeyRejectedException(reason, "The key " + uri(subject.key()) + " " + what, subject);
        }
    }

    private static String uri(KeyReference key) {
        return key.vaultUri() + "/keys/" + key.keyName()
                + key.version().map(version -> "/" + version).orElse("");
    }

    private Subject subject(KeyReference key, String principalId) {
        return new Subject(key, principalId, service.knownAs(key.vaultUri(), principalId));
    }

    private KeyRejectedException rejected(KeyReference reference, String principalId,
            KeyServiceException e) {
        String key = uri(reference);
        Subject subject = subject(reference, principalId);
        String refusal = " (the vault answered " + e.answer().brief() + ")";
        if (VaultFault.of(e.answer()) == VaultFault.OUTAGE) {
            return new KeyRejectedException(Reason.UNREACHABLE,
                    "The vault of the key " + key + " cannot be reached" + refusal, subject, e);
        }
        return new KeyRejectedException(Reason.NO_ACCESS, "The key " + key
                + " cannot be used by the principal "
                + principalId
                + ": it must exist, be enabled, and the principal needs get, wrapKey and unwrapKey on it"
                + refusal, subject, e);
    }
}
