package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Opens reads. Thread-safe.
final class Reader {

    private static final Column RECEIVED = new Column(TableSchema.RECEIVED_COLUMN, ColumnType.DATETIME);

    private final Engine engine;
    private final Function<TableId, LogTable> tables;
    private final Set<OpenReadSession> sessions = ConcurrentHashMap.newKeySet();

    /// @param tables finds a table or throws
    Reader(Engine engine, Function<TableId, LogTable> tables) {
        this.engine = engine;
        this.tables = tables;
    }

    /// What one session holds.
    private static final class Held {
        private final Map<LogTable, List<Generation>> generations = new LinkedHashMap<>();
        private final HeldFiles files;
        private @Nullable DuckDBConnection connection;
        private final List<MemoryFile> staged = new ArrayList<>();

        Held(HeldFiles files) {
            this.files = files;
        }
    }

    /// @param staged relations after those of the tables
    ReadSession open(List<TableRead> reads, List<StagedRows> staged) throws IOException {
        Held held = new Held(new HeldFiles(engine.decrypted));
        try {
            List<String> relations = new ArrayList<>();
            for (TableRead read : reads) {
                relations.add(relation(read, held));
            }
            for (StagedRows rows : staged) {
                MemoryFile json = MemoryFile.of(rows.jsonArray());
                held.staged.add(json);
                relations.add("(" + Relations.json(rows.columns(), json.path().toString()) + ")");
            }
            DuckDBConnection connection = engine.duckDb.connectToRead();
            held.connection = connection;
            begin(connection, held);
            return session(connection, List.copyOf(relations), held);
        } catch (SQLException e) {
            letGo(held);
            throw Failures.engine("A read could not be opened", e);
        } catch (IOException | RuntimeException e) {
            letGo(held);
            throw e;
        }
    }

    private ReadSession session(DuckDBConnection connection, List<String> relations, Held held) {
        OpenReadSession[] self = new OpenReadSession[1];
        OpenReadSession session = new OpenReadSession(connection, relations, () -> {
            sessions.remove(self[0]);
            letGo(held);
        });
        self[0] = session;
        sessions.add(session);
        return session;
    }

    private String relation(TableRead read, Held held) {
        LogTable table = tables.apply(read.table());
        List<Column> all = engine.catalog.table(table.uuid).columns();
        List<Column> asked = wanted(read.columns(), all);
        if (read.received().isPresent() && !all.contains(RECEIVED)) {
            return Relations.union(asked, List.of());
        }
        List<Column> wanted = read.received().isPresent() && !asked.contains(RECEIVED)
                ? Stream.concat(asked.stream(), Stream.of(RECEIVED)).toList()
                : asked;
        engine.loadFiles(table);
        List<String> parts = new ArrayList<>();
        LogTable.View view;
        table.opening.readLock().lock();
        try {
            view = table.pin();
            held.generations.computeIfAbsent(table, t -> new ArrayList<>()).addAll(view.generations());
            List<DataFileEntry> files = view.files().stream()
                    .filter(file -> file.mayHold(read)).toList();
            parts.addAll(held.files.hold(table, files, new HeldFiles.Columns(wanted, all), read.terms()));
        } finally {
            table.opening.readLock().unlock();
        }
        view.generations().forEach(g -> parts.add(g.selectSql(wanted)));
        String rows = Relations.union(wanted, parts);
        return read.received().map(span -> Relations.within(asked, rows, span)).orElse(rows);
    }

    private static List<Column> wanted(List<String> columns, List<Column> all) {
        List<String> names = columns.isEmpty() ? List.of(TableSchema.TIME_COLUMN) : columns;
        return names.stream().map(name -> all.stream().filter(c -> c.name().equals(name)).findFirst()
                .orElseThrow(() -> new LogStoreException.NotFound("There is no column " + name))).toList();
    }

    /// A DuckDB transaction sees what was committed when it first touches the database.
    private static void begin(DuckDBConnection connection, Held held) throws SQLException {
        connection.setAutoCommit(false);
        Optional<Generation> any = held.generations.values().stream().flatMap(List::stream).findFirst();
        if (any.isPresent()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1 FROM " + any.get().name + " LIMIT 0");
            }
        }
    }

    private void letGo(Held held) {
        DuckDBConnection connection = held.connection;
        if (connection != null) {
            engine.duckDb.release(connection);
        }
        held.staged.forEach(Reader::close);
        held.files.close();
        held.generations.forEach((table, pinned) -> engine.dropGenerations(table.unpin(pinned)));
    }

    private static void close(MemoryFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("A memory file could not be closed", e);
        }
    }

    /// Closes all sessions, cancelling what runs in them.
    void closeAll() {
        List.copyOf(sessions).forEach(OpenReadSession::close);
    }
}
