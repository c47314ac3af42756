package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The data files of a table on disk, which lie in one folder for each day (`data/{yyyy-mm-dd}`): so they can
/// be found without any key.
///
/// A file is *over* at a day if its own day is before it, and it was written before it too: rows that arrived
/// late are kept as long as others.
final class DayFolders {

    private static final String DATA = "data";

    private DayFolders() {}

    /// The location of a table's data files of a day.
    static String location(String table, LocalDate day) {
        return table + "/" + DATA + "/" + day;
    }

    /// The day of a data file.
    static LocalDate dayOf(String location) {
        String[] parts = location.split("/", -1);
        return LocalDate.parse(parts[parts.length - 2]);
    }

    /// Whether a moment is before a day (of UTC).
    static boolean isBefore(Instant moment, LocalDate day) {
        return moment.isBefore(day.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    /// Whether any file is over.
    static boolean anyOver(Path table, LocalDate day) throws IOException {
        for (Path folder : before(table, day)) {
            if (!over(folder, day).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// Deletes the files that are over, and the folders that are empty then.
    static void deleteOver(Path table, LocalDate day) throws IOException {
        for (Path folder : before(table, day)) {
            for (Path file : over(folder, day)) {
                Files.deleteIfExists(file);
            }
            if (Folders.hasEntries(folder)) {
                Folders.sync(folder);
            } else {
                Files.deleteIfExists(folder);
                Folders.sync(table.resolve(DATA));
            }
        }
    }

    private static List<Path> over(Path folder, LocalDate day) throws IOException {
        List<Path> over = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (isBefore(Files.getLastModifiedTime(file).toInstant(), day)) {
                    over.add(file);
                }
            }
        }
        return over;
    }

    private static List<Path> before(Path table, LocalDate day) throws IOException {
        Path data = table.resolve(DATA);
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(data)) {
            return folders.filter(folder -> day(folder).filter(day::isAfter).isPresent()).toList();
        }
    }

    private static Optional<LocalDate> day(Path folder) {
        try {
            return Optional.of(LocalDate.parse(folder.getFileName().toString()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
