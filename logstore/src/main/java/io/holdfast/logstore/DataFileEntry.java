package io.holdfast.logstore;

import io.holdfast.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/// A data file of a table, as reading needs it.
///
/// @param keyMetadata Iceberg's key metadata of the file, with its key
/// @param storedBytes length of the file
/// @param minMicros lowest time of a row, microseconds since 1970
/// @param maxMicros highest time of a row
/// @param fieldIds the columns that the file has
record DataFileEntry(String location, SecretBytes keyMetadata, long storedBytes, long minMicros,
        long maxMicros,
        Set<Integer> fieldIds) {

    /// No row lies outside, and no microsecond between them overflows.
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    static DataFileEntry of(DataFile file, int timeFieldId) {
        ByteBuffer keyMetadata = file.keyMetadata();
        if (keyMetadata == null) {
            throw new LogStoreException.Corrupt("A data file has no key", null);
        }
        byte[] key = new byte[keyMetadata.remaining()];
        keyMetadata.duplicate().get(key);
        return new DataFileEntry(file.location(), SecretBytes.takeOwnership(key), file.fileSizeInBytes(),
                bound(file.lowerBounds(), timeFieldId, Long.MIN_VALUE),
                bound(file.upperBounds(), timeFieldId, Long.MAX_VALUE),
                Set.copyOf(file.valueCounts().keySet()));
    }

    private static long bound(Map<Integer, ByteBuffer> bounds, int fieldId, long unknown) {
        return Optional.ofNullable(bounds).map(b -> b.get(fieldId))
                .map(b -> Conversions.<Long>fromByteBuffer(Types.TimestampType.withoutZone(), b))
                .orElse(unknown);
    }

    /// Whether a row may lie at or after `from` and before `to`.
    boolean mayHold(Instant from, Instant to) {
        return maxMicros >= micros(from) && minMicros < microsUp(to);
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
