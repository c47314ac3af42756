package io.holdfast.documents;

import io.holdfast.records.RecordRef;
import io.holdfast.records.SealedRecord;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Documents as the bodies of records: JSON of `v` (1), `etag` and `body`. Thread-safe.
final class DocumentCodec {

    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final SecureRandom random;

    DocumentCodec(SecureRandom random) {
        this.random = random;
    }

    String collection(String collection) {
        return "document/" + collection;
    }

    RecordRef address(DocumentRef ref) {
        return new RecordRef(collection(ref.collection()), ref.partition(), ref.id());
    }

    String freshEtag() {
        byte[] bytes = new byte[2 * Long.BYTES];
        random.nextBytes(bytes);
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        return new UUID(halves.getLong(), halves.getLong()).toString();
    }

    byte[] encode(String etag, ObjectNode body) {
        ObjectNode json = MAPPER.createObjectNode().put("v", VERSION).put("etag", etag);
        json.set("body", body);
        return MAPPER.writeValueAsBytes(json);
    }

    StoredDocument decode(DocumentRef ref, SealedRecord record) {
        JsonNode json = MAPPER.readTree(record.body());
        if (json.path("v").asInt(0) != VERSION || !(json.path("body") instanceof ObjectNode body)) {
            throw new IllegalStateException(
                    "A document of the collection " + ref.collection() + " is of version "
                            + json.path("v").asInt(0) + " (this release reads version " + VERSION + ")");
        }
        return new StoredDocument(ref, json.required("etag").stringValue(), record.version(), body);
    }

    List<StoredDocument> decode(String collection, String partition, List<SealedRecord> records) {
        return records.stream()
                .map(record -> decode(new DocumentRef(collection, partition, record.ref().id()), record))
                .toList();
    }
}
