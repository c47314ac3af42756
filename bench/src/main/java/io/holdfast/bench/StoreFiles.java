package io.holdfast.bench;

import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.LogStoreSettings;
import io.holdfast.logstore.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Log stores of a benchmark without a server, side by side in one folder under one key.
final class StoreFiles {

    /// More hot rows than there will be: nothing is flushed but on demand.
    static final long NEVER = Long.MAX_VALUE / 8;
    static final TableId TABLE = new TableId("00000000-0000-0000-0000-000000000001", "CommonSecurityLog");
    static final int BATCH_BYTES = 1_000_000;
    private static final long ENGINE_BYTES = 4L << 30;
    /// A sixteenth of it bounds hot rows: more of these than a WAL of 3 GB can have.
    private static final long LARGE_ENGINE_BYTES = 48L << 30;
    private static final long SEED = 20261128;

    private final Path folder;
    private final byte[] key = new byte[32];
    private final SecureRandom random = new SecureRandom();

    StoreFiles(Path folder) {
        this.folder = folder;
        random.nextBytes(key);
    }

    /// Opens, or makes, the store of a name.
    ///
    /// @param hotBytes that start a flush
    LogStore open(String name, long hotBytes) {
        return open(name, hotBytes, ENGINE_BYTES);
    }

    /// The same with so many hot rows, unflushed, as the machine has memory for.
    LogStore openLarge(String name) {
        return open(name, NEVER, LARGE_ENGINE_BYTES);
    }

    private LogStore open(String name, long hotBytes, long engineBytes) {
        LogStoreSettings settings = new LogStoreSettings(folder.resolve(name), hotBytes, Duration.ofHours(1),
                engineBytes, 2, 1L << 30);
        LogStore store = LogStore.open(settings, SealingKey.takeOwnership(SecretBytes.copyOf(key), random),
                Clock.systemUTC(), random);
        store.createTable(TABLE, SecurityLogs.SCHEMA);
        return store;
    }

    /// The same calls each time, of a megabyte each.
    static List<byte[]> batches(int count) {
        return calls(count).toList();
    }

    private static Stream<byte[]> calls(int count) {
        SecurityLogs logs = new SecurityLogs(SEED);
        return Stream.generate(() -> logs.batch(BATCH_BYTES)).limit(count);
    }

    /// Takes in so many of the same calls, made one after the other.
    static void fill(LogStore store, int count) {
        calls(count).forEach(call -> store.append(TABLE, call));
    }

    /// Takes the calls in one after the other, each on disk before the next.
    static void append(LogStore store, List<byte[]> batches) {
        batches.forEach(batch -> store.append(TABLE, batch));
    }

    /// Bytes of all files of a store, or of a folder in it.
    long size(String name) throws IOException {
        return Folders.size(folder.resolve(name));
    }
}
