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

    private static final Aad PURPOSE = Aad.of("holdfast/vault-audit/v1");

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
            return PURPOSE.with(sequence + 1).with(hash);
        }
    }

    /// A sealed event, and the place after it.
    record Link(byte[] sealed, Point after) {}

    /// An opened event, and the place after it.
    ///
    /// @param changes of the records, when it was written
    record Opened(AuditEvent event, long changes, Point after) {}

    /// The content of an event: the number of the records' changes (8 bytes), JSON.
    static byte[] content(AuditEvent event, long changes) {
        byte[] json = Json.bytes(event.toJson());
        return ByteBuffer.allocate(Long.BYTES + json.length).putLong(changes).put(json).array();
    }

    Link seal(Point before, byte[] content) {
        byte[] sealed = key.seal(content, before.aad());
        return new Link(sealed, before.next(sealed));
    }

    /// @throws io.holdfast.crypto.UnsealException if it is not the event that followed
    Opened open(Point before, byte[] sealed) {
        ByteBuffer content = ByteBuffer.wrap(key.open(sealed, before.aad()));
        long changes = content.getLong();
        byte[] json = new byte[content.remaining()];
        content.get(json);
        return new Opened(AuditEvent.of(Json.parse(json)), changes, before.next(sealed));
    }
}
