package io.holdfast.documents;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.ChangeAnchor;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordException;
import io.holdfast.records.RecordSpace;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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

    /// After a crash, so many changes at most are not known to the anchor.
    private static final int CHANGES_BETWEEN_ANCHORINGS = 32;

    private final RecordSpace space;
    private final DocumentCodec codec;
    private final ChangeAnchor anchor;
    private final DocumentViews views = new DocumentViews();
    // Held over each change and the views' taking it over.
    private final ReentrantLock changes = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    private DocumentStore(RecordSpace space, DocumentCodec codec, ChangeAnchor anchor) {
        this.space = space;
        this.codec = codec;
        this.anchor = anchor;
    }

    /// Opens a space, making it where there is none, and checks the set of its documents.
    ///
    /// @param key stays the caller's, who may close it afterwards
    /// @param random for etags
    /// @param anchor of the space, in another database
    /// @throws io.holdfast.records.RecordException.Corrupt if the documents are not those last written, or fewer
    ///     changes were made to them than the anchor knows of
    public static DocumentStore open(RecordDatabase database, String spaceName, SealingKey key,
            SecureRandom random, ChangeAnchor anchor) {
        try (SealingKey derived = key.derive(Aad.of("holdfast/documents/v1").with(spaceName))) {
            return new DocumentStore(database.openSpace(spaceName, derived, anchor),
                    new DocumentCodec(random),
                    anchor);
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
        return guarded(() -> {
            changes.lock();
            try {
                return committed(work);
            } catch (RecordException e) {
                // Whether it was committed is not known.
                views.forget();
                throw e;
            } finally {
                changes.unlock();
            }
        });
    }

    private <T> T committed(Function<DocumentTransaction, T> work) {
        List<DocumentViews.Change> made = new ArrayList<>();
        T result = space.transact(records -> {
            CodedTransaction transaction = new CodedTransaction(records, codec, views);
            T answer = work.apply(transaction);
            made.addAll(transaction.changes());
            return answer;
        });
        views.apply(made);
        if (space.changes() - anchor.changes() >= CHANGES_BETWEEN_ANCHORINGS) {
            anchor.advance(space.changes());
        }
        return result;
    }

    /// What a view keeps, which follows each commit from now on. Cost: the first time all documents are opened, while
    /// others write; later none is.
    ///
    /// @throws DocumentException.Closed if the store is closed
    public <V extends DocumentView.Kept> V view(DocumentView<V> view) {
        return guarded(() -> views.kept(view).orElseGet(() -> {
            V kept = views.load(view, documents -> view.collections()
                    .forEach(collection -> each(collection, documents)));
            if (closed.get()) {
                views.forget();
                throw new DocumentException.Closed();
            }
            return kept;
        }));
    }

    private void each(String collection, Consumer<StoredDocument> documents) {
        space.each(codec.collection(collection), "",
                record -> documents
                        .accept(codec.decode(DocumentRef.of(collection, record.ref().id()), record)));
    }

    /// Forgets the keys, and what views keep.
    @Override
    public void close() {
        closed.set(true);
        views.forget();
        space.close();
        anchor.advance(space.changes());
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
