package io.holdfast.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/// One that queries and one that sends rows, one call after the other, until closed.
final class Traffic implements AutoCloseable {

    /// One row; the time is that of its arrival.
    static final String ROW = "[{'Id':1}]";

    private static final long PAUSE_NANOS = 5_000_000;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong queried = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong strange = new AtomicLong();
    private final Thread queries;
    private final Thread rows;

    Traffic(StoreUnderTest store) {
        queries = running("queries", store::query, 200, queried);
        rows = running("rows", () -> store.ingest(ROW), 204, sent);
    }

    private Thread running(String name, IntSupplier call, int success, AtomicLong counter) {
        return Thread.ofPlatform().name("traffic-" + name).start(() -> {
            while (!ended.get()) {
                int status = call.getAsInt();
                if (status == success) {
                    counter.incrementAndGet();
                } else if (status != 403 && status != 503) {
                    strange.incrementAndGet();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
    }

    /// Says what went on meanwhile.
    void tell(Report report, String name) {
        report.result(name + ", traffic", queried.get() + " queries, " + sent.get() + " calls with rows, "
                + strange.get() + " unexpected answers",
                Map.of("queries", (double) queried.get(), "ingests",
                        (double) sent.get(), "unexpected", (double) strange.get()));
    }

    @Override
    public void close() {
        ended.set(true);
        try {
            queries.join();
            rows.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
