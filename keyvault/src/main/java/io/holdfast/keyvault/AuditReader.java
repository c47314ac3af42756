package io.holdfast.keyvault;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Reads the audit log as it was at one moment, while it may grow. For one thread.
///
/// @param files oldest first, at least one
/// @param end where it ended
/// @param setAside whether files that did not agree with the anchor were taken out of it
record AuditReader(AuditChain chain, List<AuditFile> files, End end, AuditAnchor anchor, boolean setAside) {

    /// The last event, and where the last file ended.
    record End(AuditChain.Point point, long position) {}

    /// Copies what could change.
    AuditReader {
        files = List.copyOf(files);
    }

    /// The events from a number on, oldest first; a file is read up to where it is not what was written.
    List<AuditEntry> read(long fromSequence, int limit) {
        List<AuditEntry> found = new ArrayList<>();
        for (int i = 0; i < files.size() && found.size() < limit; i++) {
            boolean wholeBefore = i + 1 < files.size() && files.get(i + 1).firstSequence() <= fromSequence;
            if (!wholeBefore) {
                scan(files.get(i), opened -> {
                    if (opened.after().sequence() >= fromSequence) {
                        found.add(AuditEntry.of(opened));
                    }
                    return found.size() < limit;
                });
            }
        }
        return found;
    }

    /// Checks every event, that none is missing between them, and the whole against the anchor.
    AuditVerification verify() {
        AuditAnchor.Check check = new AuditAnchor.Check(anchor.point());
        Optional<AuditProblem> problem = files.getFirst().firstSequence() > anchor.firstSequence()
                ? Optional.of(AuditProblem.missingBefore(files.getFirst().firstSequence()))
                : Optional.empty();
        AuditChain.Point at = AuditChain.Point.START;
        for (AuditFile file : files) {
            AuditChain.Point before = at;
            Optional<AuditChain.Point> start = startOf(file);
            start.ifPresent(check::at);
            boolean follows = file.equals(files.getFirst())
                    || start.filter(point -> point.hex().equals(before.hex())).isPresent();
            AuditFile.Scan scan = scan(file, opened -> {
                check.at(opened.after());
                return true;
            });
            problem = problem
                    .or(() -> follows ? scan.problem() : Optional.of(AuditProblem.broken(before.sequence())));
            at = scan.end();
        }
        AuditChain.Point last = at;
        return new AuditVerification(anchor.firstSequence(), end.point().sequence(), end.point().hex(),
                problem.or(() -> check.problem(last)).or(() -> setAside
                        ? Optional.of(AuditProblem.setAside(anchor.point().sequence()))
                        : Optional.empty()));
    }

    /// The same, and whether it passes through a place that was kept elsewhere.
    AuditVerification verify(long sequence, String hash) {
        AuditVerification found = verify();
        if (found.problem().isPresent() || sequence < found.firstSequence()) {
            return found;
        }
        Optional<AuditProblem> problem = found.lastSequence() < sequence
                ? Optional.of(AuditProblem.truncated(found.lastSequence(), sequence))
                : read(sequence, 1).stream().filter(entry -> !entry.hash().equalsIgnoreCase(hash)).findFirst()
                        .map(entry -> AuditProblem.replaced(sequence));
        return new AuditVerification(found.firstSequence(), found.lastSequence(), found.lastHash(), problem);
    }

    private AuditFile.Scan scan(AuditFile file, Predicate<AuditChain.Opened> wanted) {
        Optional<AuditChain.Point> start = startOf(file);
        if (start.isEmpty()) {
            return new AuditFile.Scan(AuditChain.Point.START, 0,
                    Optional.of(AuditProblem.header(file.firstSequence())));
        }
        try {
            return file.scan(chain, start.get(), AuditFile.Range.upTo(limitOf(file)), wanted);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// The last file that begins at or before an event; the first file where that is dropped.
    Optional<AuditFile> fileHolding(long sequence) {
        return files.reversed().stream().filter(file -> file.firstSequence() <= sequence).findFirst()
                .or(() -> files.stream().findFirst());
    }

    /// The file that goes on after another.
    Optional<AuditFile> fileAfter(AuditFile file) {
        int index = files.indexOf(file);
        return index >= 0 && index + 1 < files.size() ? Optional.of(files.get(index + 1)) : Optional.empty();
    }

    /// Opens events of a file from a place on.
    AuditFile.Scan scan(AuditFile file, AuditChain.Point before, long position,
            Predicate<AuditChain.Opened> wanted) {
        try {
            return file.scan(chain, before, new AuditFile.Range(position, limitOf(file)), wanted);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private long limitOf(AuditFile file) {
        return file.equals(files.getLast()) ? end.position() : Long.MAX_VALUE;
    }

    /// The place before a file's first event, as its header says; empty where it is damaged or gone.
    Optional<AuditChain.Point> startOf(AuditFile file) {
        try {
            return file.start();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static VaultException unreadable(IOException cause) {
        return new VaultException.Unavailable("The vault's audit log cannot be read now.", cause);
    }
}
