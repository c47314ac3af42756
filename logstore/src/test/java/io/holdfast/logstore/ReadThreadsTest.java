package io.holdfast.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadThreadsTest {

    private final AtomicLong nanos = new AtomicLong();
    private DuckDb duckDb;
    private DuckDBConnection connection;
    private ReadThreads threads;

    @BeforeEach
    void open() throws SQLException {
        duckDb = DuckDb.open(256L << 20, 3);
        connection = duckDb.connect();
        threads = new ReadThreads(duckDb, 3, nanos::get);
    }

    @AfterEach
    void close() {
        duckDb.close();
    }

    @Test
    void threadsAreThereWhileSomebodyReadsAndALittleLonger() throws SQLException {
        DuckDBConnection other = duckDb.connect();
        assertThat(setting()).isEqualTo("1");

        threads.begin(connection);
        threads.begin(other);
        assertThat(setting()).isEqualTo("3");

        threads.end(other);
        nanos.addAndGet(2 * ReadThreads.LINGER_NANOS);
        threads.endUnlessRead();
        assertThat(setting()).isEqualTo("3");

        threads.end(connection);
        nanos.addAndGet(ReadThreads.LINGER_NANOS);
        threads.endUnlessRead();
        assertThat(setting()).isEqualTo("3");

        nanos.incrementAndGet();
        threads.endUnlessRead();
        assertThat(setting()).isEqualTo("1");

        threads.begin(connection);
        assertThat(setting()).isEqualTo("3");
    }

    @Test
    void aConnectionToReadWithBringsThem() throws SQLException {
        DuckDBConnection reading = duckDb.connectToRead();
        assertThat(setting()).isEqualTo("3");

        duckDb.release(reading);
        assertThat(setting()).isEqualTo("3");
    }

    @Test
    void noOtherSettingCanBeChanged() {
        for (String change : new String[]{"memory_limit = '1GB'", "enable_external_access = true",
                "allowed_directories = ['/']", "temp_directory = '/tmp'", "lock_configuration = false",
                "allowed_configs = ['threads', 'memory_limit']"}) {
            assertThatThrownBy(() -> duckDb.execute("SET GLOBAL " + change)).as(change)
                    .isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> duckDb.execute("RESET GLOBAL lock_configuration"))
                .isInstanceOf(SQLException.class);
    }

    private String setting() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet setting = statement
                        .executeQuery("SELECT CAST(current_setting('threads') AS VARCHAR)")) {
            setting.next();
            return setting.getString(1);
        }
    }
}
