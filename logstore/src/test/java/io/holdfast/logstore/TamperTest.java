package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Alters what is stored while the store is closed: each change is an error or changes nothing that is read.
@Execution(ExecutionMode.CONCURRENT)
class TamperTest {

    private static final long SEED = 20260301;
    private static final List<Long> IDS = LongStream.range(0, 50).boxed().toList();

    @TempDir
    private Path folder;
    private final Random random = new Random(SEED);

    @BeforeEach
    void fill() {
        try (LogStore store = StoreFixture.open(folder)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            store.append(TABLE, rows("2026-02-01", 0, 20));
            store.flush();
            store.append(TABLE, rows("2026-02-01", 20, 20));
            store.flush();
            store.append(TABLE, rows("2026-02-03", 40, 5));
        }
        try (LogStore store = StoreFixture.open(folder)) {
            store.append(TABLE, rows("2026-02-03", 45, 5));
        }
    }

    private List<Long> read() {
        try (LogStore store = StoreFixture.open(folder)) {
            return ids(store, TABLE);
        }
    }

    private List<Path> sealedFiles() throws IOException {
        return StoreFixture.files(folder).stream().filter(p -> !p.toString().contains("catalog.db")).toList();
    }

    @Test
    void aFlippedBitInAnyFileIsAnErrorWhereTheFileIsNeeded() throws IOException {
        int needed = 0;
        for (Path file : sealedFiles()) {
            byte[] good = Files.readAllBytes(file);
            Files.delete(file);
            boolean isNeeded = isCorrupt();
            needed += isNeeded ? 1 : 0;
            byte[] bad = good.clone();
            int at = random.nextInt(bad.length);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            assertThat(isCorrupt()).as("%s at %d, seed %d", file, at, SEED).isEqualTo(isNeeded);
            Files.write(file, good);
        }
        // Two data files, two manifests, a manifest list, a metadata.json and two WAL segments.
        assertThat(needed).isEqualTo(8);
        assertThat(read()).isEqualTo(IDS);
    }

    /// Whether reading fails as corrupt; if not, every row must be right.
    private boolean isCorrupt() {
        try {
            assertThat(read()).isEqualTo(IDS);
            return false;
        } catch (LogStoreException.Corrupt e) {
            return true;
        }
    }

    @Test
    void aCutOrSwappedFileIsAnError() throws IOException {
        List<Path> files = sealedFiles();
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            Files.delete(file);
            boolean isNeeded = isCorrupt();
            Files.write(file, Arrays.copyOf(good, good.length - 1 - random.nextInt(good.length / 2)));
            assertThat(isCorrupt()).as("cut " + file).isEqualTo(isNeeded);
            Path other = files.get((files.indexOf(file) + 1) % files.size());
            Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(isCorrupt()).as("swapped " + file).isEqualTo(isNeeded);
            Files.write(file, good);
        }
        assertThat(read()).isEqualTo(IDS);
    }

    @Test
    void aMissingCatalogIsAnErrorAndNotANewStore() throws IOException {
        Files.delete(folder.resolve("catalog.db"));
        assertThatThrownBy(this::read).isInstanceOf(LogStoreException.Corrupt.class);
    }

    @Test
    void anotherAccountKeyOpensNothing() {
        SecureRandom secure = new SecureRandom();
        assertThatThrownBy(() -> LogStore.open(StoreFixture.settings(folder), SealingKey.generate(secure),
                StoreFixture.CLOCK, secure)).isInstanceOf(LogStoreException.Corrupt.class);
    }

    @Test
    void anExtendedFileIsAnError() throws IOException {
        List<Path> checked = new ArrayList<>();
        for (Path file : sealedFiles()) {
            if (file.toString().contains("/data/") || file.toString().endsWith(".wal")) {
                byte[] good = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(good, good.length + 1));
                assertThat(isCorrupt()).as("extended " + file).isTrue();
                Files.write(file, good);
                checked.add(file);
            }
        }
        assertThat(checked).hasSize(4);
    }
}
