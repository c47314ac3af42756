package io.holdfast.cli.ingest;

import io.holdfast.crypto.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;

/// How much of a file the server has acknowledged, kept outside the file so that an interrupted run goes on.
/// Holds a number and nothing of the file. Not thread-safe.
final class ResumePoint {

    private final Path place;

    private ResumePoint(Path place) {
        this.place = place;
    }

    /// The point of a file for a workspace and table: another once the file was changed.
    static ResumePoint of(Path file, String destination) throws IOException {
        String what = file.toRealPath() + "\n" + Files.size(file) + "\n" + Files.getLastModifiedTime(file)
                + "\n"
                + destination;
        String name = HexFormat.of().formatHex(Digests.sha256(what.getBytes(StandardCharsets.UTF_8)));
        return new ResumePoint(folder().resolve(name.substring(0, 32)));
    }

    private static Path folder() {
        return Optional.ofNullable(System.getenv("XDG_STATE_HOME")).filter(text -> !text.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state"))
                .resolve("holdfast").resolve("ingest");
    }

    /// Records that were acknowledged, from the beginning of the file.
    long acknowledged() {
        try {
            return Files.exists(place) ? Long.parseLong(Files.readString(place).strip()) : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    void save(long acknowledged) {
        try {
            Files.createDirectories(place.getParent());
            Path fresh = Files.writeString(place.resolveSibling(place.getFileName() + ".new"),
                    Long.toString(acknowledged));
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note how far it is in " + place, e);
        }
    }

    /// The file is done.
    void clear() throws IOException {
        Files.deleteIfExists(place);
    }
}
