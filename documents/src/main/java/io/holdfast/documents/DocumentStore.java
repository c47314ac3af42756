package io.holdfast.documents;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// The documents of one space while its key may be used.
///
/// Every body, name and id is sealed or hashed under keys that derive from the key given at opening; each
/// body is bound to its address and version, and the set of documents to a sealed head
/// (`docs/formats/records.md`). Closing forgets the keys: calls that are under way fail, changing nothing.
/// Thread-safe.
public final class DocumentStore implements DocumentReader, AutoCloseable {

    private final RecordSpace space;
    private final DocumentCodec codec;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DocumentStore(RecordSpace space, DocumentCodec codec) {
        this.space = space;
        this.codec = codec;
    }

    /// Opens a space, making it where there is none, and checks the set of its documents.
    ///
    /// @param key stays the caller's, who may close it afterwards
    /// @param random for etags
    /// @throws io.holdfast.records.RecordException.Corrupt if the documents are not those last written
    public static DocumentStore open(RecordDatabase database, String spaceName, SealingKey key,
            SecureRandom random) {
        try (SealingKey derived = key.derive(Aad.of("holdfast/documents/v1").with(spaceName))) {
            return new DocumentStore(database.openSpace(spaceName, derived), new DocumentCodec(random));
        }
    }

    @Override
    public Optional<StoredDocument> find(DocumentRef ref) {
        return guarded(() -> space.find(codec.address(ref)).map(record -> codec.decode(ref, record)));
    }

    @Override
    public List<StoredDocument> list(String collection, String partition) {
        return guarded(() -> codec.decode(collection, partition,
                space.list(codec.collection(collection), partition)));
    }

    @Override
    public long count(String collection, String partition) {
        return guarded(() -> space.count(codec.collection(collection), partition));
    }

    /// Writes a document, new or over its former state.
    ///
    /// @param expectedEtag the state that must stand there; empty to write over any
    /// @throws DocumentException.EtagMismatch if another state, or nothing, stands there
    /// @throws DocumentException.Closed if the store is closed
    public StoredDocument put(DocumentRef ref, ObjectNode body, Optional<String> expectedEtag) {
        return transact(tx -> tx.put(ref, body, expectedEtag));
    }

    /// Deletes a document; answers whether there was one.
    ///
    /// @throws DocumentException.Closed if the store is closed
    public boolean delete(DocumentRef ref) {
        return transact(tx -> tx.delete(ref));
    }

    /// Runs `work` in a transaction that commits when it returns and changes nothing when it throws.
    ///
    /// Transactions of one database run one after another; `work` must not wait for anything else.
    ///
    /// @throws DocumentException.Closed if the store is closed
    public <T> T transact(Function<DocumentTransaction, T> work) {
        return guarded(() -> space.transact(records -> work.apply(new CodedTransaction(records, codec))));
    }

    /// Forgets the keys.
    @Override
    public void close() {
        closed.set(true);
        space.close();
    }

    private <T> T guarded(Supplier<T> work) {
        if (closed.get()) {
            throw new DocumentException.Closed();
        }
        try {
            return work.get();
        } catch (IllegalStateException e) {
            // A secret that was closed says so by this exception; closing is the one cause there is.
            if (closed.get()) {
                throw new DocumentException.Closed(e);
            }
            throw e;
        }
    }
}
