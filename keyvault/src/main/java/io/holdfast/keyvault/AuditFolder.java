package io.holdfast.keyvault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds where the audit log of a folder goes on, and refuses data that are older than what it tells of. For
/// one use by one thread.
final class AuditFolder {

    private static final Logger LOGGER = LoggerFactory.getLogger(AuditFolder.class);

    private static final String DAMAGED = ".damaged";

    private final Path folder;
    private final AuditChain chain;
    private final Expected expected;
    private final AuditAnchor anchor;
    private final AuditAnchor.Check headCheck;
    // The highest that an event says of the records.
    private long changesTold;

    AuditFolder(Path folder, AuditChain chain, Expected expected) {
        this.folder = folder;
        this.chain = chain;
        this.expected = expected;
        this.anchor = expected.anchor();
        this.headCheck = new AuditAnchor.Check(expected.headPoint());
    }

    /// What is known from elsewhere.
    ///
    /// @param head from the file outside the data folder, where there is one
    /// @param changes of the records, as they are
    record Expected(AuditAnchor anchor, Optional<AuditHead.Known> head, long changes) {

        private AuditChain.Point headPoint() {
            return head.map(AuditHead.Known::point).orElse(anchor.point());
        }
    }

    /// Where to append.
    ///
    /// @param files oldest first; the last one is written to
    /// @param position where its next event goes; what lies behind is left over from a crash
    /// @param setAside whether files that did not agree with the anchor lie beside
    record Tail(List<AuditFile> files, AuditChain.Point end, long position, boolean setAside) {}

    /// The end of the log; a new file where there is none, or none that agrees with the anchor.
    ///
    /// @throws RolledBackException if the log or the records are not those last written
    Tail open() throws IOException {
        Files.createDirectories(folder);
        List<AuditFile> files = new ArrayList<>(AuditFile.list(folder));
        if (!files.isEmpty() && !files.getLast().isBegun()) {
            // It was being begun when the process or the machine stopped.
            Files.delete(files.removeLast().path());
        }
        Optional<AuditFile.Scan> scan = agreeing(files);
        refuseOlder(files, scan.map(AuditFile.Scan::end).orElse(anchor.point()));
        while (files.size() > 1 && files.get(1).firstSequence() <= anchor.firstSequence()) {
            // It was to be dropped when the process ended.
            Files.delete(files.removeFirst().path());
        }
        return scan.isPresent()
                ? new Tail(files, scan.get().end(), scan.get().position(), hasSetAside())
                : startedAnew(files);
    }

    private void refuseOlder(List<AuditFile> files, AuditChain.Point end) {
        if (changesTold > expected.changes()) {
            throw new RolledBackException("The records are older than the audit log: they have seen "
                    + expected.changes() + " changes, the log tells of " + changesTold
                    + ". They were put back to an earlier state.");
        }
        if (expected.head().isEmpty()) {
            return;
        }
        AuditHead.Known head = expected.head().get();
        if (end.sequence() < head.point().sequence() || expected.changes() < head.changes()) {
            throw new RolledBackException("The data are older than the audit head that is kept elsewhere:"
                    + " the log ends with event " + end.sequence() + " and change " + expected.changes()
                    + ", the head says event " + head.point().sequence() + " and change " + head.changes()
                    + ". They were put back to an earlier state.");
        }
        long firstKept = files.isEmpty() ? end.sequence() : files.getFirst().firstSequence() - 1;
        headCheck.at(end);
        if (head.point().sequence() >= firstKept && headCheck.problem(end).isPresent()) {
            throw new RolledBackException(
                    "The audit log is not the one whose head is kept elsewhere: its event "
                            + head.point().sequence() + " is another one.");
        }
    }

    private Tail startedAnew(List<AuditFile> files) throws IOException {
        while (!files.isEmpty() && files.getLast().firstSequence() > anchor.point().sequence()) {
            Path damaged = files.removeLast().path();
            Files.move(damaged, damaged.resolveSibling(damaged.getFileName() + DAMAGED),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        AuditFile fresh = AuditFile.create(folder, anchor.point());
        files.add(fresh);
        return new Tail(files, anchor.point(), Files.size(fresh.path()), hasSetAside());
    }

    private boolean hasSetAside() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.anyMatch(path -> path.toString().endsWith(DAMAGED));
        }
    }

    /// Reads from the file that the anchor or the head lies in; empty where the rest is not what was written.
    /// Only the last file may end in something else than an event.
    private Optional<AuditFile.Scan> agreeing(List<AuditFile> files) throws IOException {
        AuditAnchor.Check check = new AuditAnchor.Check(anchor.point());
        AuditFile.Scan scan = new AuditFile.Scan(AuditChain.Point.START, 0, Optional.empty());
        int first = files.isEmpty() ? 0 : fileToReadFrom(files);
        for (AuditFile file : files.subList(first, files.size())) {
            Optional<AuditChain.Point> start = file.start();
            AuditChain.Point before = scan.end();
            boolean follows = start.isPresent() && (file.equals(files.get(first))
                    || (scan.problem().isEmpty() && start.get().hex().equals(before.hex())));
            if (!follows) {
                report(AuditProblem.broken(before.sequence()));
                return Optional.empty();
            }
            check.at(start.get());
            headCheck.at(start.get());
            scan = file.scan(chain, start.get(), opened -> {
                check.at(opened.after());
                headCheck.at(opened.after());
                changesTold = Math.max(changesTold, opened.changes());
                return true;
            });
        }
        Optional<AuditProblem> problem = check.problem(scan.end());
        if (problem.isPresent() && anchor.point().sequence() > 0) {
            report(problem.get());
        }
        return files.isEmpty() || problem.isPresent() ? Optional.empty() : Optional.of(scan);
    }

    private int fileToReadFrom(List<AuditFile> files) {
        long sequence = Math.min(anchor.point().sequence(), expected.headPoint().sequence());
        int index = files.size() - 1;
        while (index > 0 && files.get(index).firstSequence() > sequence + 1) {
            index--;
        }
        return index;
    }

    private static void report(AuditProblem problem) {
        LOGGER.atError().addKeyValue("error", problem.text())
                .log("The vault's audit log is not what was written; it goes on in a new file");
    }
}
