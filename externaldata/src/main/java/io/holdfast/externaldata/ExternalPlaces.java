package io.holdfast.externaldata;

import java.nio.file.Path;
import java.util.List;

/// Where queries may read outside.
///
/// @param folders whose files, and those of the folders in them, may be read
public record ExternalPlaces(List<ExternalHost> hosts, List<Path> folders) {

    /// Nowhere.
    public static final ExternalPlaces NONE = new ExternalPlaces(List.of(), List.of());

    /// Copies the lists.
    public ExternalPlaces {
        hosts = List.copyOf(hosts);
        folders = List.copyOf(folders);
    }
}
