package io.holdfast.scanner;

import static io.holdfast.scanner.Fixtures.WORDS;
import static io.holdfast.scanner.Fixtures.utf8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/// Files of tables in which each probe word stands somewhere else.
final class TableFiles {

    private TableFiles() {}

    /// A file with text, bytes and nested values, each word in another column.
    static byte[] parquet(String codec) throws Exception {
        Path file = Files.createTempFile("table", ".parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement create = connection.prepareStatement(
                        """
                                CREATE TABLE t AS SELECT i,
                                CASE WHEN i = 777 THEN ? ELSE 'filler ' || i END AS "a ""b",
                                encode(CASE WHEN i = 778 THEN ? ELSE 'filler ' || i END) AS bytes,
                                CASE WHEN i = 779 THEN [{'x': ?}] END AS nested,
                                CASE WHEN i = 780 THEN ? END AS single
                                FROM range(1000) AS r(i)""");
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < WORDS.size(); i++) {
                create.setString(i + 1, WORDS.get(i));
            }
            create.execute();
            statement.execute("COPY t TO '" + file + "' (FORMAT parquet, COMPRESSION " + codec + ")");
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    static byte[] avro(String codec) throws IOException {
        Schema schema = SchemaBuilder.record("row").fields().requiredString("text").requiredBytes("bytes")
                .name("map").type().map().values().array().items().stringType().noDefault().endRecord();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.fromString(codec));
            writer.create(schema, out);
            for (int i = 0; i < 500; i++) {
                GenericRecord row = new GenericData.Record(schema);
                row.put("text", i == 77 ? WORDS.get(0) : "filler " + i);
                row.put("bytes", ByteBuffer.wrap(utf8(i == 78 ? WORDS.get(1) : "filler " + i)));
                row.put("map", Map.of(i == 79 ? WORDS.get(2) : "key",
                        List.of("item", i == 80 ? WORDS.get(3) : "item")));
                writer.append(row);
            }
        }
        return out.toByteArray();
    }
}
