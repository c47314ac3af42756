package io.holdfast.cli.quickstart;

import io.holdfast.crypto.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The SHA-256 hashes of the encrypted data files of a data folder, at one moment.
///
/// A data file is one that begins with the magic of the AES-GCM stream format.
record FileHashes(SortedMap<Path, String> byFile) {

    private static final byte[] MAGIC = {'A', 'G', 'S', '1'};

    static FileHashes of(Path folder) {
        SortedMap<Path, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                // To open and close a lock file, which is empty, would end the lock of this process.
                if (file.toFile().length() > 0) {
                    add(hashes, file);
                }
            }
            return new FileHashes(hashes);
        } catch (IOException e) {
            throw new UncheckedIOException("The data folder cannot be read: " + folder, e);
        }
    }

    private static void add(SortedMap<Path, String> hashes, Path file) throws IOException {
        try {
            byte[] content = Files.readAllBytes(file);
            if (content.length > MAGIC.length && Arrays.equals(content, 0, MAGIC.length, MAGIC, 0,
                    MAGIC.length)) {
                hashes.put(file, HexFormat.of().formatHex(Digests.sha256(content)));
            }
        } catch (NoSuchFileException e) {
            // Gone since the folder was listed.
        }
    }

    /// The files of this moment that are gone or different in the other.
    List<Path> changedIn(FileHashes later) {
        return byFile.entrySet().stream()
                .filter(file -> !file.getValue().equals(later.byFile.get(file.getKey())))
                .map(Map.Entry::getKey).toList();
    }
}
