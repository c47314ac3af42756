package io.holdfast.records;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The anchors of stores in a space of another database. Thread-safe.
///
/// Records: the number of changes, 8 bytes, by the store's id.
public final class ChangeAnchors {

    private static final Logger LOGGER = LoggerFactory.getLogger(ChangeAnchors.class);

    private final RecordSpace space;
    private final String collection;
    private final ConcurrentHashMap<String, AtomicLong> kept = new ConcurrentHashMap<>();

    /// @param space that outlives the stores
    /// @param collection of this kind of store alone
    public ChangeAnchors(RecordSpace space, String collection) {
        this.space = space;
        this.collection = collection;
    }

    /// The anchor of a store.
    public ChangeAnchor of(String id) {
        return new ChangeAnchor() {

            @Override
            public long changes() {
                return kept(id).get();
            }

            @Override
            public void advance(long changes) {
                ChangeAnchors.this.advance(id, changes);
            }
        };
    }

    /// Forgets a store: whatever is in its place next may begin anew. To be called before it is deleted.
    public void forget(String id) {
        space.transact(transaction -> transaction.delete(ref(id)));
        kept.remove(id);
    }

    private AtomicLong kept(String id) {
        return kept.computeIfAbsent(id, _ -> new AtomicLong(space.find(ref(id))
                .map(record -> ByteBuffer.wrap(record.body()).getLong()).orElse(0L)));
    }

    private void advance(String id, long changes) {
        AtomicLong known = kept(id);
        try {
            if (known.accumulateAndGet(changes, Math::max) == changes) {
                space.transact(transaction -> transaction.put(ref(id),
                        ByteBuffer.allocate(Long.BYTES).putLong(changes).array()));
            }
        } catch (RecordException e) {
            LOGGER.atWarn().setCause(e).addKeyValue("store", id)
                    .log("That a store has changed could not be kept; it is with its next change");
        }
    }

    private RecordRef ref(String id) {
        return RecordRef.of(collection, id);
    }
}
