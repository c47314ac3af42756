package io.holdfast.sealedingest;

import io.holdfast.records.RecordRef;
import tools.jackson.databind.json.JsonMapper;

/// What is kept of a cluster in the platform's records, as JSON.
final class Stored {

    /// The chain before the first batch.
    static final String NO_CHAIN = "0".repeat(64);

    private static final JsonMapper JSON = JsonMapper.shared();
    static final int VERSION = 1;

    private Stored() {}

    /// What the cluster's owner wants.
    record Setting(int v, boolean enabled, long quotaBytes) {

        static final String COLLECTION = "sealed-ingest/setting";

        static Setting of(boolean enabled, long quotaBytes) {
            return new Setting(VERSION, enabled, quotaBytes);
        }
    }

    /// The key pair.
    ///
    /// @param publicKey, wrapped in hexadecimal
    record Pair(int v, String publicKey, String fingerprint, String wrapped) {

        static final String COLLECTION = "sealed-ingest/pair";

        static Pair of(String publicKey, String fingerprint, String wrapped) {
            return new Pair(VERSION, publicKey, fingerprint, wrapped);
        }
    }

    /// A batch that waits, in the cluster's log.
    ///
    /// @param sha256 of its file, in hexadecimal
    /// @param bytes of the batch as it came
    /// @param chain over this and all batches before
    record Batch(int v, long position, String arrived, long bytes, String sha256, String fingerprint,
            String chain) {

        static final String COLLECTION = "sealed-ingest/batch";
    }

    /// All that is counted.
    ///
    /// @param position of the newest batch that ever was
    /// @param added the chain after the newest batch
    /// @param taken the chain after the newest batch that waits no more
    record State(int v, long batches, long bytes, long position, String added, String taken, long restored,
            long damaged) {

        static final String COLLECTION = "sealed-ingest/state";
        static final State NONE = new State(VERSION, 0, 0, 0, NO_CHAIN, NO_CHAIN, 0, 0);

        State with(Batch batch) {
            return new State(v, batches + 1, bytes + batch.bytes(), batch.position(), batch.chain(), taken,
                    restored,
                    damaged);
        }

        State without(Batch batch, boolean whole) {
            return new State(v, batches - 1, bytes - batch.bytes(), position, added, batch.chain(),
                    restored + (whole ? 1 : 0), damaged + (whole ? 0 : 1));
        }
    }

    static byte[] encoded(Object record) {
        return JSON.writeValueAsBytes(record);
    }

    static <T> T decoded(byte[] body, Class<T> type) {
        return JSON.readValue(body, type);
    }

    static RecordRef ref(String collection, String cluster) {
        return RecordRef.of(collection, cluster);
    }
}
