package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatterTest {

    private final LogFormatter formatter = new LogFormatter();

    @Test
    void anEventIsOneLine() {
        assertThat(formatter.format(record(Level.INFO, "port=8443 The server\nanswers")))
                .isEqualTo("2030-01-01T00:00:00Z INFO  HoldfastServer: port=8443 The server answers\n");
    }

    @Test
    void theTextOfForeignFailuresIsNotLogged() {
        LogRecord record = record(Level.SEVERE, "A request failed");
        record.setThrown(
                new CommandFailedException("ours", new SQLException("could not convert 'adelev' to INT")));

        assertThat(formatter.format(record)).contains("CommandFailedException: ours")
                .contains("caused by java.sql.SQLException").doesNotContain("adelev");
    }

    @Test
    void aWarningNamesItsCauseWithoutATrace() {
        LogRecord record = record(Level.WARNING, "Degraded");
        record.setThrown(new SQLException("secret"));

        assertThat(formatter.format(record))
                .isEqualTo("2030-01-01T00:00:00Z WARN  HoldfastServer: Degraded (java.sql.SQLException)\n");
    }

    private static LogRecord record(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("io.holdfast.server.HoldfastServer");
        record.setInstant(Instant.parse("2030-01-01T00:00:00Z"));
        return record;
    }
}
