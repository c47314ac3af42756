package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.duckdb.DuckDBConnection;

/// Moves generations of one table to Iceberg: one Parquet file per day, sorted by time, and one commit.
final class Flush {

    private final DuckDb duckDb;
    private final SecureRandom random;
    private final FaultPoints faults;

    Flush(DuckDb duckDb, SecureRandom random, FaultPoints faults) {
        this.duckDb = duckDb;
        this.random = random;
        this.faults = faults;
    }

    /// Writes and commits; answers the new files.
    ///
    /// @param generations frozen and with rows, oldest first
    List<DataFileEntry> run(IcebergTable table, List<Generation> generations)
            throws IOException, SQLException {
        List<Column> columns = widest(generations);
        String rows = Relations.union(columns, generations.stream().map(g -> g.selectSql(columns)).toList());
        long lsn = generations.stream().mapToLong(g -> g.maxLsn).max().orElseThrow();
        DataFileWriter writer = new DataFileWriter(table, random);
        List<DataFile> files = new ArrayList<>();
        DuckDBConnection connection = duckDb.connect();
        try (Statement statement = connection.createStatement()) {
            for (LocalDate day : days(statement, rows)) {
                files.add(write(statement, rows, day, new Target(writer, columns)));
            }
        } finally {
            duckDb.release(connection);
        }
        faults.reached("flush.commit.before");
        table.append(files, lsn);
        faults.reached("flush.commit.after");
        Schema schema = table.schema();
        return files.stream().map(file -> DataFileEntry.of(file, schema)).toList();
    }

    /// Where Parquet goes, and the columns that it has.
    private record Target(DataFileWriter writer, List<Column> columns) {}

    private static List<Column> widest(List<Generation> generations) {
        return generations.stream().map(g -> g.columns).max(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    private static List<LocalDate> days(Statement statement, String rows) throws SQLException {
        String time = Sql.name(TableSchema.TIME_COLUMN);
        List<LocalDate> days = new ArrayList<>();
        try (ResultSet result = statement
                .executeQuery(
                        "SELECT DISTINCT CAST(" + time + " AS DATE) AS d FROM " + rows + " ORDER BY d")) {
            while (result.next()) {
                days.add(result.getObject(1, LocalDate.class));
            }
        }
        return days;
    }

    private DataFile write(Statement statement, String rows, LocalDate day, Target target)
            throws IOException, SQLException {
        String time = Sql.name(TableSchema.TIME_COLUMN);
        faults.reached("flush.parquet.before");
        try (MemoryFile parquet = MemoryFile.create()) {
            String ofDay = "SELECT * FROM " + rows + " WHERE " + time + " >= TIMESTAMP '" + day + "' AND "
                    + time
                    + " < TIMESTAMP '" + day + "' + INTERVAL 1 DAY";
            StoredParquet stored = new ParquetWriter(statement, target.columns).write(ofDay, parquet);
            faults.reached("flush.parquet.after");
            DataFile file = target.writer.write(stored, day);
            faults.reached("flush.encrypt.after");
            return file;
        }
    }
}
