package io.holdfast.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashesTest {

    @TempDir
    Path folder;

    @Test
    void dataFilesThatChangeOrGoAreSeenAndNewOnesAreNoChange() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept"), "AGS1 kept");
        Path altered = Files.writeString(folder.resolve("altered"), "AGS1 before");
        Path gone = Files.writeString(folder.resolve("gone"), "AGS1 gone");
        Path other = Files.writeString(folder.resolve("other"), "no data file");
        FileHashes before = FileHashes.of(folder);

        Files.writeString(altered, "AGS1 after");
        Files.writeString(other, "another");
        Files.delete(gone);
        Files.writeString(folder.resolve("new"), "AGS1 new");

        assertThat(before.byFile()).containsOnlyKeys(kept, altered, gone);
        assertThat(before.changedIn(FileHashes.of(folder))).containsExactlyInAnyOrder(altered, gone);
    }
}
