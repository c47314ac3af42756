package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of a store in memory, by their path below its folder, to be changed and written anew.
final class StoreImage {

    private final SortedMap<String, byte[]> files = new TreeMap<>();

    static StoreImage read(Path folder) throws IOException {
        StoreImage image = new StoreImage();
        for (Path file : StoreFixture.files(folder)) {
            image.files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
        }
        return image;
    }

    StoreImage copy() {
        StoreImage image = new StoreImage();
        image.files.putAll(files);
        return image;
    }

    void write(Path folder) throws IOException {
        write(folder, new StoreImage());
    }

    /// Writes the store over another one, as far as that differs by now. Data files, which a store never changes, are
    /// taken for what they were written as.
    ///
    /// @param there what was written there last
    void write(Path folder, StoreImage there) throws IOException {
        Files.createDirectories(folder);
        Set<String> same = new HashSet<>();
        for (Path file : StoreFixture.files(folder)) {
            String name = folder.relativize(file).toString();
            byte[] content = files.get(name);
            byte[] found = name.contains("/data/") ? there.files.get(name) : Files.readAllBytes(file);
            if (content != null && Arrays.equals(found, content)) {
                same.add(name);
            } else {
                // Not overwritten: file systems write out at once what replaces what was cut off.
                Files.delete(file);
            }
        }
        for (var file : files.entrySet()) {
            if (!same.contains(file.getKey())) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        }
    }

    List<String> names() {
        return List.copyOf(files.keySet());
    }

    int size(String name) {
        byte[] content = files.get(name);
        return content == null ? 0 : content.length;
    }

    /// A copy of a file's content, or nothing.
    byte[] content(String name) {
        byte[] content = files.get(name);
        return content == null ? new byte[0] : content.clone();
    }

    void put(String name, byte[] content) {
        files.put(name, content);
    }

    void remove(String name) {
        files.remove(name);
    }

    /// Puts the files of another image below a path in the place of all that are there.
    void replaceBelow(String path, StoreImage other) {
        files.keySet().removeIf(name -> name.startsWith(path));
        other.files.forEach((name, content) -> {
            if (name.startsWith(path)) {
                files.put(name, content);
            }
        });
    }
}
