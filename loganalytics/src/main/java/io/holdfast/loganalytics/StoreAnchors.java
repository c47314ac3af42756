package io.holdfast.loganalytics;

import io.holdfast.logstore.StoreAnchor;
import io.holdfast.records.RecordException;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.Json;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How often the catalog of each cluster's log store has changed, sealed under the platform key: the
/// folder of a
/// store that was put back to an earlier state is refused. Thread-safe.
///
/// Records: `{"v":1,"changes"}` in the collection `loganalytics/store-anchor`, by the cluster's id.
final class StoreAnchors {

    private static final Logger LOGGER = LoggerFactory.getLogger(StoreAnchors.class);
    private static final String COLLECTION = "loganalytics/store-anchor";
    private static final String CHANGES = "changes";

    private final RecordSpace space;
    private final ConcurrentHashMap<String, AtomicLong> kept = new ConcurrentHashMap<>();

    /// @param space the platform's records
    StoreAnchors(RecordSpace space) {
        this.space = space;
    }

    StoreAnchor of(String clusterId) {
        return new StoreAnchor() {

            @Override
            public long changes() {
                return kept(clusterId).get();
            }

            @Override
            public void advance(long changes) {
                StoreAnchors.this.advance(clusterId, changes);
            }
        };
    }

    /// Forgets a store: whatever is in its folder next may begin anew. To be called before it is deleted.
    void forget(String clusterId) {
        space.transact(transaction -> transaction.delete(ref(clusterId)));
        kept.remove(clusterId);
    }

    private AtomicLong kept(String clusterId) {
        return kept.computeIfAbsent(clusterId,
                id -> new AtomicLong(space.find(ref(id)).map(StoreAnchors::changes).orElse(0L)));
    }

    private void advance(String clusterId, long changes) {
        AtomicLong known = kept(clusterId);
        try {
            if (known.accumulateAndGet(changes, Math::max) == changes) {
                space.transact(transaction -> transaction.put(ref(clusterId),
                        Json.bytes(Json.object().put("v", 1).put(CHANGES, changes))));
            }
        } catch (RecordException e) {
            LOGGER.atWarn().setCause(e).addKeyValue("cluster", clusterId)
                    .log("That a log store has changed could not be kept; it is with its next change");
        }
    }

    private static long changes(SealedRecord sealed) {
        return Json.parseObject(sealed.body()).path(CHANGES).asLong();
    }

    private static RecordRef ref(String clusterId) {
        return RecordRef.of(COLLECTION, clusterId);
    }
}
