package io.holdfast.server;

import io.holdfast.client.RestClient;
import io.holdfast.crypto.CertificateAuthority;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.ServerIdentity;
import io.holdfast.crypto.SubjectNames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;

/// A real TLS socket before a server: it passes requests on, or does to them what a test says.
final class FaultServer implements AutoCloseable {

    private static final Set<String> PASSED = Set.of("authorization", "content-type", "accept");

    private final URI behind;
    private final HttpClient http;
    private final SSLServerSocket listener;
    private final Path authority;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();

    /// Done to requests for vaults.
    volatile Fault vaultFault = Fault.NONE;
    /// Done to requests for tokens.
    volatile Fault tokenFault = Fault.NONE;

    private record Request(String method, String target, List<String> headers, byte[] body) {}

    /// @param folder for its certificates; a new one
    FaultServer(Path folder, HoldfastServer server) throws IOException {
        SecureRandom random = new SecureRandom();
        CertificateAuthority issuer = CertificateAuthority.openOrCreate(folder, SealingKey.generate(random),
                Clock.systemUTC(), random);
        this.authority = issuer.certificateFile();
        this.behind = server.origin();
        this.http = RestClient.httpTrusting(Optional.of(server.caCertificateFile())).build();
        this.listener = (SSLServerSocket) ServerIdentity
                .open(issuer,
                        new SubjectNames(List.of("localhost", "*.vault.localhost"), List.of("127.0.0.1")))
                .sslContext(random).getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    Path authority() {
        return authority;
    }

    URI origin() {
        return URI.create("https://localhost:" + listener.getLocalPort());
    }

    /// How many requests came so far, for vaults and for tokens.
    int requests() {
        return requests.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // Closed; the loop looks.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Optional<Request> request = read(in); request.isPresent(); request = read(in)) {
                requests.incrementAndGet();
                Fault fault = request.get().target().contains("/oauth2/") ? tokenFault : vaultFault;
                if (!done(fault, request.get(), socket)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away, as it does after its time is over.
        } finally {
            sockets.remove(socket);
        }
    }

    /// @return whether the connection goes on
    private boolean done(Fault fault, Request request, Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        return switch (fault) {
            case Fault.Pass pass -> sent(out, passedOn(request));
            case Fault.Answer answer -> sent(out, answer.bytes());
            case Fault.Half half -> {
                sent(out,
                        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{".getBytes(StandardCharsets.UTF_8));
                yield stalled(socket);
            }
            case Fault.Stall stall -> stalled(socket);
            case Fault.Reset reset -> {
                socket.setSoLinger(true, 0);
                yield false;
            }
        };
    }

    private static boolean sent(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return true;
    }

    /// Holds the connection until the client gives up.
    private static boolean stalled(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /// To the host that is asked for, at the port of the server behind.
    private byte[] passedOn(Request request) throws IOException {
        String host = request.headers().stream().filter(header -> header.startsWith("host:")).findFirst()
                .map(header -> header.split(": *", -1)[1]).orElse("localhost");
        URI target = URI.create("https://" + host + ":" + behind.getPort() + request.target());
        HttpRequest.Builder builder = HttpRequest.newBuilder(target)
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().stream().map(header -> header.split(": *", 2))
                .filter(header -> PASSED.contains(header[0])).forEach(header -> builder.header(header[0],
                        header[1]));
        try {
            HttpResponse<String> response = http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
            String challenge = response.headers().firstValue("WWW-Authenticate")
                    .map(value -> "WWW-Authenticate: " + value + "\r\n").orElse("");
            return new Fault.Answer(response.statusCode(), challenge, response.body()).bytes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Optional<Request> read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        List<String> headers = new ArrayList<>();
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
            headers.add(name + header.substring(header.indexOf(':')));
            if (name.equals("content-length")) {
                length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
            }
        }
        String[] parts = first.split(" ", -1);
        return Optional.of(new Request(parts[0], parts[1], headers, in.readNBytes(length)));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.close();
    }
}
