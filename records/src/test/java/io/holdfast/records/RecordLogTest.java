package io.holdfast.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SealingKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {

    private static final int MANY = 600;

    private final SealingKey key = SealingKey.generate(new SecureRandom());

    @TempDir
    Path folder;

    private RecordDatabase database;
    private RecordSpace space;
    private RecordLog log;

    @BeforeEach
    void open() {
        database = RecordDatabase.open(folder.resolve("r.db"));
        space = database.openSpace("s", key);
        log = new RecordLog(space, "log", "one");
    }

    @AfterEach
    void close() {
        space.close();
        database.close();
    }

    @Test
    void entriesAreNumberedFromOneAndReadInOrderAcrossBlocksAndReopening() {
        append(log, MANY);
        close();
        open();

        assertThat(log.last()).isEqualTo(MANY);
        assertThat(log.after(0, 3)).extracting(RecordLog.Entry::number).containsExactly(1L, 2L, 3L);
        List<RecordLog.Entry> rest = log.after(250, 1_000);
        assertThat(rest).hasSize(MANY - 250).isSortedAccordingTo((a, b) -> Long.compare(a.number(),
                b.number()));
        assertThat(text(rest.getLast())).isEqualTo("entry 600");
        assertThat(log.after(MANY, 10)).isEmpty();
    }

    @Test
    void forgottenEntriesAreGoneAndTheirNumbersAreNotUsedAgain() {
        append(log, 300);

        forget(299);

        assertThat(log.after(0, 10)).extracting(RecordLog.Entry::number).containsExactly(300L);
        forget(1_000);
        assertThat(log.after(0, 10)).isEmpty();
        append(log, 1);
        assertThat(log.after(0, 10)).extracting(RecordLog.Entry::number).containsExactly(301L);
    }

    @Test
    void anAppendThatIsNotCommittedLeavesNoEntry() {
        assertThatThrownBy(() -> space.transact(transaction -> {
            log.append(transaction, new byte[0]);
            throw new IllegalStateException("stop");
        })).hasMessage("stop");

        assertThat(log.last()).isZero();
        assertThat(log.after(0, 10)).isEmpty();
    }

    @Test
    void logsOfOneCollectionAreApart() {
        append(log, 2);

        assertThat(new RecordLog(space, "log", "other").last()).isZero();
    }

    private void append(RecordLog to, int count) {
        space.transact(transaction -> {
            for (int i = 0; i < count; i++) {
                to.append(transaction, ("entry " + (i + 1)).getBytes(StandardCharsets.UTF_8));
            }
            return count;
        });
    }

    private void forget(long number) {
        space.transact(transaction -> {
            log.forget(transaction, number);
            return number;
        });
    }

    private static String text(RecordLog.Entry entry) {
        return new String(entry.body(), StandardCharsets.UTF_8);
    }
}
