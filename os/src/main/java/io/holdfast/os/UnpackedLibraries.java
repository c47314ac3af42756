package io.holdfast.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The native libraries that drivers unpacked to the temporary folder of this process and loaded. A driver deletes
/// its file when the process ends by itself, but not when it is killed.
public final class UnpackedLibraries {

    private static final Path MAPS = Path.of("/proc/self/maps");

    private UnpackedLibraries() {}

    /// Deletes the files of the loaded libraries whose names begin so. They stay loaded. Source: proc(5), unlink(2).
    ///
    /// @throws IOException if they cannot be found or deleted
    public static void delete(String prefix) throws IOException {
        for (Path file : files(prefix)) {
            Files.deleteIfExists(file);
        }
    }

    private static List<Path> files(String prefix) throws IOException {
        String start = Path.of(System.getProperty("java.io.tmpdir")).toRealPath().resolve(prefix).toString();
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.filter(line -> line.indexOf('/') >= 0).map(line -> line.substring(line.indexOf('/')))
                    .filter(path -> path.startsWith(start)).distinct().map(Path::of).toList();
        }
    }
}
