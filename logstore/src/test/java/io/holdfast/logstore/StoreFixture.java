package io.holdfast.logstore;

import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.records.ChangeAnchor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the tests of the store share: a fixed account key, a table, and ways to fill and read it.
final class StoreFixture {

    static final String WORKSPACE = "11111111-2222-3333-4444-555555555555";
    static final String OTHER_WORKSPACE = "99999999-2222-3333-4444-555555555555";
    static final TableId TABLE = new TableId(WORKSPACE, "Events_CL");
    static final TableSchema SCHEMA = new TableSchema(
            List.of(new Column("TimeGenerated", ColumnType.DATETIME),
                    new Column("Id", ColumnType.LONG), new Column("Message", ColumnType.STRING)));
    /// What is in every row, and in no file.
    static final List<String> CANARIES = List.of("probeword");
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final byte[] KEY = "an account key of 32 test bytes!".getBytes(StandardCharsets.US_ASCII);

    private StoreFixture() {}

    static LogStoreSettings settings(Path folder) {
        return new LogStoreSettings(folder, 64L << 20, Duration.ofHours(1), 512L << 20, 2, 64L << 20);
    }

    static SealingKey accountKey() {
        return SealingKey.takeOwnership(SecretBytes.copyOf(KEY), new SecureRandom());
    }

    static SecretBytes secret() {
        return SecretBytes.copyOf(KEY);
    }

    static LogStore open(Path folder) {
        return open(folder, FaultPoints.NONE);
    }

    static LogStore open(Path folder, FaultPoints faults) {
        return LogStore.open(settings(folder), accountKey(),
                new LogStoreEnvironment(CLOCK, new SecureRandom(), faults, ChangeAnchor.NONE,
                        MemoryBudget.UNBOUNDED));
    }

    /// Rows with these ids, one a minute from midnight of a day.
    static byte[] rows(String day, long firstId, int count) {
        List<String> rows = new ArrayList<>();
        for (long id = firstId; id < firstId + count; id++) {
            Instant time = Instant.parse(day + "T00:00:00Z").plusSeconds(60 * (id - firstId));
            rows.add("{\"TimeGenerated\":\"%s\",\"Id\":%d,\"Message\":\"probeword-%d\"}".formatted(time, id,
                    id));
        }
        return json("[" + String.join(",", rows) + "]");
    }

    static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static TableRead all(TableId table, String... columns) {
        return new TableRead(table, List.of(columns), Instant.MIN, Instant.MAX);
    }

    /// The ids in the table, in order, each as often as it is there.
    static List<Long> ids(LogStore store, TableId table) {
        return query(store, all(table, "Id"), "SELECT \"Id\" FROM %s ORDER BY 1").stream().map(Long::valueOf)
                .toList();
    }

    /// The rows of a query over one read; cells as text, joined by `|`.
    static List<String> query(LogStore store, TableRead read, String sql) {
        try (ReadSession session = store.read(List.of(read))) {
            return query(session, sql.formatted(session.relation(0)));
        }
    }

    static List<String> query(ReadSession session, String sql) {
        try (Statement statement = session.connection().createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(String.valueOf(result.getObject(i)));
                }
                rows.add(String.join("|", cells));
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// All files below the folder, but the lock.
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).filter(p -> !p.endsWith("lock")).sorted().toList();
        }
    }

    /// The files of the tables.
    static List<Path> tableFiles(Path folder) throws IOException {
        return files(folder).stream().filter(p -> p.startsWith(folder.resolve("tables"))).toList();
    }
}
