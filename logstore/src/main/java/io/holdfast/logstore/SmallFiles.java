package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which small data files of a table are to become one.
///
/// Files are merged when there are [#FAN_IN] of a tier of sizes, each eight times the one before, so that a row
/// is rewritten once a tier, up to a size that flushes under load have at once; and when a day gets no more files,
/// all small ones of it. Only files that [Purge] would delete together: of the same day, and if they were written
/// later, written on the same day.
final class SmallFiles {

    /// The size that files are merged up to, as stored. Merging sorts in memory, where rows take some ten times
    /// as much.
    static final long TARGET_BYTES = 32L << 20;
    static final int FAN_IN = 8;
    /// A day without a new file for so long is merged wholly.
    static final Duration QUIET = Duration.ofHours(1);
    private static final long FIRST_TIER_BYTES = 64L << 10;
    /// Files of this part of what they are merged up to wait until the day is quiet.
    private static final int PATIENT_PART = 8;

    private final Warehouse warehouse;

    SmallFiles(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /// Files to merge.
    ///
    /// @param files at least two, oldest rows first
    /// @param written when the newest of them was
    record Group(LocalDate day, List<DataFileEntry> files, Instant written) {}

    /// A file, and when it was written.
    private record Dated(DataFileEntry file, Instant written) {

        LocalDate day() {
            return DayFolders.dayOf(file.location());
        }

        /// The day by which [DayFolders] decides whether the file is over.
        LocalDate keptFor() {
            LocalDate writtenOn = LocalDate.ofInstant(written, ZoneOffset.UTC);
            return day().isAfter(writtenOn) ? day() : writtenOn;
        }

        int tier() {
            int tier = 0;
            for (long limit = FIRST_TIER_BYTES; file.storedBytes() >= limit; limit *= FAN_IN) {
                tier++;
            }
            return tier;
        }
    }

    private record Kin(LocalDate day, LocalDate keptFor) {}

    /// The next files to merge, if there are any.
    ///
    /// @param maxBytes of the files of a group together; files of half as many are not small
    Optional<Group> next(List<DataFileEntry> files, Instant now, long maxBytes) throws IOException {
        Map<Kin, List<Dated>> kin = new LinkedHashMap<>();
        for (DataFileEntry file : files) {
            if (file.storedBytes() < maxBytes / 2) {
                dated(file).ifPresent(d -> kin.computeIfAbsent(new Kin(d.day(), d.keptFor()),
                        k -> new ArrayList<>()).add(d));
            }
        }
        return kin.values().stream().flatMap(of -> chosen(of, now, maxBytes).stream())
                .map(of -> group(of, maxBytes)).findFirst();
    }

    /// Nothing for a file that was purged without the key.
    private Optional<Dated> dated(DataFileEntry file) throws IOException {
        try {
            return Optional.of(new Dated(file,
                    Files.getLastModifiedTime(warehouse.pathOf(file.location())).toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<Dated>> chosen(List<Dated> kin, Instant now, long maxBytes) {
        Map<Integer, List<Dated>> tiers = new TreeMap<>();
        kin.stream().filter(d -> d.file().storedBytes() < maxBytes / PATIENT_PART)
                .forEach(d -> tiers.computeIfAbsent(d.tier(), t -> new ArrayList<>()).add(d));
        Optional<List<Dated>> full = tiers.values().stream().filter(t -> t.size() >= FAN_IN).findFirst();
        boolean quiet = kin.size() > 1
                && kin.stream().allMatch(d -> d.written().isBefore(now.minus(QUIET)));
        return full.or(() -> quiet ? Optional.of(kin) : Optional.empty());
    }

    private static Group group(Collection<Dated> candidates, long maxBytes) {
        List<Dated> taken = new ArrayList<>();
        long bytes = 0;
        for (Dated next : candidates.stream()
                .sorted(Comparator.comparingLong(d -> d.file().times().minMicros()))
                .toList()) {
            bytes += next.file().storedBytes();
            if (bytes <= maxBytes) {
                taken.add(next);
            }
        }
        return new Group(taken.getFirst().day(), taken.stream().map(Dated::file).toList(),
                taken.stream().map(Dated::written).max(Comparator.naturalOrder()).orElseThrow());
    }
}
