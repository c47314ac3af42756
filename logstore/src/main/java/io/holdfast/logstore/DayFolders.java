package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The data files of a table on disk, which lie in one folder for each day (`data/{yyyy-mm-dd}`): so they can
/// be found without any key.
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

    /// Whether there are files of days before one.
    static boolean anyBefore(Path table, LocalDate day) throws IOException {
        return !before(table, day).isEmpty();
    }

    /// Deletes the files of all days before one.
    static void deleteBefore(Path table, LocalDate day) throws IOException {
        List<Path> gone = before(table, day);
        for (Path folder : gone) {
            Folders.delete(folder);
        }
        if (!gone.isEmpty()) {
            Folders.sync(table.resolve(DATA));
        }
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
