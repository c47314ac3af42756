package io.holdfast.externaldata;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.holdfast.crypto.CertificateAuthority;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.ServerIdentity;
import io.holdfast.crypto.SubjectNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// A real HTTPS server on loopback with a few files, under an authority of its own.
final class FileServer implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final HttpsServer server;
    private final CertificateAuthority authority;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> redirections = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    final List<Map<String, List<String>>> requests = new CopyOnWriteArrayList<>();
    /// Released when a file is asked for that never ends.
    final Semaphore waiting = new Semaphore(0);

    FileServer(Path folder) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        try (SealingKey key = SealingKey.generate(RANDOM)) {
            authority = CertificateAuthority.openOrCreate(folder.resolve("authority"), key, Clock.systemUTC(),
                    RANDOM);
            server.setHttpsConfigurator(new HttpsConfigurator(ServerIdentity
                    .open(authority, new SubjectNames(List.of("localhost"), List.of())).sslContext(RANDOM)));
        }
        server.createContext("/", exchange -> Thread.startVirtualThread(() -> answer(exchange)));
        server.start();
    }

    private void answer(HttpExchange exchange) {
        requests.add(Map.copyOf(exchange.getRequestHeaders()));
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (path.equals("/endless.csv")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("a\n".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                waiting.release();
                closed.await();
            } else if (redirections.containsKey(path)) {
                exchange.getResponseHeaders().add("Location", redirections.get(path));
                exchange.sendResponseHeaders(302, -1);
            } else if (files.containsKey(path)) {
                exchange.sendResponseHeaders(200, files.get(path).length);
                exchange.getResponseBody().write(files.get(path));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (IOException _) {
            // The client went away.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    FileServer with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    FileServer with(String path, String content) {
        return with(path, content.getBytes(StandardCharsets.UTF_8));
    }

    FileServer redirecting(String path, String to) {
        redirections.put(path, to);
        return this;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "https://localhost:" + port() + path;
    }

    /// The host as a setting.
    ExternalHost host() {
        return ExternalHost.parse("localhost:" + port() + "=" + authority.certificateFile());
    }

    List<String> headersSent() {
        List<String> names = new ArrayList<>();
        requests.forEach(request -> names.addAll(request.keySet()));
        return names;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
