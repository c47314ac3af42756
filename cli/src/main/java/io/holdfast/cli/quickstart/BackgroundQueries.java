package io.holdfast.cli.quickstart;

import io.holdfast.client.Answer;
import io.holdfast.client.RestException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// One query asked again and again beside the story, until closed. Thread-safe.
final class BackgroundQueries implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

    private final Queries queries;
    private final String query;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicReference<String> failure = new AtomicReference<>("");
    private final Thread thread;
    private volatile boolean stopping;

    /// Begins at once.
    BackgroundQueries(Queries queries, String query) {
        this.queries = queries;
        this.query = query;
        this.thread = Thread.ofVirtual().name("background-queries").start(this::run);
    }

    private void run() {
        while (!stopping && failure.get().isEmpty()) {
            try {
                Answer answer = queries.run(query);
                if (answer.succeeded()) {
                    answered.incrementAndGet();
                    slowestNanos.accumulateAndGet(answer.took().toNanos(), Math::max);
                } else {
                    failure.set(answer.errorText());
                }
            } catch (RestException e) {
                failure.set(String.valueOf(e.getMessage()));
            }
        }
    }

    /// How many were answered so far.
    long answered() {
        return answered.get();
    }

    /// The longest that one took.
    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /// What the first that failed said; empty if none did.
    String failure() {
        return failure.get();
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
