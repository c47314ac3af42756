package io.holdfast.keyring;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stored account key records, in the platform's record space. Thread-safe.
final class AekRecords {

    private static final Logger LOGGER = LoggerFactory.getLogger(AekRecords.class);
    private static final String COLLECTION = "keyring/aek";

    private final RecordSpace space;
    private final AekRecordCodec codec;

    AekRecords(RecordSpace space, AekRecordCodec codec) {
        this.space = space;
        this.codec = codec;
    }

    /// @throws CorruptKeyRecordException if one is not as written
    List<AekRecord> load() {
        return space.list(COLLECTION, "").stream().map(this::decoded).toList();
    }

    /// The same within a transaction.
    List<AekRecord> load(RecordTransaction transaction) {
        return transaction.list(COLLECTION, "").stream().map(this::decoded).toList();
    }

    /// One write, new or over the former record; on disk when it returns.
    void put(AekRecord record) {
        byte[] body = codec.encode(record);
        space.transact(tx -> tx.put(ref(record.resource()), body));
    }

    /// Removes the record, from the disk as well.
    void delete(StorageResource resource) {
        space.transact(tx -> tx.delete(ref(resource)));
        eraseFormer();
    }

    /// Removes from the disk what records were before: a wrapping that must open the account key no more.
    void eraseFormer() {
        if (!space.eraseFormer()) {
            LOGGER.atWarn().log(
                    "Former account key records are still in the log of the records; they are erased later");
        }
    }

    private AekRecord decoded(SealedRecord sealed) {
        String id = sealed.ref().id();
        int slash = id.indexOf('/');
        if (slash < 0) {
            throw new CorruptKeyRecordException("An account key record has an unknown address");
        }
        StorageResource resource = new StorageResource(id.substring(slash + 1),
                StorageResource.Kind.valueOf(id.substring(0, slash)));
        return codec.decode(resource, sealed.body());
    }

    private static RecordRef ref(StorageResource resource) {
        return RecordRef.of(COLLECTION, resource.kind().name() + "/" + resource.clusterId());
    }
}
