package io.holdfast.keyvault;

import io.holdfast.records.RecordRef;
import io.holdfast.rest.Json;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts how often each version encrypted with AES-GCM, whose random initialization vectors allow 2^32 times
/// (NIST SP 800-38D section 8.3). Thread-safe.
///
/// The record of a version says how many uses were set aside, a million at a time: what was set aside and not
/// used is lost at the next start.
final class GcmUses {

    /// Uses that are set aside by one write.
    static final long BLOCK = 1L << 20;

    private static final long MAX_USES = 1L << 32;
    /// Versions that are counted at once; forgetting them costs each the rest of its block.
    private static final int MAX_COUNTED = 10_000;

    private final VaultStore store;
    private final Map<ProviderKey.Id, Uses> counted = new ConcurrentHashMap<>();

    GcmUses(VaultStore store) {
        this.store = store;
    }

    /// What is left of the block that was set aside last.
    private record Uses(long left) {}

    /// Counts one use before it happens.
    ///
    /// @throws VaultException.Denied if the version has none left
    void take(KeyView key) {
        if (counted.size() > MAX_COUNTED) {
            counted.clear();
        }
        counted.compute(ProviderKey.Id.of(key), (_, uses) -> {
            long left = uses == null || uses.left() == 0 ? setAside(key) : uses.left();
            return new Uses(left - 1);
        });
    }

    private long setAside(KeyView key) {
        return store.change(change -> {
            RecordRef ref = VaultRows.usesRef(key.vault(), key.key(), key.version().version());
            long used = change.transaction().find(ref)
                    .map(row -> VaultCodec.versioned(row.body()).path("used").longValue()).orElse(0L);
            if (used + BLOCK > MAX_USES) {
                throw new VaultException.Denied("KeyOperationForbidden",
                        "Operation encrypt is not permitted on this"
                                + " key any more: it encrypted with AES-GCM as often as is safe. Rotate it.");
            }
            change.transaction().put(ref, Json.bytes(Json.object().put("v", VaultCodec.VERSION)
                    .put("used", used + BLOCK)));
            return BLOCK;
        });
    }
}
