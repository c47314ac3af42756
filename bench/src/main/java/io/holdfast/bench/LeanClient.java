package io.holdfast.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// One HTTPS connection that is kept alive, with as little work per call as can be: requests are bytes made
/// before, of an answer only status and length are looked at. For one thread.
final class LeanClient implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] body = new byte[0];

    LeanClient(SSLContext tls, URI origin) throws IOException {
        this.socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", origin.getPort());
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.out = socket.getOutputStream();
    }

    /// A request with a JSON body.
    static byte[] request(String method, String target, String host, String token, String json) {
        return request(method, target, host, token, "", json.getBytes(StandardCharsets.UTF_8));
    }

    /// A request with a JSON body.
    ///
    /// @param headers more header lines, each with its end
    static byte[] request(String method, String target, String host, String token, String headers,
            byte[] body) {
        byte[] head = (method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer "
                + token + "\r\nContent-Type: application/json\r\n" + headers + "Content-Length: "
                + body.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /// Sends a request and waits for its answer.
    ///
    /// @return the status
    int call(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        String status = line();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring("content-length:".length()).strip());
            }
        }
        body = in.readNBytes(length);
        return Integer.parseInt(status.substring(9, 12));
    }

    /// The body of the last answer.
    String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("The server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
