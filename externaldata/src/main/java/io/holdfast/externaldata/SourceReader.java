package io.holdfast.externaldata;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Reads the files of a source one after the other, unpacked where their names end in `.gz` or `.zip`.
final class SourceReader {

    private final Gate gate;
    private final Progress progress;
    private final Progress.Bytes packed;
    private final Progress.Bytes unpacked;
    private final Reading reading;
    private final RowWriter rows;

    /// @param bytes those of the query so far
    SourceReader(Gate gate, Progress progress, Counts bytes, Reading reading, RowWriter rows) {
        this.gate = gate;
        this.progress = progress;
        this.packed = bytes.packed();
        this.unpacked = bytes.unpacked();
        this.reading = reading;
        this.rows = rows;
    }

    /// Bytes as they come, and as they are unpacked.
    record Counts(Progress.Bytes packed, Progress.Bytes unpacked) {}

    /// @throws ReadFailure if the file cannot be read
    void read(Address address) {
        try {
            switch (address) {
                case Address.Local file -> {
                    try (InputStream in = Files.newInputStream(gate.real(file), StandardOpenOption.READ,
                            LinkOption.NOFOLLOW_LINKS)) {
                        read(address.name(), in);
                    }
                }
                case Address.Remote remote -> {
                    try (Download download = Download.open(gate, progress);
                            InputStream in = download.body(remote.uri())) {
                        read(address.name(), in);
                    }
                }
            }
        } catch (ZipException _) {
            throw new ReadFailure("it is not packed as its name says");
        } catch (IOException e) {
            progress.check();
            throw new ReadFailure("it breaks off (" + e.getClass().getSimpleName() + ")");
        }
    }

    private void read(String name, InputStream in) throws IOException {
        InputStream counted = new CountedInput(in, packed);
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".zip")) {
            readArchive(new ZipInputStream(counted));
        } else if (lower.endsWith(".gz") || lower.endsWith(".gzip")) {
            readFile(lower.substring(0, lower.lastIndexOf('.')), new GZIPInputStream(counted));
        } else {
            readFile(lower, counted);
        }
    }

    private void readArchive(ZipInputStream archive) throws IOException {
        int files = 0;
        for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            if (!entry.isDirectory() && reading.packed().test(entry.getName())) {
                files++;
                readFile(entry.getName(), new FilterInputStream(archive) {
                    // A file of the archive ends, the archive goes on.
                    @Override
                    public void close() {}
                });
            }
        }
        if (files == 0) {
            throw new ReadFailure("the archive has no such file");
        }
    }

    private void readFile(String name, InputStream in) throws IOException {
        FileFormat format = reading.format().orElseGet(() -> FileFormat.ofFile(name));
        new FileReader(format, reading, rows).read(new CountedInput(in, unpacked));
    }
}
