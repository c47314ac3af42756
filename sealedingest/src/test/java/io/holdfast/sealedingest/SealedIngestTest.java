package io.holdfast.sealedingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.SealedRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedIngestTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String CLUSTER = "11111111-2222-3333-4444-555555555555";

    private final SealingKey platformKey = SealingKey.generate(RANDOM);
    private final SealingKey accountKey = SealingKey.generate(RANDOM);
    private final List<String> taken = new ArrayList<>();
    private final List<Long> positions = new ArrayList<>();

    @TempDir
    private Path folder;
    private RecordDatabase database;
    private RecordSpace space;
    private SealedIngest ingest;

    @SuppressWarnings("NullAway.Init")
    SealedIngestTest() {}

    @BeforeEach
    void open() {
        database = RecordDatabase.open(folder.resolve("platform.db"));
        space = database.openSpace("platform", platformKey);
        ingest = SealedIngest.open(space, platformKey, folder.resolve("clusters"), RANDOM);
    }

    @AfterEach
    void close() {
        ingest.close();
        space.close();
        database.close();
    }

    private void ready() {
        ingest.set(CLUSTER, true, 1000);
        ingest.prepare(CLUSTER, accountKey);
    }

    private void add(String... batches) {
        for (String batch : batches) {
            ingest.add(CLUSTER, batch.getBytes(StandardCharsets.UTF_8), NOW);
        }
    }

    private void take(long position, byte[] batch) {
        positions.add(position);
        taken.add(new String(batch, StandardCharsets.UTF_8));
    }

    @Test
    void batchesComeBackInTheirOrderAfterARestart() throws IOException {
        ready();
        add("one", "two");
        close();
        open();
        assertThat(ingest.waiting()).containsExactly(CLUSTER);
        add("three");
        assertThat(ingest.status(CLUSTER).batches()).isEqualTo(3);
        assertThat(ingest.status(CLUSTER).bytes()).isEqualTo(11);
        assertThat(ingest.status(CLUSTER).oldest()).contains(NOW);

        ingest.restore(CLUSTER, accountKey, this::take);

        assertThat(taken).containsExactly("one", "two", "three");
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        assertThat(ingest.waiting()).isEmpty();
        assertThat(ingest.status(CLUSTER).restored()).isEqualTo(3);
        assertThat(files()).isEmpty();
    }

    @Test
    void nothingIsTakenWithoutAnOptInAndAKeyPairNorPastTheQuota() {
        assertThatThrownBy(() -> add("one")).isInstanceOf(SealedIngestException.NotReady.class);
        ingest.set(CLUSTER, true, 10);
        assertThatThrownBy(() -> ingest.require(CLUSTER)).isInstanceOf(SealedIngestException.NotReady.class);
        ingest.prepare(CLUSTER, accountKey);
        ingest.require(CLUSTER);
        add("one", "another");
        assertThatThrownBy(() -> add("x")).isInstanceOf(SealedIngestException.QuotaReached.class)
                .hasMessageContaining("10 bytes");
        ingest.set(CLUSTER, false, 10);
        assertThatThrownBy(() -> add("x")).isInstanceOf(SealedIngestException.NotReady.class);

        ingest.restore(CLUSTER, accountKey, this::take);

        assertThat(taken).containsExactly("one", "another");
    }

    @Test
    void aBatchThatWasNotTakenComesAgainWithItsPosition() {
        ready();
        add("one", "two");
        assertThatThrownBy(() -> ingest.restore(CLUSTER, accountKey, (position, batch) -> {
            take(position, batch);
            throw new IllegalStateException("the store is closed");
        })).hasMessage("the store is closed");
        assertThat(ingest.status(CLUSTER).batches()).isEqualTo(2);

        ingest.restore(CLUSTER, accountKey, this::take);

        assertThat(taken).containsExactly("one", "one", "two");
        assertThat(positions.get(1)).isEqualTo(positions.get(0)).isLessThan(positions.get(2));
    }

    @Test
    void theKeyPairStaysWhileBatchesWaitAndIsANewOneAfter() {
        ready();
        String first = ingest.status(CLUSTER).fingerprint().orElseThrow();
        add("one");
        ingest.prepare(CLUSTER, accountKey);
        assertThat(ingest.status(CLUSTER).fingerprint()).contains(first);
        assertThat(ingest.forgetPair(CLUSTER)).isFalse();

        ingest.restore(CLUSTER, accountKey, this::take);
        ingest.prepare(CLUSTER, accountKey);

        assertThat(ingest.status(CLUSTER).fingerprint()).isPresent().isNotEqualTo(Optional.of(first));
        assertThat(ingest.forgetPair(CLUSTER)).isTrue();
        assertThat(ingest.status(CLUSTER).ready()).isFalse();
    }

    @Test
    void anotherAccountKeyOpensNothingAndLosesNothing() {
        ready();
        add("one");
        try (SealingKey other = SealingKey.generate(RANDOM)) {
            assertThatThrownBy(() -> ingest.restore(CLUSTER, other, this::take))
                    .isInstanceOf(SealedIngestException.Corrupt.class);
        }
        assertThat(taken).isEmpty();
        ingest.restore(CLUSTER, accountKey, this::take);
        assertThat(taken).containsExactly("one");
    }

    /// Whoever has the platform key can write records, and seal to a key of his own; he gets no further than
    /// that.
    @Test
    void aPublicKeyThatWasPutInThePlaceOfTheTrueOneIsFoundOut() {
        ready();
        try (SealingKey strangers = SealingKey.generate(RANDOM)) {
            Stored.Pair foreign = KeyPairs.make(CLUSTER, strangers, RANDOM);
            edit(Stored.Pair.COLLECTION, Stored.encoded(foreign));
        }
        add("one");

        assertThatThrownBy(() -> ingest.restore(CLUSTER, accountKey, this::take))
                .isInstanceOf(SealedIngestException.Corrupt.class);
        assertThat(taken).isEmpty();
    }

    @Test
    void aFingerprintOrPublicKeyThatIsNotOfThePairIsFoundOut() {
        ready();
        Stored.Pair pair = Stored.decoded(
                space.find(Stored.ref(Stored.Pair.COLLECTION, CLUSTER)).orElseThrow().body(),
                Stored.Pair.class);
        add("one");
        for (Stored.Pair bad : List.of(
                new Stored.Pair(1, pair.publicKey(), "00".repeat(32), pair.wrapped()),
                new Stored.Pair(1, "09" + "00".repeat(31), pair.fingerprint(), pair.wrapped()))) {
            edit(Stored.Pair.COLLECTION, Stored.encoded(bad));
            assertThatThrownBy(() -> ingest.restore(CLUSTER, accountKey, this::take))
                    .isInstanceOf(SealedIngestException.Corrupt.class);
        }
        edit(Stored.Pair.COLLECTION, Stored.encoded(pair));
        ingest.restore(CLUSTER, accountKey, this::take);
        assertThat(taken).containsExactly("one");
    }

    @Test
    void alteredRolledBackAndMissingFilesAreSetAsideAndTheOthersGoOn() throws IOException {
        ready();
        add("zero");
        byte[] former = Files.readAllBytes(files().getFirst());
        ingest.restore(CLUSTER, accountKey, this::take);
        add("one", "two", "three", "four", "five");
        List<Path> files = files();
        byte[] altered = Files.readAllBytes(files.get(0));
        altered[70] ^= 1;
        Files.write(files.get(0), altered);
        Files.write(files.get(1), former);
        Files.delete(files.get(2));
        byte[] cut = Files.readAllBytes(files.get(3));
        Files.write(files.get(3), Arrays.copyOf(cut, cut.length - 1));

        ingest.restore(CLUSTER, accountKey, this::take);

        assertThat(taken).containsExactly("zero", "five");
        assertThat(ingest.status(CLUSTER).damaged()).isEqualTo(4);
        assertThat(ingest.status(CLUSTER).batches()).isZero();
        assertThat(files()).hasSize(3).allSatisfy(file -> assertThat(file.toString()).endsWith(".damaged"));
    }

    @Test
    void aBatchThatIsNotOfTheChainIsNotTaken() {
        ready();
        add("one", "two", "three");
        SealedRecord state = space.find(Stored.ref(Stored.State.COLLECTION, CLUSTER)).orElseThrow();
        Stored.State known = Stored.decoded(state.body(), Stored.State.class);
        edit(Stored.State.COLLECTION, Stored.encoded(new Stored.State(1, known.batches(), known.bytes(),
                known.position(), known.added(), "11".repeat(32), 0, 0)));

        ingest.restore(CLUSTER, accountKey, this::take);

        assertThat(taken).containsExactly("two", "three");
        assertThat(ingest.status(CLUSTER).damaged()).isEqualTo(1);
    }

    @Test
    void whatACrashLeavesIsOverwrittenOrDeleted() throws IOException {
        ready();
        add("one");
        Path first = files().getFirst();
        Files.write(first.resolveSibling("0000000000000002"), new byte[10]);
        Files.write(first.resolveSibling(".fresh"), new byte[10]);
        add("two");
        Files.write(first.resolveSibling("0000000000000003"), new byte[10]);

        ingest.restore(CLUSTER, accountKey, this::take);
        ingest.prepare(CLUSTER, accountKey);

        assertThat(taken).containsExactly("one", "two");
        assertThat(files()).isEmpty();
    }

    @Test
    void aForgottenClusterHasNothingThatWaits() {
        ready();
        add("one");
        ingest.forget(CLUSTER);
        assertThat(ingest.waiting()).isEmpty();
        assertThat(ingest.status(CLUSTER))
                .isEqualTo(new SealedIngestStatus(false, SealedIngest.DEFAULT_QUOTA_BYTES,
                        Optional.empty(), 0, 0, Optional.empty(), 0, 0));
        ingest.restore(CLUSTER, accountKey, this::take);
        assertThat(taken).isEmpty();
    }

    private void edit(String collection, byte[] body) {
        space.transact(transaction -> transaction.put(Stored.ref(collection, CLUSTER), body));
    }

    private List<Path> files() throws IOException {
        Path sealed = folder.resolve("clusters").resolve(CLUSTER).resolve("sealed");
        try (Stream<Path> files = Files.list(sealed)) {
            return files.sorted().toList();
        }
    }
}
