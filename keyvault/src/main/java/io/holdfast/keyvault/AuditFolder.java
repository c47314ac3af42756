package io.holdfast.keyvault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds where the audit log of a folder goes on.
final class AuditFolder {

    private static final Logger LOGGER = LoggerFactory.getLogger(AuditFolder.class);

    private final Path folder;
    private final AuditChain chain;
    private final AuditAnchor anchor;

    AuditFolder(Path folder, AuditChain chain, AuditAnchor anchor) {
        this.folder = folder;
        this.chain = chain;
        this.anchor = anchor;
    }

    /// Where to append.
    ///
    /// @param files oldest first; the last one is written to
    /// @param position where its next event goes; what lies behind is left over from a crash
    record Tail(List<AuditFile> files, AuditChain.Point end, long position) {}

    /// The end of the log; a new file where there is none, or none that agrees with the anchor.
    Tail open() throws IOException {
        Files.createDirectories(folder);
        List<AuditFile> files = new ArrayList<>(AuditFile.list(folder));
        while (files.size() > 1 && files.get(1).firstSequence() <= anchor.firstSequence()) {
            // It was to be dropped when the process ended.
            Files.delete(files.removeFirst().path());
        }
        if (!files.isEmpty()) {
            Optional<AuditFile.Scan> scan = agreeing(files.getLast());
            if (scan.isPresent()) {
                return new Tail(files, scan.get().end(), scan.get().position());
            }
        } else if (anchor.point().sequence() > 0) {
            report("all events up to " + anchor.point().sequence() + " are missing");
        }
        return startedAnew(files);
    }

    private Tail startedAnew(List<AuditFile> files) throws IOException {
        if (!files.isEmpty() && files.getLast().firstSequence() == anchor.point().sequence() + 1) {
            Path damaged = files.removeLast().path();
            Files.move(damaged, damaged.resolveSibling(damaged.getFileName() + ".damaged"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        AuditFile fresh = AuditFile.create(folder, anchor.point());
        files.add(fresh);
        return new Tail(files, anchor.point(), Files.size(fresh.path()));
    }

    private Optional<AuditFile.Scan> agreeing(AuditFile last) throws IOException {
        Optional<AuditChain.Point> start = last.start();
        if (start.isEmpty()) {
            report("the file that begins with the event " + last.firstSequence() + " is damaged");
            return Optional.empty();
        }
        AuditAnchor.Check check = new AuditAnchor.Check(anchor);
        check.at(start.get());
        AuditFile.Scan scan = last.scan(chain, start.get(), Long.MAX_VALUE, opened -> {
            check.at(opened.after());
            return true;
        });
        Optional<String> problem = check.problem(scan.end());
        problem.ifPresent(AuditFolder::report);
        return problem.isEmpty() ? Optional.of(scan) : Optional.empty();
    }

    private static void report(String problem) {
        LOGGER.atError().addKeyValue("error", problem)
                .log("The vault's audit log is not what was written; it goes on in a new file");
    }
}
