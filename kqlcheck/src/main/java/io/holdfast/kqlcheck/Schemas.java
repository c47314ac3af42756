package io.holdfast.kqlcheck;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The table schemas of a folder: one JSON object a file, with `name` and `columns` of `name` and `type`.
///
/// @param open tables to which real workspaces add columns that the schema does not list
public record Schemas(Map<String, TableSchema> tables, Set<String> open) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// Copies the maps.
    public Schemas {
        tables = Map.copyOf(tables);
        open = Set.copyOf(open);
    }

    /// Reads the files of a folder.
    public static Schemas load(Path folder) {
        Map<String, TableSchema> tables = new TreeMap<>();
        Set<String> open = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> JsonLines.nameOf(path).endsWith(".json")).toList()) {
                JsonNode node = MAPPER.readTree(Files.readString(file));
                if (node.isObject()) {
                    TableSchema table = table(node);
                    tables.put(table.name(), table);
                    if (node.path("open").asBoolean(false)) {
                        open.add(table.name());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Schemas(tables, open);
    }

    private static TableSchema table(JsonNode node) {
        List<ColumnSchema> columns = node.path("columns").valueStream()
                .map(column -> new ColumnSchema(column.path("name").asString(),
                        KqlType.ofKustoName(column.path("type").asString()).orElse(KqlType.DYNAMIC)))
                .toList();
        return new TableSchema(node.path("name").asString(), columns);
    }
}
