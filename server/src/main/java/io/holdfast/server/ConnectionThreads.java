package io.holdfast.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;

/// HTTP/1.1 connections that are served by a platform thread each. Thread-safe.
///
/// The web server has a virtual thread for each connection, which only waits here. On few cores, virtual threads
/// make calls wait for one another where the scheduler of the system does not: the slowest hundredth of short calls
/// takes less than half of the time this way (`docs/benchmarks.md`).
final class ConnectionThreads implements ServerConnectionSelector {

    private static final ThreadFactory THREADS = Thread.ofPlatform().daemon().name("connection-", 0)
            .factory();

    private final ServerConnectionSelector http;
    private final ReadTimeout timeout;

    ConnectionThreads(Http1Config config, ReadTimeout timeout) {
        this.http = Http1ConnectionSelector.builder().config(config).build();
        this.timeout = timeout;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new OnPlatformThread(http.connection(new ReadContext(context, timeout.reader(context))));
    }

    private record OnPlatformThread(ServerConnection connection) implements ServerConnection {

        @Override
        public void handle(Limit limit) throws InterruptedException {
            FutureTask<Void> serving = new FutureTask<>(() -> {
                connection.handle(limit);
                return null;
            });
            THREADS.newThread(serving).start();
            try {
                serving.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException ended) {
                    throw ended;
                }
                throw new IllegalStateException("A connection ended unexpectedly", e.getCause());
            } finally {
                // Where this thread was interrupted, so is the one that serves.
                serving.cancel(true);
            }
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }
}
