package io.holdfast.cli.ingest;

import io.holdfast.cli.ApiClient;
import io.holdfast.ingest.ColumnFit;
import io.holdfast.ingest.LogFile;
import io.holdfast.ingest.LogRecord;
import io.holdfast.ingest.WindowsRows;
import java.util.Optional;
import java.util.function.Consumer;

/// One file on its way, from where an earlier run ended. Not thread-safe.
final class FileRun {

    private static final int MAX_TOLD = 20;
    /// Acknowledged at least so often, so that little is sent twice after an interruption.
    private static final int FLUSH_RECORDS = 50_000;

    private final LogFile log;
    private final Upload upload;
    private final Destinations destinations;
    private long refused;
    private long skipped;

    private long handled;

    FileRun(LogFile log, ApiClient client, Destinations destinations, ResumePoint point) {
        this.log = log;
        this.upload = new Upload(client, () -> point.save(handled));
        this.destinations = destinations;
    }

    /// Sends all records but the first `acknowledged`; answers how many were sent.
    ///
    /// @param problems takes a line for each of the first records that are refused
    long all(long acknowledged, Progress progress, Consumer<String> problems)
            throws InterruptedException {
        long sent = 0;
        while (log.hasNext()) {
            LogRecord record = log.next();
            if (record.number() <= acknowledged) {
                skipped++;
                continue;
            }
            Optional<String> problem = sent(record);
            if (problem.isPresent()) {
                refused++;
                if (refused <= MAX_TOLD) {
                    problems.accept("record " + record.number() + ": " + problem.get());
                } else if (refused == MAX_TOLD + 1) {
                    problems.accept("more records are refused; only their number is told from here on");
                }
            } else {
                sent++;
            }
            handled = record.number();
            if (record.number() % FLUSH_RECORDS == 0) {
                upload.flush();
            }
            progress.show(log.bytesRead(), record.number());
        }
        upload.flush();
        return sent;
    }

    private Optional<String> sent(LogRecord record) throws InterruptedException {
        if (record.problem().isPresent()) {
            return record.problem();
        }
        Destinations.Open open = destinations.of(record.values());
        ColumnFit.Fitted fitted = open.fit()
                .fit(WindowsRows.of(open.destination().table(), record.values()));
        if (fitted.problem().isPresent()) {
            return fitted.problem();
        }
        return upload.add(open.destination(), fitted.row())
                ? Optional.empty()
                : Optional.of("is larger than a call may be (" + Upload.MAX_ROW_BYTES + " bytes)");
    }

    long refused() {
        return refused;
    }

    long skipped() {
        return skipped;
    }
}
