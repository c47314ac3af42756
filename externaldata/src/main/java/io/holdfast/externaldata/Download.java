package io.holdfast.externaldata;

import io.holdfast.query.CancellationSignal;
import io.holdfast.query.QueryException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A file of a host while it is read: an answer to GET, without cookies or credentials. It ends with the time or
/// the cancellation of the query.
final class Download implements AutoCloseable {

    private static final int MAX_REDIRECTIONS = 5;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int REDIRECTION = 3;

    private final Gate gate;
    private final Progress progress;
    private final Deque<HttpClient> clients = new ArrayDeque<>();
    private final CancellationSignal.Registration cancelled;
    private final CompletableFuture<@Nullable Void> timer;
    // Guarded by `clients`.
    private boolean ended;

    private Download(Gate gate, Progress progress) {
        this.gate = gate;
        this.progress = progress;
        timer = new CompletableFuture<@Nullable Void>().completeOnTimeout(null,
                Math.max(progress.nanosLeft(), 0), TimeUnit.NANOSECONDS);
        var _ = timer.thenRun(this::end);
        cancelled = progress.cancellation().onCancel(this::end);
    }

    static Download open(Gate gate, Progress progress) {
        return new Download(gate, progress);
    }

    /// The bytes of the file; closing the download ends them.
    ///
    /// @throws ReadFailure if the host does not give it
    InputStream body(URI address) {
        URI at = address;
        for (int redirections = 0; redirections <= MAX_REDIRECTIONS; redirections++) {
            HttpResponse<InputStream> answer = get(at);
            Optional<String> elsewhere = answer.headers().firstValue("Location");
            if (answer.statusCode() / 100 == REDIRECTION && elsewhere.isPresent()) {
                at = gate.admitted(resolve(at, elsewhere.get()));
            } else if (answer.statusCode() == OK) {
                return answer.body();
            } else {
                throw new ReadFailure("the host '" + at.getHost() + "' answered " + answer.statusCode());
            }
        }
        throw new ReadFailure("the host '" + address.getHost() + "' redirects more than " + MAX_REDIRECTIONS
                + " times");
    }

    private static URI resolve(URI at, String elsewhere) {
        try {
            return at.resolve(elsewhere);
        } catch (IllegalArgumentException _) {
            throw new ReadFailure("the host '" + at.getHost() + "' redirects to no valid address");
        }
    }

    private HttpResponse<InputStream> get(URI at) {
        progress.check();
        HttpRequest request = HttpRequest.newBuilder(at).header("User-Agent", "Holdfast")
                .header("Accept-Encoding", "identity").build();
        try {
            return client(gate.trust(at)).sendAsync(request, BodyHandlers.ofInputStream()).get();
        } catch (ExecutionException e) {
            progress.check();
            throw new ReadFailure("the host '" + at.getHost() + "' gives no answer over HTTPS ("
                    + (e.getCause() == null ? "unknown" : e.getCause().getClass().getSimpleName()) + ")");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new QueryException.Cancelled();
        }
    }

    private HttpClient client(Optional<SSLContext> trust) {
        HttpClient.Builder builder = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT);
        trust.ifPresent(builder::sslContext);
        HttpClient client = builder.build();
        synchronized (clients) {
            clients.add(client);
            if (ended) {
                client.shutdownNow();
            }
        }
        return client;
    }

    private void end() {
        synchronized (clients) {
            ended = true;
            clients.forEach(HttpClient::shutdownNow);
        }
    }

    @Override
    public void close() {
        timer.cancel(false);
        cancelled.close();
        end();
    }
}
