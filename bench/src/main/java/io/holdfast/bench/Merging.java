package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The merging of small data files by a server, which waits until a day had no new rows for an hour.
final class Merging {

    private static final Pattern DATA = Pattern.compile("/logs/tables/[^/]+/data/");
    private static final Duration QUIET = Duration.ofHours(2);
    /// Three times as long as the server pauses before it looks again.
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private Merging() {}

    /// Makes all data files look as old as needed, and waits until none is merged any more.
    ///
    /// @param data the folder of a server that has them all flushed
    static void await(Path data) throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(QUIET));
        Set<Path> known = files(data);
        for (Path file : known) {
            Files.setLastModifiedTime(file, old);
        }
        long since = System.nanoTime();
        while (System.nanoTime() - since < SETTLED_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
            Set<Path> now = files(data);
            if (!now.equals(known)) {
                known = now;
                since = System.nanoTime();
            }
        }
    }

    private static Set<Path> files(Path data) throws IOException {
        return Folders.files(data).stream().filter(file -> DATA.matcher(file.toString()).find())
                .collect(Collectors.toSet());
    }
}
