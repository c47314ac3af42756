package io.holdfast.scanner;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/// What a scan of a folder found.
///
/// @param filesScanned regular files read to their end
/// @param bytesScanned bytes read of them, not counting what was unpacked
/// @param unpacked how many containers of each kind were unpacked, without [ContainerKind#BASE64] runs
/// @param findings each word and structure once per file and chain, in order of path
/// @param gaps what could not be looked into
public record ScanReport(long filesScanned, long bytesScanned, Map<ContainerKind, Long> unpacked,
        List<Finding> findings, List<Gap> gaps) {

    public ScanReport {
        unpacked = Map.copyOf(unpacked);
        findings = List.copyOf(findings);
        gaps = List.copyOf(gaps);
    }

    /// Whether nothing readable was found and nothing was left out.
    public boolean isDark() {
        return findings.isEmpty() && gaps.isEmpty();
    }

    /// The probe words found, each once.
    public NavigableSet<String> words() {
        return names(Finding.Kind.WORD);
    }

    /// The labels of the structures found, each once.
    public NavigableSet<String> structures() {
        return names(Finding.Kind.STRUCTURE);
    }

    private NavigableSet<String> names(Finding.Kind kind) {
        NavigableSet<String> names = new TreeSet<>();
        findings.stream().filter(finding -> finding.kind() == kind).map(Finding::name).forEach(names::add);
        return names;
    }
}
