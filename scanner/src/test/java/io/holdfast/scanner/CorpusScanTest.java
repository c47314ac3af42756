package io.holdfast.scanner;

import static io.holdfast.scanner.Fixtures.gzip;
import static io.holdfast.scanner.Fixtures.scan;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real logs and real queries must be found by their structure alone.
class CorpusScanTest {

    private static final Set<String> TEXT = Set.of("json", "csv", "log", "kql");

    @TempDir
    private Path folder;

    @Test
    void everyRealLogFileIsFoundByItsStructure() throws IOException {
        for (Path sample : files("samples")) {
            assertThat(scan(folder, Files.readAllBytes(sample)).structures()).as("%s", sample.getFileName())
                    .containsAnyElementsOf(TEXT);
        }
    }

    @Test
    void everyPieceOfARealLogFileIsFoundByItsStructureAlsoPacked() throws IOException {
        for (Path sample : files("samples")) {
            byte[] piece = Files.readString(sample).lines().skip(2).limit(12)
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8);
            if (piece.length > 0) {
                assertThat(scan(folder, gzip(piece)).structures()).as("%s", sample.getFileName())
                        .containsAnyElementsOf(TEXT);
            }
        }
    }

    private static List<Path> files(String name) throws IOException {
        Path corpus = Path.of(System.getProperty("holdfast.corpus", "absent")).resolve(name);
        if (!Files.isDirectory(corpus)) {
            System.out.println("CorpusScanTest: skipped, no folder " + name + " in holdfast.corpus");
        }
        Assumptions.assumeTrue(Files.isDirectory(corpus));
        try (var files = Files.list(corpus)) {
            return files.filter(file -> !file.toString().endsWith(".md")).sorted().toList();
        }
    }
}
