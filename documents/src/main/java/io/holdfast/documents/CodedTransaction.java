package io.holdfast.documents;

import io.holdfast.documents.DocumentViews.Change;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Documents over the records of one transaction.
final class CodedTransaction implements DocumentTransaction {

    private final RecordTransaction records;
    private final DocumentCodec codec;
    private final DocumentViews views;
    private final List<Change> changes = new ArrayList<>();

    CodedTransaction(RecordTransaction records, DocumentCodec codec, DocumentViews views) {
        this.records = records;
        this.codec = codec;
        this.views = views;
    }

    /// What was changed so far, in order.
    List<Change> changes() {
        return changes;
    }

    @Override
    public Optional<StoredDocument> find(DocumentRef ref) {
        return records.find(codec.address(ref)).map(record -> codec.decode(ref, record));
    }

    @Override
    public List<StoredDocument> list(String collection, String partition) {
        return codec.decode(collection, partition, records.list(codec.collection(collection), partition));
    }

    @Override
    public long count(String collection, String partition) {
        return records.count(codec.collection(collection), partition);
    }

    @Override
    public StoredDocument put(DocumentRef ref, ObjectNode body, Optional<String> expectedEtag) {
        if (expectedEtag.isPresent() && !find(ref).map(StoredDocument::etag).equals(expectedEtag)) {
            throw new DocumentException.EtagMismatch(ref);
        }
        String etag = codec.freshEtag();
        long version = records.put(codec.address(ref), codec.encode(etag, body));
        StoredDocument stored = new StoredDocument(ref, etag, version, body);
        changes.add(new Change(ref, List.of(stored)));
        return stored;
    }

    @Override
    public boolean delete(DocumentRef ref) {
        changes.add(new Change(ref, List.of()));
        return records.delete(codec.address(ref));
    }

    @Override
    public long deleteAll(String collection, String partition) {
        if (partition.isEmpty()) {
            list(collection, partition).forEach(stored -> changes.add(new Change(stored.ref(), List.of())));
        }
        return records.deleteAll(codec.collection(collection), partition);
    }

    @Override
    public <V extends DocumentView.Kept> V view(DocumentView<V> view) {
        if (changes.stream().anyMatch(change -> view.shows(change.ref()))) {
            throw new IllegalStateException("The transaction has changed what the view shows");
        }
        return views.kept(view).orElseGet(() -> views.loadNow(view, documents -> view.collections()
                .forEach(collection -> list(collection, "").forEach(documents))));
    }

    @Override
    public long next(String sequence) {
        long next = last(sequence) + 1;
        records.put(sequence(sequence), ByteBuffer.allocate(Long.BYTES).putLong(next).array());
        return next;
    }

    @Override
    public long last(String sequence) {
        return records.find(sequence(sequence)).map(record -> ByteBuffer.wrap(record.body()).getLong())
                .orElse(0L);
    }

    private static RecordRef sequence(String name) {
        return RecordRef.of("sequence", name);
    }
}
