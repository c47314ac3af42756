package io.holdfast.keyvault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Follows the audit log from some event on, as far as it is on disk: no event that was read is ever taken
/// back by a crash. For one thread.
public final class AuditStream {

    private final AuditLog log;
    private long sequence;
    private @Nullable Place place;

    /// @param after the last event that is not wanted any more; 0 for none
    AuditStream(AuditLog log, long after) {
        this.log = log;
        this.sequence = after;
    }

    /// Where the next event is expected.
    private record Place(AuditFile file, AuditFile.Range range, AuditChain.Point before) {}

    /// The next events, oldest first; none where there are none yet, or where the log is damaged. Events that
    /// were dropped for the log's bound are left out.
    ///
    /// @param limit at most so many
    public List<AuditEntry> next(int limit) {
        AuditReader reader = log.syncedReader();
        List<AuditEntry> found = new ArrayList<>();
        Optional<Place> at = Optional.ofNullable(place).filter(known -> reader.files().contains(known.file()))
                .or(() -> first(reader));
        while (at.isPresent() && found.size() < limit) {
            Place from = at.get();
            AuditFile.Scan scan = reader.scan(from.file(), from.before(), from.range().position(), opened -> {
                if (opened.after().sequence() > sequence) {
                    sequence = opened.after().sequence();
                    found.add(AuditEntry.of(opened));
                }
                return found.size() < limit;
            });
            place = new Place(from.file(), new AuditFile.Range(scan.position(), Long.MAX_VALUE), scan.end());
            at = found.size() < limit && scan.problem().isEmpty()
                    ? reader.fileAfter(from.file()).flatMap(file -> begin(reader, file))
                    : Optional.empty();
        }
        return found;
    }

    private Optional<Place> first(AuditReader reader) {
        return reader.fileHolding(sequence + 1).flatMap(file -> begin(reader, file));
    }

    private static Optional<Place> begin(AuditReader reader, AuditFile file) {
        return reader.startOf(file).map(start -> new Place(file, AuditFile.Range.WHOLE, start));
    }
}
