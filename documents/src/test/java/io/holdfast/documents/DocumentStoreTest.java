package io.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.ChangeAnchor;
import io.holdfast.records.ChangeAnchors;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordException;
import io.holdfast.records.RecordSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DocumentStoreTest {

    private static final String SPACE = "documents/cluster/workspace";
    private static final DocumentRef INCIDENT = DocumentRef.of("incidents", "quince-id");
    private static final Optional<String> ANY = Optional.empty();

    private final SecureRandom random = new SecureRandom();
    private final SealingKey key = SealingKey.generate(random);

    @TempDir
    Path folder;

    @Test
    void documentsAreFoundListedChangedAndDeletedAcrossReopening() {
        inStore(store -> {
            store.put(INCIDENT, title("first"), ANY);
            store.put(DocumentRef.of("incidents", "apple"), title("second"), ANY);
            store.put(new DocumentRef("comments", "quince-id", "c1"), title("third"), ANY);
        });

        inStore(store -> {
            assertThat(store.find(INCIDENT)).hasValueSatisfying(found -> {
                assertThat(found.body()).isEqualTo(title("first"));
                assertThat(found.version()).isEqualTo(1);
            });
            assertThat(store.list("incidents", "")).extracting(found -> found.ref().id())
                    .containsExactly("apple", "quince-id");
            assertThat(store.list("comments", "quince-id")).hasSize(1);
            assertThat(store.list("comments", "apple")).isEmpty();
            assertThat(store.delete(INCIDENT)).isTrue();
            assertThat(store.delete(INCIDENT)).isFalse();
            assertThat(store.find(INCIDENT)).isEmpty();
        });
    }

    @Test
    void anEtagChangesWithEachWriteAndOnlyTheLastOneMatches() {
        inStore(store -> {
            StoredDocument first = store.put(INCIDENT, title("first"), ANY);
            StoredDocument second = store.put(INCIDENT, title("second"), Optional.of(first.etag()));

            assertThat(second.version()).isEqualTo(2);
            assertThat(second.etag()).isNotEqualTo(first.etag());
            assertThatThrownBy(() -> store.put(INCIDENT, title("third"), Optional.of(first.etag())))
                    .isInstanceOf(DocumentException.EtagMismatch.class).hasMessageNotContaining("quince");
            assertThat(store.find(INCIDENT)).hasValue(second);
        });
    }

    @Test
    void aViewFollowsEachCommitAndNothingElse() {
        DocumentView<KeptEntries<String>> titles = DocumentView.of("incidents",
                stored -> stored.body().path("title").asString());
        inStore(store -> {
            store.put(INCIDENT, title("first"), ANY);
            store.put(new DocumentRef("incidents", "elsewhere", "x"), title("not shown"), ANY);
            assertThat(store.view(titles).values()).containsExactly("first");

            store.put(INCIDENT, title("second"), ANY);
            store.put(DocumentRef.of("incidents", "apple"), title("third"), ANY);
            assertThat(store.view(titles).values()).containsExactlyInAnyOrder("second", "third");
            assertThatThrownBy(() -> store.transact(tx -> {
                tx.delete(INCIDENT);
                throw new IllegalArgumentException("stop");
            })).hasMessage("stop");
            assertThat(store.view(titles).values()).containsExactlyInAnyOrder("second", "third");
            store.delete(INCIDENT);
            assertThat(store.view(titles).values()).containsExactly("third");
            assertThat(store.<Long>transact(tx -> tx.deleteAll("incidents", ""))).isEqualTo(1);
            assertThat(store.view(titles).values()).isEmpty();
            store.close();
            assertThatThrownBy(() -> store.view(titles)).isInstanceOf(DocumentException.Closed.class);
        });
    }

    @Test
    void aViewHasWhatIsCommittedWhileItIsLoaded() {
        inStore(store -> {
            DocumentRef apple = DocumentRef.of("incidents", "apple");
            store.put(INCIDENT, title("first"), ANY);
            store.put(apple, title("second"), ANY);
            AtomicLong seen = new AtomicLong();
            DocumentView<KeptEntries<String>> titles = DocumentView.of("incidents", stored -> {
                if (seen.incrementAndGet() == 1) {
                    store.put(INCIDENT, title("changed"), ANY);
                    store.delete(apple);
                    store.put(DocumentRef.of("incidents", "pear"), title("new"), ANY);
                }
                return stored.body().path("title").asString();
            });

            assertThat(store.view(titles).values()).containsExactlyInAnyOrder("changed", "new");
        });
    }

    @Test
    void aTransactionSeesAViewAsItWasBeforeIt() {
        DocumentView<KeptEntries<String>> titles = DocumentView.of("incidents",
                stored -> stored.body().path("title").asString());
        inStore(store -> {
            store.put(INCIDENT, title("first"), ANY);
            assertThatThrownBy(() -> store.transact(tx -> {
                assertThat(tx.view(titles).values()).containsExactly("first");
                tx.put(INCIDENT, title("second"), ANY);
                return tx.view(titles);
            })).isInstanceOf(IllegalStateException.class).hasMessageContaining("has changed");
            assertThat(store.view(titles).values()).containsExactly("first");
            store.transact(tx -> tx.put(INCIDENT, title("third"), ANY));
            assertThat(store.<Long>transact(tx -> (long) tx.view(titles).values().size())).isEqualTo(1);
            assertThat(store.view(titles).values()).containsExactly("third");
        });
    }

    @Test
    void aPartitionIsCountedAndDeletedAsOneAcrossReopening() {
        inStore(store -> {
            store.put(INCIDENT, title("first"), ANY);
            for (String id : List.of("c1", "c2", "c3")) {
                store.put(new DocumentRef("comments", "quince-id", id), title(id), ANY);
            }
            store.put(new DocumentRef("comments", "other", "c1"), title("stays"), ANY);
            assertThat(store.count("comments", "quince-id")).isEqualTo(3);
            assertThat(store.<Long>transact(tx -> tx.deleteAll("comments", "quince-id"))).isEqualTo(3);
            assertThat(store.<Long>transact(tx -> tx.deleteAll("comments", "quince-id"))).isZero();
        });

        inStore(store -> {
            assertThat(store.count("comments", "quince-id")).isZero();
            assertThat(store.count("comments", "other")).isEqualTo(1);
            assertThat(store.find(INCIDENT)).isPresent();
        });
    }

    @Test
    void anEtagDoesNotMatchWhatWasDeletedOrMadeAnew() {
        inStore(store -> {
            StoredDocument first = store.put(INCIDENT, title("first"), ANY);
            store.delete(INCIDENT);
            assertThatThrownBy(() -> store.put(INCIDENT, title("again"), Optional.of(first.etag())))
                    .isInstanceOf(DocumentException.EtagMismatch.class);

            store.put(INCIDENT, title("again"), ANY);
            assertThatThrownBy(() -> store.put(INCIDENT, title("third"), Optional.of(first.etag())))
                    .isInstanceOf(DocumentException.EtagMismatch.class);
        });
    }

    @Test
    void aNumberIsUsedUpByACommitOnly() {
        inStore(store -> {
            assertThat(store.<Long>transact(tx -> tx.next("incidents"))).isEqualTo(1);
            assertThatThrownBy(() -> store.transact(tx -> {
                tx.next("incidents");
                throw new IllegalArgumentException("stop");
            })).hasMessage("stop");
            assertThat(store.<Long>transact(tx -> tx.next("incidents"))).isEqualTo(2);
            assertThat(store.<Long>transact(tx -> tx.next("other"))).isEqualTo(1);
            assertThat(store.<Long>transact(tx -> tx.last("incidents"))).isEqualTo(2);
            assertThat(store.<Long>transact(tx -> tx.last("nothing"))).isZero();
        });
        inStore(store -> assertThat(store.<Long>transact(tx -> tx.next("incidents"))).isEqualTo(3));
    }

    @Test
    void nothingReadableReachesTheDisk() throws IOException {
        try (RecordDatabase database = database();
                DocumentStore store = DocumentStore.open(database, SPACE, key, random, ChangeAnchor.NONE)) {
            store.put(INCIDENT, title("pomegranate"), ANY);
            store.put(INCIDENT, title("mulberry"), ANY);
            store.delete(INCIDENT);
            store.put(INCIDENT, title("persimmon"), ANY);
            assertUnreadable();
        }
        assertUnreadable();
    }

    private void assertUnreadable() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).isNotEmpty();
            for (Path file : all) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).doesNotContain(
                        "pomegranate",
                        "mulberry", "persimmon", "quince", "incidents", "title");
            }
        }
    }

    @Test
    void anAlteredDocumentIsNeverReturned() {
        inStore(store -> store.put(INCIDENT, title("first"), ANY));
        try (RecordDatabase database = database();
                DocumentStore store = DocumentStore.open(database, SPACE, key, random, ChangeAnchor.NONE)) {
            sql("UPDATE record SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || x'00' AS BLOB)");

            assertThatThrownBy(() -> store.find(INCIDENT)).isInstanceOf(RecordException.Corrupt.class);
            assertThatThrownBy(() -> store.list("incidents", "")).isInstanceOf(RecordException.Corrupt.class);
        }
    }

    @Test
    void aDocumentThatWasTakenAwayIsMissedOnOpening() {
        inStore(store -> store.put(INCIDENT, title("first"), ANY));
        sql("DELETE FROM record");

        assertThatThrownBy(() -> inStore(store -> {})).isInstanceOf(RecordException.Corrupt.class);
    }

    @Test
    void documentsThatWerePutBackAsAWholeOrAreGoneAreRefused() throws IOException {
        Path file = folder.resolve("documents.db");
        Path older = folder.resolve("older.db");
        try (RecordDatabase outside = RecordDatabase.open(folder.resolve("outside.db"));
                SealingKey platformKey = SealingKey.generate(random);
                RecordSpace platform = outside.openSpace("platform", platformKey)) {
            withAnchor(platform, store -> store.put(INCIDENT, title("first"), ANY));
            Files.copy(file, older);
            withAnchor(platform, store -> store.put(INCIDENT, title("second"), ANY));
            Path newest = Files.move(file, folder.resolve("newest.db"));

            assertThatThrownBy(() -> withAnchor(platform, _ -> {}))
                    .isInstanceOf(RecordException.Corrupt.class)
                    .hasMessageContaining("earlier state");
            Files.move(older, file, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> withAnchor(platform, _ -> {}))
                    .isInstanceOf(RecordException.Corrupt.class);

            Files.move(newest, file, StandardCopyOption.REPLACE_EXISTING);
            withAnchor(platform, store -> assertThat(store.find(INCIDENT)).isPresent());
        }
    }

    /// As long as it runs, too.
    @Test
    void theAnchorFollowsTheChanges() {
        AtomicLong kept = new AtomicLong();
        ChangeAnchor anchor = new ChangeAnchor() {

            @Override
            public long changes() {
                return kept.get();
            }

            @Override
            public void advance(long changes) {
                kept.set(changes);
            }
        };
        try (RecordDatabase database = database()) {
            DocumentStore store = DocumentStore.open(database, SPACE, key, random, anchor);
            for (int i = 0; i < 40; i++) {
                store.put(INCIDENT, title("again"), ANY);
            }
            assertThat(kept).hasValue(32);
            store.close();
            assertThat(kept).hasValue(40);
        }
    }

    private void withAnchor(RecordSpace platform, Consumer<DocumentStore> work) {
        try (RecordDatabase database = database();
                DocumentStore store = DocumentStore.open(database, SPACE, key, random,
                        new ChangeAnchors(platform, "documents").of(SPACE))) {
            work.accept(store);
        }
    }

    @Test
    void aClosedStoreRefusesAndOneOpenedAgainHasEverything() {
        try (RecordDatabase database = database()) {
            DocumentStore store = DocumentStore.open(database, SPACE, key, random, ChangeAnchor.NONE);
            StoredDocument written = store.put(INCIDENT, title("first"), ANY);
            store.close();

            assertThatThrownBy(() -> store.find(INCIDENT)).isInstanceOf(DocumentException.Closed.class);
            assertThatThrownBy(() -> store.list("incidents", ""))
                    .isInstanceOf(DocumentException.Closed.class);
            assertThatThrownBy(() -> store.put(INCIDENT, title("second"), ANY))
                    .isInstanceOf(DocumentException.Closed.class);
            try (DocumentStore again = DocumentStore.open(database, SPACE, key, random, ChangeAnchor.NONE)) {
                assertThat(again.find(INCIDENT)).hasValue(written);
            }
        }
    }

    @Test
    void closingDuringATransactionUndoesIt() {
        try (RecordDatabase database = database()) {
            DocumentStore store = DocumentStore.open(database, SPACE, key, random, ChangeAnchor.NONE);
            assertThatThrownBy(() -> store.transact(tx -> {
                tx.put(INCIDENT, title("first"), ANY);
                store.close();
                return tx.put(DocumentRef.of("incidents", "other"), title("second"), ANY);
            })).isInstanceOf(DocumentException.Closed.class);

            try (DocumentStore again = DocumentStore.open(database, SPACE, key, random, ChangeAnchor.NONE)) {
                assertThat(again.list("incidents", "")).isEmpty();
            }
        }
    }

    @Test
    void spacesUnderOneKeyDoNotOpenEachOther() {
        inStore(store -> store.put(INCIDENT, title("first"), ANY));
        try (RecordDatabase database = database();
                DocumentStore other = DocumentStore.open(database, "documents/cluster/other", key, random,
                        ChangeAnchor.NONE)) {
            assertThat(other.find(INCIDENT)).isEmpty();
        }
    }

    private void inStore(Consumer<DocumentStore> work) {
        try (RecordDatabase database = database();
                DocumentStore store = DocumentStore.open(database, SPACE, key, random, ChangeAnchor.NONE)) {
            work.accept(store);
        }
    }

    private RecordDatabase database() {
        return RecordDatabase.open(folder.resolve("documents.db"));
    }

    private void sql(String statement) {
        try (Connection connection = DriverManager
                .getConnection("jdbc:sqlite:" + folder.resolve("documents.db"));
                Statement sql = connection.createStatement()) {
            sql.executeUpdate(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode title(String title) {
        return JsonMapper.shared().createObjectNode().put("title", title);
    }
}
