package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An audit log whose disk is full or fails: the operating system's own files that always are (`/dev/full`), and that
/// cannot be synced (`/dev/null`), stand in for the log's.
class AuditDiskTest {

    private static final SealingKey KEY = SealingKey.generate(new SecureRandom());
    private static final AuditLog.Limits SMALL = new AuditLog.Limits(4096, 100);

    @TempDir
    Path folder;
    private RecordDatabase database;
    private RecordSpace space;
    private AuditLog log;

    @BeforeEach
    void open() {
        database = RecordDatabase.open(folder.resolve("platform.db"));
        space = database.openSpace("platform", KEY);
        log = opened();
    }

    private AuditLog opened() {
        return AuditLog.open(AuditPlace.of(folder.resolve("audit")), KEY.derive(Aad.of("audit")), space,
                SMALL);
    }

    @AfterEach
    void close() {
        log.close();
        space.close();
        database.close();
    }

    private static AuditEvent event(int number) {
        return new AuditEvent(VaultFixture.START, "/subscriptions/s/vaults/v", "KeyUnwrap", "7.4",
                new AuditEvent.Result(200, ""), number,
                new AuditEvent.Client("127.0.0.1", "sdk", "oid", "app"),
                new AuditEvent.Request("request" + number, "https://v.vault.localhost/keys/k", "", ""));
    }

    private Path lastFile() throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve("audit"))) {
            return paths.filter(path -> path.toString().endsWith(".log")).max(Path::compareTo).orElseThrow();
        }
    }

    /// The log's file is this device for as long as `work` runs.
    private void onDevice(String device, Runnable work) throws IOException {
        if (!Files.exists(Path.of(device))) {
            System.out.println("SKIPPED: there is no " + device + " here");
        }
        Assumptions.assumeTrue(Files.exists(Path.of(device)));
        Path file = lastFile();
        Path aside = folder.resolve("aside");
        letGo();
        Files.move(file, aside);
        Files.createSymbolicLink(file, Path.of(device));
        try {
            work.run();
        } finally {
            letGo();
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// An interrupted caller closes the file, which the next one opens anew.
    private void letGo() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> log.append(event(0))).isInstanceOf(VaultException.Unavailable.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private void fails(Runnable call, String why) {
        assertThatThrownBy(call::run).isInstanceOf(VaultException.Unavailable.class)
                .hasMessageContaining("audit log cannot be written").rootCause().hasMessageContaining(why);
    }

    private List<Long> written() {
        assertThat(log.reader().verify().problem()).isEmpty();
        return log.reader().read(1, 1000).stream().map(entry -> entry.event().durationMillis()).toList();
    }

    @Test
    void onAFullDiskNoCallSucceedsUnseenAndTheLogGoesOnWhenThereIsRoom() throws IOException {
        log.append(event(1));
        onDevice("/dev/full", () -> {
            fails(() -> log.append(event(2)), "No space left");
            fails(() -> log.appendOnDisk(event(3)), "No space left");
        });
        log.appendOnDisk(event(4));

        assertThat(written()).containsExactly(1L, 4L);
        log.close();
        log = opened();
        assertThat(written()).containsExactly(1L, 4L);
    }

    @Test
    void aWriteThatCannotBeBroughtToDiskIsNotAnsweredAsDone() throws IOException {
        log.appendOnDisk(event(1));
        onDevice("/dev/null", () -> {
            fails(() -> log.appendOnDisk(event(2)), "");
            fails(() -> log.append(event(3)), "");
        });
    }

    @Test
    void whatIsWaitedForIsOnDisk() {
        log.append(event(1));
        log.appendOnDisk(event(2));

        assertThat(log.syncedReader().end().point().sequence()).isEqualTo(2);
        List<Thread> many = IntStream.range(0, 20)
                .mapToObj(number -> Thread.ofVirtual().start(() -> log.appendOnDisk(event(number)))).toList();
        many.forEach(AuditDiskTest::join);
        assertThat(log.syncedReader().end().point().sequence()).isEqualTo(22);
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// As a write leaves that failed half-way: it is not to be taken for a part of the log once its file is complete.
    @Test
    void whatAFailedWriteLeftDoesNotStayBehindTheEventsOfAFile() throws IOException {
        Path first = lastFile();
        int number = 1 + fillFile();
        Files.write(first, new byte[]{0, 0, 1, 0, 7, 7}, StandardOpenOption.APPEND);
        log.append(event(number));

        assertThat(lastFile()).isNotEqualTo(first);
        assertThat(written()).hasSize(number);
    }

    /// As a disk leaves it that was full when the next file was begun.
    @Test
    void aFileThatCouldNotBeBegunIsBegunAgain() throws IOException {
        int number = 1 + fillFile();
        Files.createFile(lastFile().resolveSibling("audit-%019d.log".formatted(number)));
        log.appendOnDisk(event(number));

        assertThat(written()).hasSize(number);
        log.close();
        log = opened();
        assertThat(written()).hasSize(number);
    }

    /// Until the next event goes to another file; answers how many there are.
    private int fillFile() throws IOException {
        Path file = lastFile();
        int count = 0;
        while (Files.size(file) < SMALL.fileBytes()) {
            log.append(event(++count));
        }
        return count;
    }
}
