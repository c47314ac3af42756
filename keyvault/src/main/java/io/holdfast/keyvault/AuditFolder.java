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

/// Finds where the audit log of a folder goes on.
final class AuditFolder {

    private static final Logger LOGGER = LoggerFactory.getLogger(AuditFolder.class);

    private static final String DAMAGED = ".damaged";

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
    /// @param setAside whether files that did not agree with the anchor lie beside
    record Tail(List<AuditFile> files, AuditChain.Point end, long position, boolean setAside) {}

    /// The end of the log; a new file where there is none, or none that agrees with the anchor.
    Tail open() throws IOException {
        Files.createDirectories(folder);
        List<AuditFile> files = new ArrayList<>(AuditFile.list(folder));
        while (files.size() > 1 && files.get(1).firstSequence() <= anchor.firstSequence()) {
            // It was to be dropped when the process ended.
            Files.delete(files.removeFirst().path());
        }
        Optional<AuditFile.Scan> scan = agreeing(files);
        if (scan.isPresent()) {
            return new Tail(files, scan.get().end(), scan.get().position(), hasSetAside());
        }
        return startedAnew(files);
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

    /// Reads from the file that the anchor lies in; empty where the rest is not what was written. Only the
    /// last file may end in something else than an event.
    private Optional<AuditFile.Scan> agreeing(List<AuditFile> files) throws IOException {
        AuditAnchor.Check check = new AuditAnchor.Check(anchor);
        AuditFile.Scan scan = new AuditFile.Scan(AuditChain.Point.START, 0, Optional.empty());
        int first = files.isEmpty() ? 0 : holdingTheAnchor(files);
        for (AuditFile file : files.subList(first, files.size())) {
            Optional<AuditChain.Point> start = file.start();
            AuditChain.Point before = scan.end();
            boolean follows = start.isPresent() && (file.equals(files.get(first))
                    || (scan.problem().isEmpty() && start.get().hex().equals(before.hex())));
            if (!follows) {
                report("what follows the event " + before.sequence() + " is not what was written");
                return Optional.empty();
            }
            check.at(start.get());
            scan = file.scan(chain, start.get(), Long.MAX_VALUE, opened -> {
                check.at(opened.after());
                return true;
            });
        }
        Optional<String> problem = check.problem(scan.end());
        if (problem.isPresent() && anchor.point().sequence() > 0) {
            report(problem.get());
        }
        return files.isEmpty() || problem.isPresent() ? Optional.empty() : Optional.of(scan);
    }

    private int holdingTheAnchor(List<AuditFile> files) {
        int index = files.size() - 1;
        while (index > 0 && files.get(index).firstSequence() > anchor.point().sequence() + 1) {
            index--;
        }
        return index;
    }

    private static void report(String problem) {
        LOGGER.atError().addKeyValue("error", problem)
                .log("The vault's audit log is not what was written; it goes on in a new file");
    }
}
