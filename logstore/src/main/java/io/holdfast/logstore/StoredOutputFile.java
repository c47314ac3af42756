package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/// A stored file as Iceberg writes it; never over another one.
final class StoredOutputFile implements OutputFile {

    private final String location;
    private final Path path;

    StoredOutputFile(String location, Path path) {
        this.location = location;
        this.path = path;
    }

    @Override
    public PositionOutputStream create() {
        try {
            return StoredOutputStream.create(path);
        } catch (IOException e) {
            throw new RuntimeIOException(e);
        }
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return create();
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public InputFile toInputFile() {
        return new StoredInputFile(location, path);
    }
}
