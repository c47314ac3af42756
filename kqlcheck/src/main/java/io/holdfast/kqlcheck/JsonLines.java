package io.holdfast.kqlcheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads files that hold one JSON object on each line.
final class JsonLines {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private JsonLines() {}

    /// Returns the files named, and in place of each folder its `.jsonl` files in order of their names.
    ///
    /// @throws IllegalArgumentException if a path does not exist
    static List<Path> files(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                files.addAll(inFolder(path));
            } else if (Files.isRegularFile(path)) {
                files.add(path);
            } else {
                throw new IllegalArgumentException("no such file or folder: " + path);
            }
        }
        return files;
    }

    private static List<Path> inFolder(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> nameOf(path).endsWith(".jsonl")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the records of a file, blank lines left out.
    static List<JsonNode> read(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).map(MAPPER::readTree)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String nameOf(Path path) {
        return path.getFileName().toString();
    }

    /// Returns the texts of an array member, none if it is absent.
    static List<String> texts(JsonNode record, String member) {
        return record.path(member).valueStream().map(JsonNode::asString).toList();
    }
}
