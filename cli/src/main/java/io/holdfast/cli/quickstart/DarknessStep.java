package io.holdfast.cli.quickstart;

import io.holdfast.cli.sample.SampleData;
import io.holdfast.scanner.Finding;
import io.holdfast.scanner.PlaintextScanner;
import io.holdfast.scanner.ScanReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Step 12: the scanner finds every probe word in a plaintext copy of the content, and none in the data
/// folder.
final class DarknessStep {

    private static final List<String> FORMATS = List.of("ndjson", "json.gz", "parquet", "db");
    private static final int SHOWN_FINDINGS = 5;

    private final Scene scene;
    private final Path dataFolder;

    DarknessStep(Scene scene, Path dataFolder) {
        this.scene = scene;
        this.dataFolder = dataFolder;
    }

    void run(SampleData sample) {
        scene.out().step("12", "Prove the data folder dark");
        PlaintextScanner scanner = new PlaintextScanner(sample.probes());
        try (PlaintextCopy copy = PlaintextCopy.write(sample)) {
            ScanReport report = scan(scanner, copy.folder());
            SortedSet<String> wanted = new TreeSet<>(sample.probes());
            Map<String, SortedSet<String>> found = wordsByFormat(report);
            for (String format : FORMATS) {
                StepFailedException.unless(wanted.equals(found.get(format)),
                        "the scanner to find all " + wanted.size() + " probe words in ." + format,
                        String.valueOf(found.get(format)));
            }
            scene.out()
                    .result("control: in a readable copy of the same logs the scanner finds all "
                            + wanted.size()
                            + " probe words, in each of NDJSON, gzip, Parquet and SQLite, and the structures "
                            + String.join(", ", report.structures()));
        }
        ScanReport report = scan(scanner, dataFolder);
        StepFailedException.unless(report.isDark(), "no probe word, no readable structure and no gap",
                report.findings().size() + " findings "
                        + report.findings().stream().limit(SHOWN_FINDINGS).toList()
                        + ", " + report.gaps().size() + " gaps "
                        + report.gaps().stream().limit(SHOWN_FINDINGS).toList());
        scene.out().result("data folder: " + report.filesScanned() + " files, " + report.bytesScanned() / 1024
                + " KiB, " + unpacked(report) + "; no probe word, no readable structure");
    }

    private static String unpacked(ScanReport report) {
        return report.unpacked().isEmpty() ? "nothing to unpack" : "unpacked " + report.unpacked();
    }

    private static ScanReport scan(PlaintextScanner scanner, Path folder) {
        try {
            return scanner.scan(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder cannot be scanned: " + folder, e);
        }
    }

    private static Map<String, SortedSet<String>> wordsByFormat(ScanReport report) {
        SortedMap<String, SortedSet<String>> words = new TreeMap<>();
        for (Finding finding : report.findings()) {
            if (finding.kind() == Finding.Kind.WORD) {
                String format = finding.path().substring(finding.path().indexOf('.') + 1);
                words.computeIfAbsent(format, any -> new TreeSet<>()).add(finding.name());
            }
        }
        return words;
    }
}
