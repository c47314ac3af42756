package io.holdfast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// One line per event: time (UTC), level, logger, key-values and message.
///
/// Of a failure it prints types and stack frames, at level ERROR; the message only if the type is ours:
/// messages of databases and parsers may quote what they were given.
final class LogFormatter extends Formatter {

    private static final String OURS = "io.holdfast.";
    private static final int MAX_CAUSES = 8;

    @Override
    public String format(LogRecord record) {
        String name = String.valueOf(record.getLoggerName());
        String line = record.getInstant() + " " + level(record.getLevel()) + " "
                + name.substring(name.lastIndexOf('.') + 1) + ": " + singleLine(formatMessage(record));
        Throwable thrown = record.getThrown();
        if (thrown == null) {
            return line + "\n";
        }
        return record.getLevel().intValue() >= Level.SEVERE.intValue()
                ? line + "\n" + trace(thrown)
                : line + " (" + singleLine(described(thrown)) + ")\n";
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    private static String singleLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    private static String described(Throwable thrown) {
        String type = thrown.getClass().getName();
        return type.startsWith(OURS) ? type + ": " + thrown.getMessage() : type;
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < MAX_CAUSES; depth++) {
            out.println((depth == 0 ? "  " : "  caused by ") + singleLine(described(at)));
            for (StackTraceElement frame : at.getStackTrace()) {
                out.println("    at " + frame);
            }
            at = at.getCause();
        }
        return text.toString();
    }
}
