package io.holdfast.externaldata;

import io.holdfast.query.CancellationSignal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// What queries may read outside, for all queries. Thread-safe.
///
/// Two queries read at a time; others wait within their own time.
public final class ExternalData {

    // Each holds a file's rows in memory while it reads them.
    private static final int READERS = 2;

    private final Gate gate;
    private final ExternalLimits limits;
    private final Semaphore turns = new Semaphore(READERS, true);

    private ExternalData(Gate gate, ExternalLimits limits) {
        this.gate = gate;
        this.limits = limits;
    }

    /// Opens the places.
    ///
    /// @throws IllegalArgumentException if a folder is none
    /// @throws io.holdfast.crypto.TlsFilesException if a host's authority cannot be read
    public static ExternalData open(ExternalPlaces places, ExternalLimits limits, SecureRandom random) {
        return new ExternalData(Gate.of(places, random), limits);
    }

    /// Nothing may be read.
    public static ExternalData off() {
        return open(ExternalPlaces.NONE, ExternalLimits.DEFAULT, new SecureRandom());
    }

    /// What one query reads.
    ///
    /// @param longest time of the query from now
    /// @param cancellation ends the reading
    public ExternalTables forQuery(Duration longest, CancellationSignal cancellation) {
        Duration time = longest.compareTo(limits.time()) < 0 ? longest : limits.time();
        return new ExternalTables(gate, turns, limits, new Progress(limits, time, cancellation));
    }

    /// Sources for a query that is only checked: none is read.
    public ExternalTables forCheck() {
        return forQuery(Duration.ZERO, new CancellationSignal());
    }
}
