package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A data folder that was put back to an earlier state, in part or as a whole, with and without a head of the
/// audit log outside of it.
class AuditRollbackTest {

    private static final SealingKey KEY = SealingKey.generate(new SecureRandom());
    private static final RecordRef KEY_RECORD = RecordRef.of("keyvault/key", "kek");

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private Path head() {
        return folder.resolve("head");
    }

    private void inLog(Optional<Path> head, Consumer<AuditLog> work) {
        inSpace(head, (log, _) -> work.accept(log));
    }

    private interface Work {
        void run(AuditLog log, RecordSpace space);
    }

    private void inSpace(Optional<Path> head, Work work) {
        try (RecordDatabase database = RecordDatabase.open(data().resolve("state").resolve("platform.db"));
                RecordSpace space = database.openSpace("platform", KEY);
                AuditLog log = AuditLog.open(new AuditPlace(data().resolve("audit"), head),
                        KEY.derive(Aad.of("audit")), space, AuditLog.Limits.DEFAULT)) {
            work.run(log, space);
        }
    }

    private Optional<Path> outside() {
        return Optional.of(head());
    }

    private static void append(AuditLog log, int count) {
        for (int i = 0; i < count; i++) {
            log.append(new AuditEvent(VaultFixture.START, "/subscriptions/s/vaults/v", "KeyUpdate", "7.4",
                    new AuditEvent.Result(200, ""), i,
                    new AuditEvent.Client("127.0.0.1", "sdk", "oid", "app"),
                    new AuditEvent.Request("request" + i, "https://v.vault.localhost/keys/k", "", "")));
        }
    }

    private static void disableAndTell(AuditLog log, RecordSpace space) {
        space.transact(tx -> tx.put(KEY_RECORD, "disabled".getBytes(StandardCharsets.UTF_8)));
        append(log, 1);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void putBack(String part, Path saved) throws IOException {
        delete(data().resolve(part));
        copy(saved.resolve(part), data().resolve(part));
    }

    private Path saved() throws IOException {
        Path saved = folder.resolve("saved");
        copy(data(), saved);
        return saved;
    }

    @Test
    void theWholeFolderPutBackIsRefusedAgainstTheHead() throws IOException {
        inLog(outside(), log -> append(log, 3));
        Path saved = saved();
        inSpace(outside(), AuditRollbackTest::disableAndTell);
        putBack("state", saved);
        putBack("audit", saved);

        assertThatThrownBy(() -> inLog(outside(), log -> append(log, 1)))
                .isInstanceOf(RolledBackException.class).hasMessageContaining("ends with event 3")
                .hasMessageContaining("the head says event 4");
        assertThatThrownBy(() -> inLog(outside(), log -> append(log, 1))).as("still, at the next start")
                .isInstanceOf(RolledBackException.class);
    }

    @Test
    void withoutAHeadTheWholeFolderPutBackIsNotNoticed() throws IOException {
        inLog(Optional.empty(), log -> append(log, 3));
        Path saved = saved();
        inSpace(Optional.empty(), AuditRollbackTest::disableAndTell);
        putBack("state", saved);
        putBack("audit", saved);

        inLog(Optional.empty(), log -> assertThat(log.reader().verify().problem()).isEmpty());
    }

    @Test
    void recordsPutBackAloneAreRefusedAgainstTheLog() throws IOException {
        inLog(Optional.empty(), log -> append(log, 3));
        Path saved = saved();
        inSpace(Optional.empty(), AuditRollbackTest::disableAndTell);
        putBack("state", saved);

        assertThatThrownBy(() -> inLog(Optional.empty(), log -> append(log, 1)))
                .isInstanceOf(RolledBackException.class).hasMessageContaining("older than the audit log");
    }

    @Test
    void theLogPutBackAloneIsToldOf() throws IOException {
        inLog(outside(), log -> append(log, 3));
        Path saved = saved();
        inLog(outside(), log -> append(log, 3));
        putBack("audit", saved);

        inLog(outside(), log -> {
            append(log, 1);
            assertThat(log.reader().verify().lastSequence()).isEqualTo(7);
            assertThat(log.reader().verify().problem()).hasValue(AuditProblem.broken(3));
        });
    }

    @Test
    void aHeadThatWasAlteredOrIsOfAnotherLogIsRefused() throws IOException {
        inLog(outside(), log -> append(log, 3));
        String line = Files.readString(head());
        Files.writeString(head(), line.replace("-1 3 ", "-1 2 "));
        assertThatThrownBy(() -> inLog(outside(), log -> append(log, 1)))
                .isInstanceOf(RolledBackException.class).hasMessageContaining("not what was written");

        Files.writeString(head(), line);
        Path other = folder.resolve("other");
        Files.move(data(), other);
        inLog(Optional.empty(), log -> append(log, 5));
        assertThatThrownBy(() -> inLog(outside(), log -> append(log, 1)))
                .isInstanceOf(RolledBackException.class).hasMessageContaining("its event 3 is another one");
    }

    @Test
    void aHeadFollowsTheLogAndBeginsAnewWhereItIsGone() throws IOException {
        inLog(outside(), log -> append(log, 3));
        assertThat(Files.readString(head())).startsWith("holdfast-audit-head-1 3 ").endsWith("\n");
        inLog(outside(), log -> append(log, 2));
        assertThat(Files.readString(head())).startsWith("holdfast-audit-head-1 5 ");
        Files.delete(head());
        inLog(outside(), log -> assertThat(log.reader().verify().problem()).isEmpty());
        assertThat(Files.readString(head())).startsWith("holdfast-audit-head-1 5 ");
    }

    /// What a power cut may take is what was appended since the last sync, which no head has seen.
    @Test
    void eventsThatAPowerCutTookAreNoRollback() throws IOException {
        inLog(outside(), log -> append(log, 3));
        byte[] headBefore = Files.readAllBytes(head());
        Path saved = saved();
        inLog(outside(), log -> append(log, 1));
        Path file = data().resolve("audit").resolve(String.format("audit-%019d.log", 1));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 7));
        putBack("state", saved);
        Files.write(head(), headBefore);

        inLog(outside(), log -> {
            append(log, 1);
            assertThat(log.reader().verify().problem()).isEmpty();
            assertThat(log.reader().verify().lastSequence()).isEqualTo(4);
        });
    }

    @Test
    void anEventThatCannotBeWrittenFailsItsCallAndTheNextOneGoesThrough() {
        inLog(Optional.empty(), log -> {
            append(log, 1);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> append(log, 1)).isInstanceOf(VaultException.Unavailable.class);
            assertThat(Thread.interrupted()).isTrue();
            append(log, 1);
            assertThat(log.reader().verify().problem()).isEmpty();
            assertThat(log.reader().verify().lastSequence()).isEqualTo(2);
        });
    }
}
