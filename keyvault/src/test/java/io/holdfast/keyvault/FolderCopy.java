package io.holdfast.keyvault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files of a data folder as they are at one moment: what a process that is killed then leaves. What is in
/// SQLite's shared memory is not of them.
///
/// @param files by their paths within the folder
record FolderCopy(Map<Path, byte[]> files) {

    static FolderCopy of(Path folder) {
        Map<Path, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith("-shm")).toList()) {
                files.put(folder.relativize(path), Files.readAllBytes(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FolderCopy(files);
    }

    boolean same(FolderCopy other) {
        return files.keySet().equals(other.files.keySet()) && files.entrySet().stream()
                .allMatch(file -> Arrays.equals(file.getValue(), other.files.get(file.getKey())));
    }

    void writeTo(Path folder) {
        try {
            for (Map.Entry<Path, byte[]> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
