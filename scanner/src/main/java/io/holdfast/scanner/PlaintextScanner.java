package io.holdfast.scanner;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Searches all files of a folder for words that must not be readable in them, and for anything that has the
/// structure of readable customer content, also inside what wraps it.
///
/// A word is found in UTF-8 and in both byte orders of UTF-16, with ASCII letters in either case, in the
/// bytes of the files, in their names, and in whatever can be unpacked from them (see [ContainerKind]). What
/// it cannot find: a word that is cut apart (by an escape inside it, say), or wrapped in something that is no
/// [ContainerKind].
///
/// Reads only: it opens the files of databases as plain files and writes nothing anywhere. In the process
/// that has these databases open that would cost them their POSIX locks, which matters only if another
/// process uses them as well. Immutable and thread-safe; each scan runs in the calling thread.
public final class PlaintextScanner {

    private final Probes probes;
    private final ScanLimits limits;
    private final Set<String> textFiles;

    /// A scanner with the default limits, to which all readable text is suspect.
    ///
    /// @param words the probe words, each at least 6 bytes in UTF-8
    /// @throws IllegalArgumentException if there is no word or one is too short
    public PlaintextScanner(Collection<String> words) {
        this(words, ScanLimits.DEFAULT, Set.of());
    }

    /// A scanner for a folder in which some files hold text that is not customer content.
    ///
    /// @param words the probe words, each at least 6 bytes in UTF-8
    /// @param textFiles paths of these files, relative to the folder, with `/` between names; words, Parquet,
    /// Avro and DuckDB are findings in them as well, JSON, delimited text, log lines and KQL are not
    /// @throws IllegalArgumentException if there is no word or one is too short
    public PlaintextScanner(Collection<String> words, ScanLimits limits, Set<String> textFiles) {
        this.probes = new Probes(words);
        this.limits = limits;
        this.textFiles = Set.copyOf(textFiles);
    }

    /// Scans a folder with all folders in it, or one file. Files that vanish meanwhile are left out; links
    /// are not followed and are gaps.
    ///
    /// Cost: some 70 MB/s, and whatever is inside once more.
    ///
    /// @throws IOException if the folder itself cannot be read
    public ScanReport scan(Path folder) throws IOException {
        Set<Path> files = new TreeSet<>();
        Collector collector = new Collector();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(folder)) {
                    throw e;
                }
                if (!(e instanceof NoSuchFileException)) {
                    collector.gap(location(folder, file), Gap.Reason.UNREADABLE);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.forEach(file -> scanFile(location(folder, file), collector));
        return collector.report();
    }

    private void scanFile(Location location, Collector collector) {
        scanName(location, collector);
        if (Files.isSymbolicLink(location.file())) {
            collector.gap(location, Gap.Reason.LINK);
            return;
        }
        if (!Files.isRegularFile(location.file())) {
            return;
        }
        FileScan scan = new FileScan(probes, limits, collector, textFiles.contains(location.path()));
        try {
            if (Files.size(location.file()) == 0) {
                // Not opened: to close a lock file once more would end the lock that this process has on it.
                scan.scan(new Content.OfBytes(new byte[0], 0), location);
                return;
            }
            try (FileChannel channel = FileChannel.open(location.file(), StandardOpenOption.READ)) {
                scan.scan(new Content.OfFile(channel), location);
            }
        } catch (NoSuchFileException e) {
            // The file is gone since the folder was listed.
        } catch (IOException e) {
            collector.gap(location, Gap.Reason.UNREADABLE);
        }
    }

    private void scanName(Location location, Collector collector) {
        int state = PatternAutomaton.START;
        for (byte value : location.path().getBytes(StandardCharsets.UTF_8)) {
            state = probes.automaton().step(state, value);
            for (int pattern : probes.automaton().matches(state)) {
                collector.word(new Location(location.file(), location.path(), List.of("name")),
                        probes.word(pattern),
                        0);
            }
        }
    }

    private static Location location(Path folder, Path file) {
        Path relative = file.equals(folder) ? file.getFileName() : folder.relativize(file);
        return new Location(file, relative.toString().replace(file.getFileSystem().getSeparator(), "/"),
                List.of());
    }
}
