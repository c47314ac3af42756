package io.holdfast.server;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.holdfast.os.TcpConnections;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.Json;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/// The HTTPS port: HTTP/1.1 over TLS, one thread per connection; or the same without TLS for the instance
/// metadata. Thread-safe.
final class HttpsListener implements AutoCloseable {

    /// Above every API's own limit (the HTTP Data Collector API takes 30 MB); what is left of a refused body
    /// is drained up to here.
    private static final long MAX_BODY_BYTES = 32L * 1024 * 1024;
    /// Queries may come in the URL.
    private static final int MAX_REQUEST_LINE_BYTES = 64 * 1024;
    private static final int MAX_HEADERS_BYTES = 64 * 1024;
    private static final int MAX_CONNECTIONS = 2_000;
    private static final int MAX_REQUESTS_AT_ONCE = 500;
    /// A client that sends nothing for so long is gone, or means ill.
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(3);

    private final WebServer server;
    private final ClientWatch clients;

    private HttpsListener(WebServer server, ClientWatch clients) {
        this.server = server;
        this.clients = clients;
    }

    /// Opens the port.
    ///
    /// @throws StartException if the port cannot be opened
    static HttpsListener open(Endpoint endpoint, SSLContext tls, ApiDispatcher dispatcher) {
        return open(endpoint, tls, dispatcher, READ_TIMEOUT);
    }

    /// Opens the port.
    ///
    /// @param readTimeout how long a client may send nothing while it is waited for
    /// @throws StartException if the port cannot be opened
    static HttpsListener open(Endpoint endpoint, SSLContext tls, ApiDispatcher dispatcher,
            Duration readTimeout) {
        return opened(new InetSocketAddress(endpoint.address(), endpoint.port()), dispatcher, readTimeout,
                server -> server.tls(Tls.builder().sslContext(tls).build()));
    }

    /// Opens a port without TLS, on an address that only this machine reaches.
    ///
    /// @throws StartException if the port cannot be opened
    static HttpsListener openPlain(IdentityOptions.Imds where, ApiDispatcher dispatcher) {
        return opened(new InetSocketAddress(where.address(), where.port()), dispatcher, READ_TIMEOUT,
                UnaryOperator.identity());
    }

    private static HttpsListener opened(InetSocketAddress address, ApiDispatcher dispatcher,
            Duration readTimeout, UnaryOperator<WebServerConfig.Builder> security) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("client-watch").factory());
        ClientWatch clients = new ClientWatch(TcpConnections::established, timer);
        return started(security.apply(configured(address,
                new HttpBridge(dispatcher, UUID::randomUUID, clients), new ReadTimeout(readTimeout, timer))),
                clients);
    }

    private static WebServerConfig.Builder configured(InetSocketAddress address, HttpBridge bridge,
            ReadTimeout timeout) {
        return WebServer.builder().host(address.getAddress().getHostAddress()).port(address.getPort())
                .shutdownHook(false)
                .maxPayloadSize(MAX_BODY_BYTES)
                .maxTcpConnections(MAX_CONNECTIONS)
                .maxConcurrentRequests(MAX_REQUESTS_AT_ONCE)
                .shutdownGracePeriod(STOP_GRACE)
                // Else the last part of a long answer waits until the client acknowledges the one before, which it
                // delays by 40 ms.
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .contentEncoding(ContentEncodingContext.builder().contentEncodingsDiscoverServices(false)
                        .addContentEncoding(new PassThroughEncoding()).build())
                .directHandlers(directHandlers())
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new ConnectionThreads(Http1Config.builder()
                        .maxPrologueLength(MAX_REQUEST_LINE_BYTES).maxHeadersSize(MAX_HEADERS_BYTES).build(),
                        timeout))
                .routing(HttpRouting.builder().any(bridge));
    }

    private static HttpsListener started(WebServerConfig.Builder configured, ClientWatch clients) {
        WebServer server = configured.build();
        server.start();
        if (!server.isRunning()) {
            clients.close();
            throw new StartException(
                    "The port " + server.prototype().port() + " of " + server.prototype().host()
                            + " could not be opened: it is taken, or not allowed to this user");
        }
        return new HttpsListener(server, clients);
    }

    /// What the web server refuses by itself, in the envelope that the APIs use.
    private static DirectHandlers directHandlers() {
        DirectHandler refusal = (request, event, status, headers, message) -> DirectHandler.TransportResponse
                .builder().status(status).headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                .entity(Json.bytes(ErrorBody.of(
                        status.reasonPhrase().replace(" ", ""), explanation(status.code()))))
                .keepAlive(false).build();
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            builder.addHandler(event, refusal);
        }
        return builder.build();
    }

    private static String explanation(int status) {
        return switch (status) {
            case 413 -> "The request's body is longer than " + MAX_BODY_BYTES + " bytes.";
            case 414 -> "The request line is longer than " + MAX_REQUEST_LINE_BYTES + " bytes.";
            case 503 -> "Too many requests are being answered; try again.";
            default -> "The request is not well-formed HTTP/1.1.";
        };
    }

    /// The port that is open.
    int port() {
        return server.port();
    }

    /// Lets running requests end, for some seconds, and closes the port.
    @Override
    public void close() {
        server.stop();
        clients.close();
    }
}
