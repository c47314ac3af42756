package io.holdfast.ingest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The lines of a text that are not blank, each made a record.
final class Lines implements Iterator<LogRecord> {

    private final BufferedReader reader;
    private final Predicate<String> header;
    private final BiFunction<Long, String, LogRecord> reading;
    private long number;
    private @Nullable String line;

    Lines(BufferedReader reader, BiFunction<Long, String, LogRecord> reading) {
        this(reader, line -> false, reading);
    }

    /// @param header takes the lines that are no records, in their place among the records; answers whether it
    ///     did
    Lines(BufferedReader reader, Predicate<String> header, BiFunction<Long, String, LogRecord> reading) {
        this.reader = reader;
        this.header = header;
        this.reading = reading;
        advance();
    }

    private void advance() {
        try {
            do {
                line = reader.readLine();
            } while (line != null && (line.isBlank() || header.test(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean hasNext() {
        return line != null;
    }

    @Override
    public LogRecord next() {
        String current = line;
        if (current == null) {
            throw new NoSuchElementException();
        }
        number++;
        LogRecord record = reading.apply(number, current);
        advance();
        return record;
    }
}
