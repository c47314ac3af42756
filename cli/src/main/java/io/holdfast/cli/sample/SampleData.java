package io.holdfast.cli.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The bundled sample logs: a web application firewall under attack, and the audit and sign-in log of a
/// tenant in which one account does something it should not.
///
/// @param tables the tables, each with its rows
/// @param probes words that occur in the rows and nowhere else in the product: whoever looks for readable
/// customer content looks for these, in either case of ASCII letters
public record SampleData(List<SampleTable> tables, List<String> probes) {

    public SampleData {
        tables = List.copyOf(tables);
        probes = List.copyOf(probes);
    }

    /// Reads the bundled files.
    ///
    /// @throws UncheckedIOException if one cannot be read: the build is damaged
    public static SampleData load() {
        Manifest manifest = JsonMapper.shared().readValue(read("manifest.json"), Manifest.class);
        return new SampleData(manifest.tables().stream().map(ManifestTable::load).toList(),
                manifest.probes());
    }

    /// The same data moved in time, so that its recordings end at `end`.
    public SampleData endingAt(Instant end) {
        return new SampleData(tables.stream().map(table -> table.endingAt(end)).toList(), probes);
    }

    /// The body of an alert rule that fires on the data, as the API takes it.
    public static JsonNode detectionRule() {
        return JsonMapper.shared().readTree(read("detection-rule.json"));
    }

    private static String read(String file) {
        try (InputStream in = SampleData.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("Sample file missing from the build: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read sample file " + file, e);
        }
    }

    private record Manifest(List<ManifestTable> tables, List<String> probes) {}

    private record ManifestTable(String name, String stream, String file, int rows, Instant recordedUntil,
            List<SampleColumn> columns, SampleSource source) {

        SampleTable load() {
            List<String> lines = read(file).lines().toList();
            if (lines.size() != rows) {
                throw new IllegalStateException(
                        "Sample file " + file + " has " + lines.size() + " rows (must be "
                                + rows + ")");
            }
            return new SampleTable(name, stream, columns, lines, recordedUntil, source);
        }
    }
}
