package io.holdfast.testkit;

import io.holdfast.scanner.Finding;
import io.holdfast.scanner.Gap;
import io.holdfast.scanner.PlaintextScanner;
import io.holdfast.scanner.ScanReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// Words that tests put into rows, queries and records that fail, and that must not be readable in any file
/// afterwards, by the scanner that `holdfast quickstart` uses.
public final class Canaries {

    private Canaries() {}

    /// Requires that nothing readable at all is in a folder of data, whatever wraps it.
    ///
    /// @throws AssertionError that names what was found and where
    public static void requireUnreadable(Collection<String> words, Path data) throws IOException {
        ScanReport report = new PlaintextScanner(words).scan(data);
        requireNone(report.findings(), report.gaps());
    }

    /// Requires that no word is in a folder or file that holds other text: logs, and temporary folders with the
    /// libraries that drivers unpack there.
    ///
    /// @throws AssertionError that names what was found and where
    public static void requireAbsent(Collection<String> words, Path place) throws IOException {
        ScanReport report = new PlaintextScanner(words).scan(place);
        requireNone(
                report.findings().stream().filter(finding -> finding.kind() == Finding.Kind.WORD).toList(),
                List.of());
    }

    private static void requireNone(List<Finding> findings, List<Gap> gaps) {
        if (!findings.isEmpty() || !gaps.isEmpty()) {
            throw new AssertionError("Readable: " + findings + ", not looked into: " + gaps);
        }
    }
}
