package io.holdfast.bench;

import io.holdfast.crypto.SealingKey;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentStore;
import io.holdfast.documents.StoredDocument;
import io.holdfast.records.ChangeAnchor;
import io.holdfast.records.RecordDatabase;
import io.holdfast.rest.Json;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// What the encryption of documents costs: two stores in SQLite files side by side, one of them without the cipher
/// ([PlainGcm]), that do the same by turns.
final class DocumentPairs {

    private static final int PAIRS = 40;
    private static final int WRITES = 300;
    private static final int READS = 3_000;
    private static final int COMMENTS = 50;
    private static final String INCIDENTS = "incidents";
    private static final String NOTES = "comments";
    private static final long SEED = 20261202;

    private final Report report;
    private final Path folder;

    DocumentPairs(Report report, Path folder) {
        this.report = report;
        this.folder = folder;
    }

    /// Work on one of the stores.
    @FunctionalInterface
    private interface Round {
        void run(Side side);
    }

    /// A store with what was written to it.
    private record Side(RecordDatabase database, DocumentStore store, Random random,
            List<StoredDocument> incidents) implements AutoCloseable {

        static Side open(Path file) {
            SecureRandom random = new SecureRandom();
            RecordDatabase database = RecordDatabase.open(file);
            try (SealingKey key = SealingKey.generate(random)) {
                return new Side(database,
                        DocumentStore.open(database, "bench", key, random, ChangeAnchor.NONE),
                        new Random(SEED), new ArrayList<>());
            }
        }

        @Override
        public void close() {
            store.close();
            database.close();
        }
    }

    void run() throws Exception {
        Side plain;
        try (PlainGcm.InForce inForce = PlainGcm.inForce()) {
            plain = Side.open(folder.resolve("plain.db"));
        }
        try (Side encrypted = Side.open(folder.resolve("encrypted.db"))) {
            measure("writes", plain, encrypted, DocumentPairs::write);
            measure("reads", plain, encrypted, DocumentPairs::read);
        } finally {
            inPlain(plain::close);
        }
    }

    private void measure(String name, Side plain, Side encrypted, Round round) throws Exception {
        Pairs pairs = Pairs.interleaved(PAIRS, () -> inPlain(() -> round.run(plain)),
                () -> round.run(encrypted));
        report.result("documents, " + name + ", encrypted/plain", String.format(Locale.ROOT,
                "%.3f (95 %%: %.3f to %.3f), %d pairs; aim: 0.90", pairs.median(), pairs.low(), pairs.high(),
                PAIRS), Map.of("ratio", pairs.median(), "low", pairs.low(), "high", pairs.high()));
    }

    private static void inPlain(Runnable work) throws GeneralSecurityException {
        try (PlainGcm.InForce inForce = PlainGcm.inForce()) {
            work.run();
        }
    }

    /// Incidents that are made, and changed as often, each on disk before the next, and comments.
    private static void write(Side side) {
        for (int i = 0; i < WRITES; i++) {
            DocumentRef ref = DocumentRef.of(INCIDENTS, id(side));
            StoredDocument made = side.store().put(ref, incident(side), Optional.empty());
            side.incidents().add(side.store().put(ref, incident(side), Optional.of(made.etag())));
        }
        String newest = side.incidents().getLast().ref().id();
        side.store().transact(documents -> {
            for (int i = 0; i < COMMENTS; i++) {
                documents.put(new DocumentRef(NOTES, newest, id(side)), incident(side), Optional.empty());
            }
            return newest;
        });
    }

    /// Incidents one by one, and the comments on one.
    private static void read(Side side) {
        for (int i = 0; i < READS; i++) {
            StoredDocument any = side.incidents().get(side.random().nextInt(side.incidents().size()));
            if (side.store().find(any.ref()).isEmpty()) {
                throw new IllegalStateException("A document is missing");
            }
        }
        for (int i = 0; i < READS / COMMENTS; i++) {
            side.store().list(NOTES, side.incidents().getLast().ref().id());
        }
    }

    private static String id(Side side) {
        return new UUID(side.random().nextLong(), side.random().nextLong()).toString();
    }

    /// Some 900 bytes of JSON, as incidents are.
    private static ObjectNode incident(Side side) {
        Random random = side.random();
        ObjectNode body = Json.object().put("name", id(side));
        ObjectNode properties = body.putObject("properties")
                .put("title", "Sign-ins of user " + random.nextInt(2_000) + " from an unusual place")
                .put("description",
                        ("Found " + random.nextInt(100) + " sign-ins within an hour. ").repeat(12))
                .put("severity", "High").put("status", "New").put("incidentNumber", random.nextInt(100_000))
                .put("createdTimeUtc", "2026-11-28T10:00:00.000Z")
                .put("lastModifiedTimeUtc", "2026-11-28T10:00:00.000Z");
        properties.putObject("owner").put("objectId", id(side)).put("email", "analyst@corp.example");
        properties.putArray("labels").addObject().put("labelName", "tier " + random.nextInt(3));
        return body;
    }
}
