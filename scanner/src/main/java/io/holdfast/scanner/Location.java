package io.holdfast.scanner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where a content comes from.
///
/// @param file the file
/// @param path its path as in the report
/// @param chain the containers around the content
record Location(Path file, String path, List<String> chain) {

    Location {
        chain = List.copyOf(chain);
    }

    /// A content inside this one.
    Location inside(ContainerKind kind, String part) {
        List<String> longer = new ArrayList<>(chain);
        longer.add(part.isEmpty() ? kind.label() : kind.label() + ":" + part);
        return new Location(file, path, longer);
    }

    /// Whether the content is that of the file itself.
    boolean isFile() {
        return chain.isEmpty();
    }
}
