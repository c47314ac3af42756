package io.holdfast.scanner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the report of one scan. Not thread-safe.
final class Collector {

    /// Enough to see what is wrong; a folder of plaintext would fill the memory with its findings.
    private static final int MOST = 10_000;

    private final Map<Key, Finding> findings = new LinkedHashMap<>();
    private final Set<Gap> gaps = new LinkedHashSet<>();
    private final Map<ContainerKind, Long> unpacked = new EnumMap<>(ContainerKind.class);
    private long files;
    private long bytes;

    private record Key(String path, List<String> chain, Finding.Kind kind, String name) {}

    void word(Location location, String word, long offset) {
        found(location, Finding.Kind.WORD, word, offset);
    }

    void structure(Location location, Structure structure, long offset) {
        found(location, Finding.Kind.STRUCTURE, structure.label(), offset);
    }

    void gap(Location location, Gap.Reason reason) {
        if (gaps.size() < MOST) {
            gaps.add(new Gap(location.path(), location.chain(), reason));
        }
    }

    void unpacked(ContainerKind kind) {
        unpacked.merge(kind, 1L, Long::sum);
    }

    void file(long size) {
        files++;
        bytes += size;
    }

    ScanReport report() {
        Collection<Finding> all = findings.values();
        return new ScanReport(files, bytes, unpacked, new ArrayList<>(all), new ArrayList<>(gaps));
    }

    private void found(Location location, Finding.Kind kind, String name, long offset) {
        if (findings.size() >= MOST) {
            gap(location, Gap.Reason.TOO_MANY);
            return;
        }
        findings.putIfAbsent(new Key(location.path(), location.chain(), kind, name),
                new Finding(location.path(), location.chain(), kind, name, offset));
    }
}
