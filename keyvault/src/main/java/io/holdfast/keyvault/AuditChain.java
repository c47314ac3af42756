package io.holdfast.keyvault;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.Digests;
import io.holdfast.crypto.SealingKey;
import io.holdfast.rest.Json;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Seals audit events one after another, each bound to its number and to all before it. Thread-safe.
///
/// @param key the caller's, to outlive this
record AuditChain(SealingKey key) {

    static final int HASH_BYTES = 32;

    /// A place in the chain: the number of the last event, and the hash up to and with it.
    record Point(long sequence, byte[] hash) {

        static final Point START = new Point(0, new byte[HASH_BYTES]);

        String hex() {
            return HexFormat.of().formatHex(hash);
        }

        private Point next(byte[] sealed) {
            ByteBuffer hashed = ByteBuffer.allocate(HASH_BYTES + Long.BYTES + sealed.length).put(hash)
                    .putLong(sequence + 1).put(sealed);
            return new Point(sequence + 1, Digests.sha256(hashed.array()));
        }

        private Aad aad() {
            return Aad.of("holdfast/vault-audit/v1").with(sequence + 1).with(hash);
        }
    }

    /// A sealed event, and the place after it.
    record Link(byte[] sealed, Point after) {}

    /// An opened event, and the place after it.
    record Opened(AuditEvent event, Point after) {}

    Link seal(Point before, AuditEvent event) {
        byte[] sealed = key.seal(Json.bytes(event.toJson()), before.aad());
        return new Link(sealed, before.next(sealed));
    }

    /// @throws io.holdfast.crypto.UnsealException if it is not the event that followed
    Opened open(Point before, byte[] sealed) {
        byte[] json = key.open(sealed, before.aad());
        return new Opened(AuditEvent.of(Json.parse(json)), before.next(sealed));
    }
}
