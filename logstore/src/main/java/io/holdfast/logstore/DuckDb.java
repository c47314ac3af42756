package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/// The DuckDB instance of the store: in memory, seeing memory files only, its settings locked but for
/// the number of threads. Thread-safe.
final class DuckDb implements AutoCloseable {

    /// Appends that load at once; more than cores, for they wait for the disk together.
    private static final int LOADERS = 16;

    private final DuckDBConnection root;
    private final ReentrantLock rootLock = new ReentrantLock();
    private final Set<DuckDBConnection> open = ConcurrentHashMap.newKeySet();
    private final ReadThreads readThreads;
    private final PlainRowSource plainRows;
    private final Semaphore loaders = new Semaphore(LOADERS);
    // Guarded by itself.
    private final Deque<DuckDBConnection> idleLoaders = new ArrayDeque<>();
    private volatile boolean closed;

    private DuckDb(DuckDBConnection root, int threads, PlainRowSource plainRows) {
        this.root = root;
        this.readThreads = new ReadThreads(this, threads, System::nanoTime);
        this.plainRows = plainRows;
    }

    /// @param threads for each read at most
    static DuckDb open(long memoryBytes, int threads) {
        Properties properties = new Properties();
        properties.setProperty("memory_limit", memoryBytes + "B");
        properties.setProperty("threads", "1");
        // Over a join of two tables of 200 columns, DuckDB 2.0 thinks for minutes about where to place projections.
        properties.setProperty("disabled_optimizers", "projection_placement");
        properties.setProperty("temp_directory", "");
        properties.setProperty("allowed_directories", "['/proc/self/fd/']");
        // An fd number is used again for another file: nothing may be kept by path.
        properties.setProperty("enable_external_file_cache", "false");
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("allow_community_extensions", "false");
        properties.setProperty("allow_persistent_secrets", "false");
        try {
            DuckDBConnection root = (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", properties);
            try (Statement statement = root.createStatement()) {
                statement.execute("SET GLOBAL TimeZone = 'UTC'");
                statement.execute("SET GLOBAL parquet_metadata_cache = false");
                statement.execute("SET GLOBAL enable_external_access = false");
                statement.execute("SET GLOBAL allowed_configs = ['threads']");
                statement.execute("SET GLOBAL lock_configuration = true");
            }
            return new DuckDb(root, threads, PlainRowSource.register(root));
        } catch (SQLException e) {
            throw Failures.engine("DuckDB could not be started", e);
        }
    }

    /// A connection of its own to read with, to be given back with [#release].
    DuckDBConnection connectToRead() throws SQLException {
        DuckDBConnection connection = newConnection();
        try {
            readThreads.begin(connection);
            return connection;
        } catch (SQLException e) {
            release(connection);
            throw e;
        }
    }

    /// A connection of its own to flush or merge with, to be given back with [#release].
    DuckDBConnection connect() throws SQLException {
        readThreads.endUnlessRead();
        return newConnection();
    }

    private DuckDBConnection newConnection() throws SQLException {
        requireOpen();
        DuckDBConnection connection = root.duplicate();
        open.add(connection);
        if (closed) {
            release(connection);
            requireOpen();
        }
        return connection;
    }

    /// Interrupts what runs on the connection and closes it.
    void release(DuckDBConnection connection) {
        open.remove(connection);
        closeQuietly(connection);
        readThreads.end(connection);
    }

    /// Runs a statement that defines or drops.
    void execute(String sql) throws SQLException {
        rootLock.lock();
        try (Statement statement = root.createStatement()) {
            statement.execute(sql);
        } finally {
            rootLock.unlock();
        }
    }

    /// A connection to load rows with, in a transaction; waits while too many load.
    Loader loader() throws SQLException {
        loaders.acquireUninterruptibly();
        try {
            DuckDBConnection idle;
            synchronized (idleLoaders) {
                idle = idleLoaders.poll();
            }
            if (idle == null) {
                idle = newConnection();
                idle.setAutoCommit(false);
            }
            requireOpen();
            return new Loader(idle);
        } catch (SQLException | RuntimeException e) {
            loaders.release();
            throw e;
        }
    }

    /// A borrowed connection; closing it rolls back what was not committed.
    final class Loader implements AutoCloseable {
        private final DuckDBConnection connection;
        private boolean clean = true;

        private Loader(DuckDBConnection connection) {
            this.connection = connection;
        }

        /// Loads a JSON array into a generation.
        void load(Generation generation, byte[] rows) throws IOException, SQLException {
            clean = false;
            Optional<PlainRows> plain = PlainRows.of(rows, generation.columns);
            try (Statement statement = connection.createStatement()) {
                if (plain.isPresent()) {
                    plainRows.load(statement, generation.name, plain.get());
                } else {
                    try (MemoryFile json = MemoryFile.of(rows)) {
                        statement.execute(generation.loadSql(json.path().toString()));
                    }
                }
            }
        }

        void commit() throws SQLException {
            connection.commit();
            clean = true;
        }

        @Override
        public void close() {
            try {
                if (!clean) {
                    connection.rollback();
                }
                synchronized (idleLoaders) {
                    idleLoaders.push(connection);
                }
            } catch (SQLException e) {
                // A connection that cannot roll back is of no more use; its transaction ends with it.
                release(connection);
            } finally {
                loaders.release();
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new LogStoreException.Closed();
        }
    }

    /// Interrupts all that runs, closes every connection and with the last of them the instance.
    @Override
    public void close() {
        closed = true;
        List<DuckDBConnection> all = new ArrayList<>(open);
        all.add(root);
        List<Thread> closers = all.stream()
                .map(c -> Thread.ofVirtual().name("logstore-close").start(() -> closeQuietly(c))).toList();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
        for (Thread closer : closers) {
            try {
                long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
                closer.join(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void closeQuietly(DuckDBConnection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // The text of the engine's errors may quote rows, and nothing is left to be done.
        }
    }
}
