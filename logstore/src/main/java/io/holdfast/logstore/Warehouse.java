package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/// The files of all tables, below one folder.
///
/// A location is `store:/` and a path relative to the folder, so that the folder can be moved. A file is on
/// disk, name included, when its stream is closed. Serializable by interface only.
final class Warehouse implements FileIO {

    private static final long serialVersionUID = 1L;
    private static final String SCHEME = "store:/";

    private final transient Path folder;

    Warehouse(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /// The location of a path relative to the folder.
    static String location(String relative) {
        return SCHEME + relative;
    }

    Path pathOf(String location) {
        if (!location.startsWith(SCHEME)) {
            throw new LogStoreException.Corrupt("A file lies outside the store", null);
        }
        Path path = folder.resolve(location.substring(SCHEME.length())).normalize();
        if (!path.startsWith(folder)) {
            throw new LogStoreException.Corrupt("A file lies outside the store", null);
        }
        return path;
    }

    @Override
    public InputFile newInputFile(String location) {
        return new StoredInputFile(location, pathOf(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new StoredOutputFile(location, pathOf(location));
    }

    @Override
    public void deleteFile(String location) {
        try {
            Files.deleteIfExists(pathOf(location));
        } catch (IOException e) {
            throw new RuntimeIOException(e);
        }
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    /// The bytes of a small file.
    byte[] read(String location) throws IOException {
        return Files.readAllBytes(pathOf(location));
    }

    /// Writes a new file, on disk when this returns.
    void write(String location, byte[] bytes) throws IOException {
        try (StoredOutputStream out = StoredOutputStream.create(pathOf(location))) {
            out.write(bytes, 0, bytes.length);
        }
    }

    static RuntimeException unreadable(String location, IOException e) {
        return e instanceof NoSuchFileException
                ? new NotFoundException(e, "A file is missing: %s", location)
                : new RuntimeIOException(e);
    }
}
