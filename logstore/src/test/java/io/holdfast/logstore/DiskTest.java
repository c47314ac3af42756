package io.holdfast.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A store on a real file system that is full, whose files may not grow, or that cannot be written to: one
/// of 8 MiB
/// in memory, seen by a process of its own ([DiskChild]) in namespaces of its own.
class DiskTest {

    private static final List<String> NAMESPACES = List.of("unshare", "--user", "--map-root-user", "--mount");

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void onADiskThatFailsNothingIsAcknowledgedAndWhenItWorksTheStoreGoesOn()
            throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String mount = "mount -t tmpfs -o size=8m none '" + disk + "'";
        boolean possible = run(List.of("sh", "-c", mount + " && prlimit --version >&2")) == 0;
        if (!possible) {
            System.out.println("SKIPPED: no file system of its own can be mounted here");
        }
        Assumptions.assumeTrue(possible);

        List<String> java = List.of("sh", "-c", mount + " && exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file", ""),
                "-cp", System.getProperty("java.class.path"), DiskChild.class.getName(), disk.toString());
        int exit = run(java);
        assertThat(exit).as(() -> errors()).isZero();
    }

    private int run(List<String> command) throws IOException, InterruptedException {
        List<String> inside = new ArrayList<>(NAMESPACES);
        inside.addAll(command);
        try {
            Process process = new ProcessBuilder(inside).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(folder.resolve("errors").toFile()).start();
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (IOException e) {
            // There is no such command.
            return -1;
        }
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
