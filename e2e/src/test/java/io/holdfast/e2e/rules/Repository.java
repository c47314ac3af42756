package io.holdfast.e2e.rules;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the sources lie.
final class Repository {

    private Repository() {}

    /// The folder with the `holdfast` launcher, found upwards from the working folder.
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("holdfast")) || !Files.exists(folder.resolve("LICENSE"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new AssertionError(
                        "The repository's root was not found above " + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }
}
