package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final AuditLog.Limits SMALL = new AuditLog.Limits(4096, 3);
    private static final int HEADER_BYTES = 48;

    private static final SealingKey KEY = SealingKey.generate(new SecureRandom());

    @TempDir
    static Path records;
    private static RecordDatabase database;

    @TempDir
    Path folder;
    private RecordSpace space;

    @BeforeAll
    static void openDatabase() {
        database = RecordDatabase.open(records.resolve("platform.db"));
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void open() {
        space = database.openSpace(folder.toString(), KEY);
    }

    @AfterEach
    void close() {
        space.close();
    }

    private void inLog(AuditLog.Limits limits, Consumer<AuditLog> work) {
        try (AuditLog log = AuditLog.open(AuditPlace.of(folder.resolve("audit")), KEY.derive(Aad.of("audit")),
                space,
                limits)) {
            work.accept(log);
        }
    }

    private static AuditEvent event(int number) {
        return new AuditEvent(VaultFixture.START, "/subscriptions/s/vaults/v", "KeyUnwrap", "7.4",
                new AuditEvent.Result(403, "denied " + number), number,
                new AuditEvent.Client("127.0.0.1", "sdk", "oid", "app"),
                new AuditEvent.Request("request" + number,
                        "https://v.vault.localhost/keys/k", "https://v.vault.localhost/keys/k/1",
                        "RSA-OAEP-256"));
    }

    private static void append(AuditLog log, int from, int count) {
        for (int number = from; number < from + count; number++) {
            log.append(event(number));
        }
    }

    private Path lastFile() {
        return files().getLast();
    }

    private List<Path> files() {
        try (Stream<Path> paths = Files.list(folder.resolve("audit"))) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void alter(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void eventsAreReadBackInOrderAcrossReopening() {
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 1, 3));
        inLog(AuditLog.Limits.DEFAULT, log -> {
            append(log, 4, 2);
            List<AuditEntry> entries = log.reader().read(2, 3);

            assertThat(entries).extracting(AuditEntry::sequence).containsExactly(2L, 3L, 4L);
            assertThat(entries.getFirst().event()).isEqualTo(event(2));
            AuditVerification verification = log.reader().verify();
            assertThat(verification.problem()).isEmpty();
            assertThat(verification.lastSequence()).isEqualTo(5);
            assertThat(verification.lastHash()).isEqualTo(log.reader().read(5, 1).getFirst().hash());
        });
    }

    @Test
    void anEmptyLogIsSound() {
        inLog(AuditLog.Limits.DEFAULT,
                log -> assertThat(log.reader().verify().problem()).isEmpty());
        inLog(AuditLog.Limits.DEFAULT, log -> {
            assertThat(log.reader().verify().problem()).isEmpty();
            assertThat(log.reader().read(1, 10)).isEmpty();
        });
    }

    @Test
    void theLogIsBoundedAndItsRestStaysSound() {
        inLog(SMALL, log -> append(log, 1, 100));
        assertThat(files()).hasSize(3);
        inLog(SMALL, log -> {
            append(log, 101, 1);
            AuditVerification verification = log.reader().verify();
            assertThat(verification.problem()).isEmpty();
            assertThat(verification.firstSequence()).isGreaterThan(1);
            assertThat(verification.lastSequence()).isEqualTo(101);
            List<AuditEntry> all = log.reader().read(1, 1000);
            assertThat(all.getFirst().sequence()).isEqualTo(verification.firstSequence());
            assertThat(all).hasSize((int) (102 - verification.firstSequence()));
        });
    }

    @Test
    void theFilesSayNothingInPlain() throws IOException {
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 1, 3));

        assertThat(new String(Files.readAllBytes(lastFile()), StandardCharsets.ISO_8859_1))
                .doesNotContain("KeyUnwrap", "localhost", "denied");
    }

    @Test
    void anAlteredEventIsFound() throws IOException {
        inLog(SMALL, log -> append(log, 1, 20));
        alter(files().getFirst(), HEADER_BYTES + 200);

        inLog(SMALL, log -> assertThat(log.reader().verify().problem()).isPresent());
    }

    @Test
    void eventsThatChangedPlacesAreFound() throws IOException {
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 1, 3));
        byte[] bytes = Files.readAllBytes(lastFile());
        int length = (bytes.length - HEADER_BYTES) / 3;
        byte[] second = Arrays.copyOfRange(bytes, HEADER_BYTES + length, HEADER_BYTES + 2 * length);
        System.arraycopy(bytes, HEADER_BYTES, bytes, HEADER_BYTES + length, length);
        System.arraycopy(second, 0, bytes, HEADER_BYTES, length);
        Files.write(lastFile(), bytes);

        inLog(AuditLog.Limits.DEFAULT, log -> {
            assertThat(log.reader().verify().problem()).isPresent();
            assertThat(log.reader().read(1, 10)).isEmpty();
        });
    }

    @Test
    void alteredLastEventsAreFoundAndTheLogGoesOn() throws IOException {
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 1, 3));
        alter(lastFile(), (int) Files.size(lastFile()) - 1);

        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 4, 1));
        inLog(AuditLog.Limits.DEFAULT, log -> {
            assertThat(log.reader().verify().problem()).isPresent();
            assertThat(log.reader().read(4, 1).getFirst().event()).isEqualTo(event(4));
        });
    }

    @Test
    void eventsCutOffAtTheEndAreFound() throws IOException {
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 1, 3));
        Path file = lastFile();
        long two = HEADER_BYTES + (Files.size(file) - HEADER_BYTES) / 3 * 2;
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) two));

        inLog(AuditLog.Limits.DEFAULT, log -> assertThat(log.reader().verify().problem())
                .hasValue(AuditProblem.broken(2)));
    }

    @Test
    void aMissingFileIsFound() throws IOException {
        inLog(SMALL, log -> append(log, 1, 20));
        Files.delete(files().getFirst());

        inLog(SMALL, log -> assertThat(log.reader().verify().problem()).isPresent());
    }

    @Test
    void aWholeLogThatIsMissingIsFound() throws IOException {
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 1, 3));
        Files.delete(lastFile());

        inLog(AuditLog.Limits.DEFAULT, log -> {
            append(log, 4, 1);
            assertThat(log.reader().verify().problem()).isPresent();
        });
    }

    @Test
    void aFileOfAnEarlierTimeIsFound() throws IOException {
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 1, 3));
        Path copy = folder.resolve("copy");
        Files.copy(lastFile(), copy);
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 4, 3));
        Files.move(copy, lastFile(), StandardCopyOption.REPLACE_EXISTING);

        inLog(AuditLog.Limits.DEFAULT, log -> assertThat(log.reader().verify().problem()).isPresent());
    }

    @Test
    void whatACrashLeftOfAnEventIsDropped() throws IOException {
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 1, 3));
        Files.write(lastFile(), new byte[]{0, 0, 1, 0, 7, 7}, StandardOpenOption.APPEND);

        inLog(AuditLog.Limits.DEFAULT, log -> {
            append(log, 4, 1);
            assertThat(log.reader().verify().problem()).isEmpty();
            assertThat(log.reader().read(1, 10)).hasSize(4);
        });
    }

    /// A file without its whole header holds no event.
    @Test
    void aFileThatACrashLeftWhenItWasBegunIsDropped() throws IOException {
        Files.createDirectories(folder.resolve("audit"));
        Files.createFile(folder.resolve("audit/audit-0000000000000000001.log"));
        inLog(SMALL, log -> append(log, 1, 3));
        Files.write(folder.resolve("audit/audit-0000000000000000004.log"), new byte[HEADER_BYTES - 1]);

        inLog(SMALL, log -> {
            append(log, 4, 1);
            assertThat(log.reader().verify().problem()).isEmpty();
            assertThat(log.reader().read(1, 10)).hasSize(4);
        });
        assertThat(files()).hasSize(1);
    }

    /// The anchor lags behind: the process may die when files were completed since it was written.
    @Test
    void aLogThatGrewByWholeFilesSinceItsAnchorIsSound() {
        inLog(SMALL, log -> append(log, 1, 3));
        AuditAnchor early = AuditAnchor.load(space);
        inLog(SMALL, log -> append(log, 4, 15));
        early.save(space);

        inLog(SMALL, log -> {
            append(log, 19, 1);
            assertThat(log.reader().verify().problem()).isEmpty();
            assertThat(log.reader().read(1, 100)).hasSize(19);
        });
        assertThat(files()).noneMatch(file -> file.toString().endsWith(".damaged"));
    }

    @Test
    void filesThatDoNotFollowTheAnchorAreSetAsideAndToldOf() throws IOException {
        inLog(SMALL, log -> append(log, 1, 3));
        AuditAnchor early = AuditAnchor.load(space);
        inLog(SMALL, log -> append(log, 4, 15));
        early.save(space);
        alter(lastFile(), 20);

        inLog(SMALL, log -> {
            append(log, 4, 1);
            assertThat(log.reader().verify().problem()).isPresent();
        });
        inLog(SMALL, log -> assertThat(log.reader().verify().problem()).isPresent());
    }

    @Test
    void anotherKeyOpensNoEvent() {
        inLog(AuditLog.Limits.DEFAULT, log -> append(log, 1, 3));

        try (AuditLog log = AuditLog.open(AuditPlace.of(folder.resolve("audit")), KEY.derive(Aad.of("other")),
                space,
                AuditLog.Limits.DEFAULT)) {
            assertThat(log.reader().read(1, 10)).isEmpty();
            assertThat(log.reader().verify().problem()).isNotEqualTo(Optional.empty());
        }
    }

    @Test
    void aStreamFollowsWhatIsOnDiskAcrossFilesAndReopening() {
        inLog(SMALL, log -> append(log, 1, 9));
        inLog(SMALL, log -> {
            AuditStream stream = new AuditStream(log, 2);
            assertThat(stream.next(4)).extracting(AuditEntry::sequence).containsExactly(3L, 4L, 5L, 6L);
            assertThat(stream.next(100)).extracting(AuditEntry::sequence).containsExactly(7L, 8L, 9L);
            assertThat(stream.next(100)).isEmpty();
        });
        inLog(SMALL, log -> {
            append(log, 10, 30);
            AuditStream stream = new AuditStream(log, 9);
            long read = stream.next(100).size();
            assertThat(read).as("what is not synced is not read").isLessThanOrEqualTo(30);
        });
        inLog(SMALL, log -> {
            List<AuditEntry> kept = new AuditStream(log, 0).next(100);
            assertThat(kept.getLast().sequence()).isEqualTo(39);
            assertThat(kept).as("dropped ones are left out").hasSizeLessThan(39);
        });
    }

    @Test
    void appendingFromManyThreadsLosesNothing() {
        inLog(new AuditLog.Limits(8192, 100), log -> {
            List<Thread> threads = Stream.of(0, 100, 200, 300)
                    .map(from -> Thread.ofVirtual().start(() -> append(log, from, 100))).toList();
            threads.forEach(AuditLogTest::join);
            assertThat(log.reader().verify().problem()).isEmpty();
            assertThat(log.reader().read(1, 1000)).extracting(entry -> entry.event().durationMillis())
                    .hasSize(400)
                    .doesNotHaveDuplicates();
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
