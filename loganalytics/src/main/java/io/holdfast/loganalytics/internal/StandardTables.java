package io.holdfast.loganalytics.internal;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The tables of the mirrored service whose columns come with the product, without the columns that every
/// table has.
///
/// The bundled file holds a table's name on a line of its own and then, indented, lines of a type and the columns of
/// that type. The columns of a table are in the order of their names, `TimeGenerated` first. A line
/// `also Timestamp` says that queries may name the time of a row so, too.
public final class StandardTables {

    private static final Comparator<ColumnSchema> ORDER = Comparator
            .<ColumnSchema, Boolean>comparing(column -> !column.name().equals(RowReader.TIME_GENERATED))
            .thenComparing(ColumnSchema::name, String.CASE_INSENSITIVE_ORDER);
    private static final String FILE = "standard-tables.txt";
    private static final String ALSO = "also";
    private static final Bundled BUNDLED = load();

    private StandardTables() {}

    /// What the file holds.
    ///
    /// @param tables by their names in lower case
    /// @param timestamped the names of those with another name of the time
    private record Bundled(Map<String, TableSchema> tables, Set<String> timestamped) {}

    /// The table of this name in any case.
    public static Optional<TableSchema> find(String name) {
        return Optional.ofNullable(BUNDLED.tables().get(name.toLowerCase(Locale.ROOT)));
    }

    /// Whether queries may say `Timestamp` for `TimeGenerated` of the table of this exact name, as those that were
    /// written for Microsoft Defender do.
    public static boolean hasTimestamp(String name) {
        return BUNDLED.timestamped().contains(name);
    }

    /// The names, for messages.
    public static List<String> names() {
        return BUNDLED.tables().values().stream().map(TableSchema::name).sorted().toList();
    }

    private static Bundled load() {
        Map<String, TableSchema> tables = new LinkedHashMap<>();
        Map<String, List<ColumnSchema>> columns = new LinkedHashMap<>();
        List<ColumnSchema> current = new ArrayList<>();
        Set<String> timestamped = new HashSet<>();
        String table = "";
        for (String line : lines()) {
            List<String> words = List.of(line.strip().split(" "));
            if (words.getFirst().equals(ALSO)) {
                timestamped.add(table);
            } else if (line.startsWith(" ")) {
                KqlType type = KqlType.ofKustoName(words.getFirst()).orElseThrow();
                for (String name : words.subList(1, words.size())) {
                    current.add(new ColumnSchema(name, type));
                }
            } else {
                table = line;
                current = new ArrayList<>();
                columns.put(table, current);
            }
        }
        columns.forEach((name, list) -> tables.put(name.toLowerCase(Locale.ROOT),
                new TableSchema(name, list.stream().sorted(ORDER).toList())));
        return new Bundled(Map.copyOf(tables), Set.copyOf(timestamped));
    }

    private static List<String> lines() {
        try (InputStream in = StandardTables.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("A file is missing from the build: " + FILE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("A file of the build cannot be read: " + FILE, e);
        }
    }
}
