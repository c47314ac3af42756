package io.holdfast.cli.quickstart;

import io.holdfast.cli.ExitAction;
import io.holdfast.cli.sample.SampleColumn;
import io.holdfast.cli.sample.SampleData;
import io.holdfast.cli.sample.SampleTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/// The bundled sample as a store without encryption would keep it: NDJSON, gzip, Parquet and SQLite.
///
/// The sample is public; this is the only content that is ever written readable. It lies in memory
/// (`/dev/shm`) where the system has that, and is deleted on closing.
final class PlaintextCopy implements AutoCloseable {

    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;
    private final ExitAction deletion;

    private PlaintextCopy(Path folder) {
        this.folder = folder;
        this.deletion = ExitAction.register("plaintext-copy-deletion", () -> Folders.delete(folder));
    }

    static PlaintextCopy write(SampleData sample) {
        try {
            PlaintextCopy copy = new PlaintextCopy(Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "holdfast-plaintext-")
                    : Files.createTempDirectory("holdfast-plaintext-"));
            try {
                copy.writeAll(sample);
                return copy;
            } catch (IOException | SQLException | RuntimeException e) {
                copy.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The plaintext copy of the sample could not be written", e);
        } catch (SQLException e) {
            throw new IllegalStateException("The plaintext copy of the sample could not be written", e);
        }
    }

    Path folder() {
        return folder;
    }

    private void writeAll(SampleData sample) throws IOException, SQLException {
        for (SampleTable table : sample.tables()) {
            byte[] lines = (String.join("\n", table.rows()) + "\n").getBytes(StandardCharsets.UTF_8);
            Path ndjson = folder.resolve(table.name() + ".ndjson");
            Files.write(ndjson, lines);
            try (OutputStream gzip = new GZIPOutputStream(
                    Files.newOutputStream(folder.resolve(table.name() + ".json.gz")))) {
                gzip.write(lines);
            }
            writeParquet(table, ndjson, folder.resolve(table.name() + ".parquet"));
        }
        writeSqlite(sample, folder.resolve("sample.db"));
    }

    private static void writeParquet(SampleTable table, Path ndjson, Path parquet) throws SQLException {
        String columns = table.columns().stream().map(column -> column.name() + ": 'VARCHAR'")
                .collect(Collectors.joining(", "));
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (SELECT * FROM read_json('" + ndjson
                    + "', format = 'newline_delimited', columns = {" + columns + "})) TO '" + parquet
                    + "' (FORMAT parquet, COMPRESSION zstd)");
        }
    }

    private static void writeSqlite(SampleData sample, Path file) throws SQLException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            sqlite.setAutoCommit(false);
            for (SampleTable table : sample.tables()) {
                insert(sqlite, table);
            }
            sqlite.commit();
        }
    }

    private static void insert(Connection sqlite, SampleTable table) throws SQLException {
        List<String> columns = table.columns().stream().map(SampleColumn::name).toList();
        try (Statement create = sqlite.createStatement()) {
            create.execute(
                    "CREATE TABLE " + table.name() + " (" + String.join(" TEXT, ", columns) + " TEXT)");
        }
        String places = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        try (PreparedStatement insert = sqlite
                .prepareStatement("INSERT INTO " + table.name() + " VALUES (" + places + ")")) {
            for (String row : table.rows()) {
                JsonNode object = Scene.json(row);
                for (int i = 0; i < columns.size(); i++) {
                    JsonNode value = object.path(columns.get(i));
                    insert.setString(i + 1, value.isValueNode() ? value.asString("") : value.toString());
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public void close() {
        deletion.close();
    }
}
