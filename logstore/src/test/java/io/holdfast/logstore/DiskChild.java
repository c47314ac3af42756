package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// Works on a store on a small file system of its own, which it fills, and whose files it may not let grow.
final class DiskChild {

    private static final int BATCH = 50;
    private static final int MAX_BATCHES = 2_000;

    private final Path disk;
    private final List<Long> acknowledged = new ArrayList<>();
    private long nextId;

    private DiskChild(Path disk) {
        this.disk = disk;
    }

    /// Exits with 0 if all was as it should be.
    ///
    /// @param arguments where the file system is
    public static void main(String[] arguments) throws IOException, InterruptedException {
        DiskChild child = new DiskChild(Path.of(arguments[0]));
        child.fullDisk();
        child.filesThatMayNotGrow();
        child.readOnly();
        try (LogStore store = child.open()) {
            child.check(store);
        }
    }

    private LogStore open() {
        return StoreFixture.open(disk.resolve("store"));
    }

    private void check(LogStore store) {
        List<Long> found = StoreFixture.ids(store, StoreFixture.TABLE);
        if (!found.equals(acknowledged)) {
            throw new AssertionError("Acknowledged " + acknowledged.size() + ", found " + found.size());
        }
    }

    /// Answers whether it was acknowledged; an error must say why.
    private boolean append(LogStore store, String why) {
        long first = nextId;
        nextId += BATCH;
        try {
            store.append(StoreFixture.TABLE, StoreFixture.rows("2026-02-01", first, BATCH));
            acknowledged.addAll(LongStream.range(first, nextId).boxed().toList());
            return true;
        } catch (LogStoreException.Storage e) {
            requireCause(e, why);
            return false;
        }
    }

    private static void requireCause(Throwable failure, String why) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains(why) || message.contains("SQLITE_FULL")
                    || message.contains("SQLITE_IOERR")) {
                return;
            }
        }
        throw new AssertionError("It does not say " + why, failure);
    }

    private void appendUntilRefused(LogStore store, String why) {
        for (int batch = 0; append(store, why); batch++) {
            if (batch > MAX_BATCHES) {
                throw new AssertionError("The disk is not full");
            }
        }
    }

    private void fullDisk() throws IOException {
        Path ballast = disk.resolve("ballast");
        try (LogStore store = open()) {
            store.createTable(StoreFixture.TABLE, StoreFixture.SCHEMA);
            append(store, "");
            fill(ballast);
            appendUntilRefused(store, "No space left");
            check(store);
            try {
                store.flush();
                throw new AssertionError("A flush to a full disk succeeded");
            } catch (LogStoreException.Storage e) {
                requireCause(e, "No space left");
            }
            check(store);
            Files.delete(ballast);
            requireTrue(append(store, ""));
            store.flush();
            requireTrue(append(store, ""));
            check(store);
        }
        try (LogStore store = open()) {
            check(store);
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            byte[] zeros = new byte[4096];
            while (true) {
                out.write(zeros);
            }
        } catch (IOException e) {
            requireCause(e, "No space left");
        }
    }

    private static void requireTrue(boolean appended) {
        if (!appended) {
            throw new AssertionError("The store does not go on");
        }
    }

    /// A file that reaches the limit takes the part of a write that fits, and then an error: a short write.
    private void filesThatMayNotGrow() throws IOException, InterruptedException {
        try (LogStore store = open()) {
            requireTrue(append(store, ""));
            long largest = 0;
            for (Path file : StoreFixture.files(disk.resolve("store/wal"))) {
                largest = Math.max(largest, Files.size(file));
            }
            limitFiles(Long.toString(Math.max(largest + 100, 10_000)));
            appendUntilRefused(store, "File too large");
            limitFiles("unlimited");
            requireTrue(append(store, ""));
            check(store);
        }
        try (LogStore store = open()) {
            check(store);
        }
    }

    private static void limitFiles(String bytes) throws IOException, InterruptedException {
        run("prlimit", "--pid", Long.toString(ProcessHandle.current().pid()),
                "--fsize=" + bytes + ":unlimited");
    }

    private void readOnly() throws IOException, InterruptedException {
        run("mount", "-o", "remount,ro", disk.toString());
        try {
            open().close();
            throw new AssertionError("A store was opened where nothing can be written");
        } catch (LogStoreException.Storage e) {
            if (!(e.getCause() instanceof FileSystemException)) {
                requireCause(e, "Read-only");
            }
        }
        run("mount", "-o", "remount,rw", disk.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new AssertionError(Arrays.toString(command) + " answered " + exit);
        }
    }
}
