package io.holdfast.ingest;

import io.holdfast.syslog.SyslogMessage;
import io.holdfast.syslog.SyslogParser;
import io.holdfast.syslog.SyslogRow;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Iterator;
import tools.jackson.databind.node.ObjectNode;

/// Lines of syslog and CEF, as rows of Syslog or CommonSecurityLog. A file is read when it suits its reader, so
/// the time of an event counts however long ago it was.
final class SyslogRecords implements Iterator<LogRecord> {

    private final Lines lines;
    private final SyslogParser parser = new SyslogParser(ZoneId.systemDefault());
    private final Instant now;

    SyslogRecords(BufferedReader reader, Instant now) {
        this.now = now;
        this.lines = new Lines(reader, this::record);
    }

    private LogRecord record(long number, String line) {
        // Files that syslog daemons write have no priority: what it stands for is not known.
        String whole = line.startsWith("<") || line.startsWith("CEF:") ? line : "<13>" + line;
        SyslogMessage message = parser.parse(whole.getBytes(StandardCharsets.UTF_8), now);
        SyslogRow row = SyslogRow.of(message, new SyslogRow.Reception(now, "", "file", false));
        ObjectNode values = Json.object().put(LogFormat.TABLE_MEMBER, row.table());
        row.values().forEach((column, value) -> {
            switch (value) {
                case Long whole64 -> values.put(column, whole64);
                case Double real -> values.put(column, real);
                case Object text -> values.put(column, text.toString());
            }
        });
        return LogRecord.of(number, values);
    }

    @Override
    public boolean hasNext() {
        return lines.hasNext();
    }

    @Override
    public LogRecord next() {
        return lines.next();
    }
}
