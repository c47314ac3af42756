package io.holdfast.scanner;

import static io.holdfast.scanner.Fixtures.gzip;
import static io.holdfast.scanner.Fixtures.scan;
import static io.holdfast.scanner.Fixtures.text;
import static io.holdfast.scanner.Fixtures.utf8;
import static io.holdfast.scanner.Fixtures.zip;
import static io.holdfast.scanner.Fixtures.zstd;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is wrong inside a container, the scan reads the file to its end and tells.
class DamagedContentFuzzTest {

    private static final long SEED = Long.getLong("holdfast.seed", 20_260_102);
    private static final int ROUNDS = 30;

    @TempDir
    private Path folder;

    @Test
    void aDamagedContainerNeverEndsTheScan() throws Exception {
        Random random = new Random(SEED);
        for (byte[] file : List.of(gzip(utf8(text())), zstd(utf8(text().repeat(9))), zip(utf8(text())),
                TableFiles.avro("deflate"), TableFiles.avro("null"), TableFiles.parquet("zstd"), sqlite())) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] damaged = damage(file, random);
                ScanReport report = scan(folder, damaged);
                assertThat(report.filesScanned()).as("seed %d, round %d", SEED, round).isEqualTo(1);
                assertThat(report.bytesScanned()).as("seed %d, round %d", SEED, round)
                        .isEqualTo(damaged.length);
            }
        }
    }

    private static byte[] damage(byte[] file, Random random) {
        byte[] damaged = Arrays.copyOf(file,
                random.nextInt(4) == 0 ? random.nextInt(file.length) : file.length);
        for (int i = 0; i <= random.nextInt(8) && damaged.length > 16; i++) {
            boolean inHeader = random.nextBoolean();
            damaged[4 + random.nextInt(
                    Math.min(inHeader ? 120 : damaged.length, damaged.length) - 4)] = (byte) random.nextInt();
        }
        return damaged;
    }

    private byte[] sqlite() throws Exception {
        Path file = folder.resolve("whole.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE logs (id INTEGER PRIMARY KEY, line TEXT)");
            statement.execute("""
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
                    INSERT INTO logs (line) SELECT hex(randomblob(300)) FROM n""");
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }
}
