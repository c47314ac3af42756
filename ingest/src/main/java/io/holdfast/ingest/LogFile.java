package io.holdfast.ingest;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.zip.GZIPInputStream;

/// A file of logs that is read once, record by record. Not thread-safe.
public final class LogFile implements AutoCloseable, Iterator<LogRecord> {

    private static final int HEAD_BYTES = 64 * 1024;

    private final Counting counting;
    private final InputStream in;
    private final Iterator<LogRecord> records;
    private final LogFormat format;

    private LogFile(Counting counting, InputStream in, LogFormat format, Iterator<LogRecord> records) {
        this.counting = counting;
        this.in = in;
        this.format = format;
        this.records = records;
    }

    /// Opens a file, plain or gzip.
    ///
    /// @param format what it is; [LogFormat#AUTO] to find out from how it begins
    /// @param now for syslog, whose times name no year
    /// @throws IOException if it cannot be read
    /// @throws IllegalArgumentException if its format cannot be told
    public static LogFile open(Path file, LogFormat format, Instant now) throws IOException {
        Counting counting = new Counting(Files.newInputStream(file));
        try {
            InputStream in = withoutMark(plain(counting));
            LogFormat found = format == LogFormat.AUTO ? LogFormat.of(head(in)) : format;
            return new LogFile(counting, in, found, found.read(in, now));
        } catch (IOException | RuntimeException e) {
            counting.close();
            throw e;
        }
    }

    private static InputStream plain(InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, HEAD_BYTES);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(in), HEAD_BYTES) : in;
    }

    /// Without a byte order mark, as the mirrored portal begins its exports.
    private static InputStream withoutMark(InputStream in) throws IOException {
        in.mark(3);
        if (in.read() != 0xef || in.read() != 0xbb || in.read() != 0xbf) {
            in.reset();
        }
        return in;
    }

    private static String head(InputStream in) throws IOException {
        in.mark(HEAD_BYTES);
        byte[] head = in.readNBytes(HEAD_BYTES / 2);
        in.reset();
        return new String(head, StandardCharsets.UTF_8);
    }

    /// What it is read as.
    public LogFormat format() {
        return format;
    }

    /// How many bytes of the file were read so far; compressed, if it is.
    public long bytesRead() {
        return counting.count;
    }

    @Override
    public boolean hasNext() {
        return records.hasNext();
    }

    @Override
    public LogRecord next() {
        return records.next();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static final class Counting extends FilterInputStream {

        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            count += octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
