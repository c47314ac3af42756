package io.holdfast.ingest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.regex.Pattern;

/// Formats of log files.
public enum LogFormat {
    /// Whichever it looks like.
    AUTO {
        @Override
        Iterator<LogRecord> read(InputStream in, Instant now) {
            throw new IllegalStateException("The format was not found out");
        }
    },
    /// A JSON array of objects, or objects one after another (NDJSON): also what log forwarders make of Windows
    /// events, and Zeek's JSON.
    JSON {
        @Override
        Iterator<LogRecord> read(InputStream in, Instant now) throws IOException {
            return JsonRecords.of(in);
        }
    },
    /// Comma separated, names in the first line: exports of the mirrored portal.
    CSV {
        @Override
        Iterator<LogRecord> read(InputStream in, Instant now) throws IOException {
            return new CsvRecords(reader(in));
        }
    },
    /// A syslog message or a CEF event in each line.
    SYSLOG {
        @Override
        Iterator<LogRecord> read(InputStream in, Instant now) {
            return new SyslogRecords(reader(in), now);
        }
    },
    /// Windows events in XML, as `wevtutil qe /f:xml` and Event Viewer export them.
    WINDOWS {
        @Override
        Iterator<LogRecord> read(InputStream in, Instant now) throws IOException {
            return new WindowsRecords(in);
        }
    },
    /// Zeek's own format, tab separated.
    ZEEK {
        @Override
        Iterator<LogRecord> read(InputStream in, Instant now) throws IOException {
            return new ZeekRecords(reader(in));
        }
    };

    /// The member of a record that names the table it goes to, where its format tells.
    public static final String TABLE_MEMBER = "@table";

    private static final Pattern WINDOWS_EVENT = Pattern
            .compile("^\uFEFF?(?:<\\?xml[^>]*>\\s*)?<Events?[\\s>]");
    private static final Pattern SYSLOG_LINE = Pattern
            .compile("^(?:<\\d{1,3}>|[A-Z][a-z]{2} +\\d{1,2} \\d{2}:\\d{2}:\\d{2} |CEF:)");

    abstract Iterator<LogRecord> read(InputStream in, Instant now) throws IOException;

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /// The format of a file that begins so.
    static LogFormat of(String head) {
        String text = head.stripLeading();
        if (text.startsWith("{") || text.startsWith("[")) {
            return JSON;
        }
        if (WINDOWS_EVENT.matcher(text.replace("\0", "").replaceFirst("^\\W{1,2}<", "<")).find()) {
            return WINDOWS;
        }
        if (text.startsWith("#separator")) {
            return ZEEK;
        }
        if (SYSLOG_LINE.matcher(text).find()) {
            return SYSLOG;
        }
        String first = text.lines().findFirst().orElse("");
        if (first.contains(",")) {
            return CSV;
        }
        throw new IllegalArgumentException(
                "The file does not begin as JSON, CSV, syslog, CEF, Zeek logs or Windows events in XML do: "
                        + "say what it is with --format.");
    }
}
