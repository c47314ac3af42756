package io.holdfast.externaldata;

import io.holdfast.kql.ExternalSource;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableSchema;
import io.holdfast.query.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The sources outside that one query reads, each once. For one query, by one thread at a time.
public final class ExternalTables {

    // No table of a workspace has such a name.
    private static final String PREFIX = "externaldata/";
    private static final int MAX_SOURCES = 30;
    private static final int MAX_ADDRESSES = 100;

    private final Gate gate;
    private final Semaphore turns;
    private final ExternalLimits limits;
    private final Progress progress;
    private final SourceReader.Counts bytes;
    private final List<Source> sources = new ArrayList<>();

    ExternalTables(Gate gate, Semaphore turns, ExternalLimits limits, Progress progress) {
        this.gate = gate;
        this.turns = turns;
        this.limits = limits;
        this.progress = progress;
        this.bytes = new SourceReader.Counts(progress.new Bytes(), progress.new Bytes());
    }

    /// A source that may be read.
    private static final class Source {
        private final ExternalSource asked;
        private final List<Address> addresses;
        private final Reading reading;
        // The rows once they are read.
        private byte @Nullable [] rows;

        Source(ExternalSource asked, List<Address> addresses, Reading reading) {
            this.asked = asked;
            this.addresses = addresses;
            this.reading = reading;
        }
    }

    /// The rows of a source as texts.
    ///
    /// @param columns how many columns there are, named `c0`, `c1` and so on
    /// @param jsonArray of objects of texts by column; columns without a text are left out
    public record Rows(int columns, byte[] jsonArray) {}

    /// Admits a source and returns the table that stands for it. The same source has the same table.
    ///
    /// @throws KqlException if it may not be read, or cannot be as the query says
    public TableSchema admit(ExternalSource source) {
        for (int index = 0; index < sources.size(); index++) {
            if (sources.get(index).asked.equals(source)) {
                return source.textsAs(PREFIX + index);
            }
        }
        if (sources.size() == MAX_SOURCES || source.uris().size() > MAX_ADDRESSES) {
            throw KqlException.of(KqlException.Kind.TOO_COMPLEX, source.position(),
                    "externaldata has more than " + MAX_ADDRESSES + " addresses, or a query more than "
                            + MAX_SOURCES + " sources");
        }
        try {
            sources.add(new Source(source, source.uris().stream().map(gate::admit).toList(),
                    Reading.of(source)));
        } catch (ReadFailure e) {
            throw KqlException.of(KqlException.Kind.SEMANTIC, source.position(),
                    "externaldata may not be read: " + e.getMessage());
        }
        return source.textsAs(PREFIX + (sources.size() - 1));
    }

    /// The rows of a table that [#admit] named, read when first asked for; empty if it is no such table.
    ///
    /// @throws QueryException.External if they cannot be read
    /// @throws QueryException.Cancelled if the query was cancelled
    public Optional<Rows> rows(String table) {
        if (!table.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Source source = sources.get(Integer.parseInt(table.substring(PREFIX.length())));
        byte[] rows = source.rows;
        if (rows == null) {
            rows = inTurn(source);
            source.rows = rows;
        }
        return Optional.of(new Rows(source.asked.columns().size(), rows));
    }

    private byte[] inTurn(Source source) {
        try {
            if (!turns.tryAcquire(Math.max(progress.nanosLeft(), 0), TimeUnit.NANOSECONDS)) {
                throw new QueryException.External("externaldata of other queries takes all the time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new QueryException.Cancelled();
        }
        try {
            return read(source);
        } finally {
            turns.release();
        }
    }

    private byte[] read(Source source) {
        try (RowWriter rows = new RowWriter(progress, limits.bytes())) {
            SourceReader reader = new SourceReader(gate, progress, bytes, source.reading, rows);
            int number = 0;
            for (Address address : source.addresses) {
                number++;
                try {
                    reader.read(address);
                } catch (ReadFailure e) {
                    throw new QueryException.External(
                            "externaldata cannot be read, address " + number + " of "
                                    + source.addresses.size() + ": " + e.getMessage());
                }
            }
            return rows.bytes();
        }
    }
}
