package io.holdfast.scanner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// One pass over a content: finds words, structures and the beginnings of containers. Not thread-safe.
final class ContentScan {

    private static final int BUFFER_BYTES = 64 * 1024;
    /// A gigabyte of random bytes has some sixty that look like one, an archive one per entry.
    private static final int MOST_CANDIDATES = 100_000;
    private static final int HEAD_BYTES = 12;
    private static final int MAGIC_BYTES = 4;
    private static final byte[] PARQUET = {'P', 'A', 'R', '1'};
    private static final byte[] AVRO = {'O', 'b', 'j', 1};
    private static final byte[] DUCKDB = {'D', 'U', 'C', 'K'};
    private static final int DUCKDB_AT = 8;

    private final Content content;
    private final Location location;
    private final Probes probes;
    private final Collector collector;
    private final @Nullable TextRuns text;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Long> parquetMagics = new ArrayList<>();
    private @Nullable Base64Runs base64;
    private int wordState = PatternAutomaton.START;
    private int magicState = PatternAutomaton.START;

    /// A place where a container may begin.
    ///
    /// @param last for Parquet the position of the last `PAR1`, otherwise not used
    record Candidate(ContainerKind kind, long offset, long last) {}

    ContentScan(Content content, Location location, Probes probes, Collector collector, boolean mayHoldText) {
        this.content = content;
        this.location = location;
        this.probes = probes;
        this.collector = collector;
        text = mayHoldText
                ? null
                : new TextRuns((structure, offset) -> collector.structure(location, structure, offset));
    }

    /// Has runs of Base64 decoded as well.
    void decodeBase64(int mostLetters, Base64Runs.Consumer consumer) {
        base64 = new Base64Runs(mostLetters, consumer);
    }

    /// Reads the content to its end.
    void read() throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(content.size(), HEAD_BYTES))];
        byte[] tail = new byte[0];
        long position = 0;
        for (int count = next(position, buffer); count >= 0; count = next(position, buffer)) {
            if (position == 0) {
                examineHead(buffer, count);
            }
            for (int i = 0; i < count; i++) {
                examine(buffer[i], position + i);
            }
            position += count;
            tail = tail(tail, buffer, count);
        }
        if (text != null) {
            text.end(position);
        }
        if (base64 != null) {
            base64.end();
        }
        if (Arrays.equals(tail, PARQUET)) {
            collector.structure(location, Structure.PARQUET, position - MAGIC_BYTES);
        }
        if (location.isFile()) {
            collector.file(position);
        }
    }

    /// Where containers may begin, in order of offset.
    List<Candidate> candidates() {
        return candidates;
    }

    private int next(long position, byte[] buffer) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(buffer);
        while (into.hasRemaining() && content.read(position + into.position(), into) >= 0) {
            // A file may give less than was asked for; the head must be whole.
        }
        return into.position() == 0 ? -1 : into.position();
    }

    private void examine(byte value, long offset) throws IOException {
        wordState = probes.automaton().step(wordState, value);
        for (int pattern : probes.automaton().matches(wordState)) {
            collector.word(location, probes.word(pattern), offset + 1 - probes.length(pattern));
        }
        magicState = Magics.automaton().step(magicState, value);
        for (int pattern : Magics.automaton().matches(magicState)) {
            Magics.Magic magic = Magics.magic(pattern);
            candidate(magic.kind(), offset + 1 - magic.bytes().length);
        }
        if (text != null) {
            text.accept(value, offset);
        }
        if (base64 != null) {
            base64.accept(value, offset);
        }
    }

    private void candidate(ContainerKind kind, long offset) throws IOException {
        if (candidates.size() + parquetMagics.size() >= MOST_CANDIDATES) {
            collector.gap(location, Gap.Reason.TOO_MANY);
        } else if (kind == ContainerKind.PARQUET) {
            parquetMagic(offset);
        } else {
            candidates.add(new Candidate(kind, offset, offset));
        }
    }

    /// Two `PAR1` with a footer of the stated length between them are a whole file.
    private void parquetMagic(long offset) throws IOException {
        long footer = ParquetUnpacker.footer(content, offset);
        for (int i = parquetMagics.size() - 1; i >= 0 && footer > 0; i--) {
            if (parquetMagics.get(i) + MAGIC_BYTES <= offset - MAGIC_BYTES - footer) {
                candidates.add(new Candidate(ContainerKind.PARQUET, parquetMagics.get(i), offset));
                break;
            }
        }
        parquetMagics.add(offset);
    }

    private void examineHead(byte[] head, int count) {
        if (startsWith(head, count, 0, PARQUET)) {
            collector.structure(location, Structure.PARQUET, 0);
        }
        if (startsWith(head, count, 0, AVRO)) {
            collector.structure(location, Structure.AVRO, 0);
        }
        if (startsWith(head, count, DUCKDB_AT, DUCKDB)) {
            collector.structure(location, Structure.DUCKDB, DUCKDB_AT);
        }
    }

    private static boolean startsWith(byte[] head, int count, int at, byte[] magic) {
        return count >= at + magic.length
                && Arrays.equals(head, at, at + magic.length, magic, 0, magic.length);
    }

    /// The last four bytes so far.
    private static byte[] tail(byte[] before, byte[] buffer, int count) {
        byte[] both = Arrays.copyOf(before, before.length + Math.min(count, MAGIC_BYTES));
        System.arraycopy(buffer, count - (both.length - before.length), both, before.length,
                both.length - before.length);
        return Arrays.copyOfRange(both, Math.max(0, both.length - MAGIC_BYTES), both.length);
    }
}
