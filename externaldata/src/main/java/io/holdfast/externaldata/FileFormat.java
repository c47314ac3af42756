package io.holdfast.externaldata;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The formats of files, by the names that the mirrored system has for them. Source: Kusto reference, page "Data
/// formats supported by Azure Data Explorer for ingestion".
enum FileFormat {
    CSV(','), TSV('\t'), TSVE('\t'), PSV('|'), SCSV(';'), SOHSV(
            '\u0001'), TXT, RAW, JSON, MULTIJSON, SINGLEJSON;

    private final char delimiter;

    FileFormat() {
        this('\0');
    }

    FileFormat(char delimiter) {
        this.delimiter = delimiter;
    }

    /// What stands between the values of a record; NUL where a record has no such values.
    char delimiter() {
        return delimiter;
    }

    boolean isJson() {
        return this == JSON || this == MULTIJSON || this == SINGLEJSON;
    }

    /// The format of a name.
    ///
    /// @throws ReadFailure if there is none
    static FileFormat named(String name) {
        return find(name).orElseThrow(() -> new ReadFailure("the format '" + name + "' is not read, only "
                + Stream.of(values()).map(FileFormat::lowerCase).collect(Collectors.joining(", "))));
    }

    /// The format that the end of a file's name tells, CSV if it tells none.
    static FileFormat ofFile(String file) {
        return find(file.substring(file.lastIndexOf('.') + 1)).orElse(CSV);
    }

    private static Optional<FileFormat> find(String name) {
        return Stream.of(values()).filter(format -> format.lowerCase().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
