package io.holdfast.logstore;

import io.holdfast.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/// A data file of a table, as reading needs it.
///
/// @param keyMetadata Iceberg's key metadata of the file, with its key
/// @param storedBytes length of the file
/// @param times of the rows
/// @param received when the rows were taken in
/// @param fieldIds the columns that the file has
record DataFileEntry(String location, SecretBytes keyMetadata, long storedBytes, Span times, Span received,
        Set<Integer> fieldIds) {

    /// From the lowest to the highest value of a column, microseconds since 1970; all that there are where the file
    /// does not tell.
    record Span(long minMicros, long maxMicros) {

        private static Span of(DataFile file, int fieldId) {
            return new Span(bound(file.lowerBounds(), fieldId, Long.MIN_VALUE),
                    bound(file.upperBounds(), fieldId, Long.MAX_VALUE));
        }

        /// Whether a value may lie at or after `from` and before `to`.
        boolean mayHold(Instant from, Instant to) {
            return maxMicros >= micros(from) && minMicros < microsUp(to);
        }
    }

    /// No row lies outside, and no microsecond between them overflows.
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /// @param schema of the table
    static DataFileEntry of(DataFile file, Schema schema) {
        ByteBuffer keyMetadata = file.keyMetadata();
        if (keyMetadata == null) {
            throw new LogStoreException.Corrupt("A data file has no key", null);
        }
        byte[] key = new byte[keyMetadata.remaining()];
        keyMetadata.duplicate().get(key);
        return new DataFileEntry(file.location(), SecretBytes.takeOwnership(key), file.fileSizeInBytes(),
                Span.of(file, schema.findField(TableSchema.TIME_COLUMN).fieldId()),
                Optional.ofNullable(schema.findField(TableSchema.RECEIVED_COLUMN))
                        .map(field -> Span.of(file, field.fieldId()))
                        .orElseGet(() -> new Span(Long.MIN_VALUE, Long.MAX_VALUE)),
                Set.copyOf(file.valueCounts().keySet()));
    }

    private static long bound(Map<Integer, ByteBuffer> bounds, int fieldId, long unknown) {
        return Optional.ofNullable(bounds).map(b -> b.get(fieldId))
                .map(b -> Conversions.<Long>fromByteBuffer(Types.TimestampType.withoutZone(), b))
                .orElse(unknown);
    }

    /// Whether the file may hold rows that a read wants.
    boolean mayHold(TableRead read) {
        return times.mayHold(read.from(), read.to())
                && read.received().map(span -> received.mayHold(span.from(), span.to())).orElse(true);
    }

    private static long micros(Instant instant) {
        if (instant.isBefore(FIRST)) {
            return Long.MIN_VALUE;
        }
        return instant.isAfter(LAST) ? Long.MAX_VALUE : ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /// Rounded up: the bound may lie between two microseconds.
    private static long microsUp(Instant instant) {
        long floor = micros(instant);
        boolean exact = floor == Long.MIN_VALUE || floor == Long.MAX_VALUE
                || instant.equals(Instant.EPOCH.plus(floor, ChronoUnit.MICROS));
        return exact ? floor : floor + 1;
    }
}
