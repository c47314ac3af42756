package io.holdfast.server;

import io.holdfast.rest.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import tools.jackson.databind.JsonNode;

/// One TLS connection on which requests are written byte by byte, as no well-behaved client would.
final class RawConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final SSLSocket socket;

    RawConnection(SSLContext tls, int port) throws IOException {
        socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /// Sends the text as it is, line ends being LF here and CRLF on the wire, and reads one answer.
    Answer exchange(String request) throws IOException {
        return exchange(request, new byte[0]);
    }

    Answer exchange(String head, byte[] body) throws IOException {
        send(head, body);
        return read();
    }

    /// Sends the same and reads nothing.
    void send(String head, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        socket.getOutputStream().write(out.toByteArray());
    }

    private Answer read() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return new Answer(0, head.toString(StandardCharsets.ISO_8859_1), "");
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        String lower = text.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        int length = at < 0
                ? 0
                : Integer.parseInt(
                        lower.substring(at + "content-length:".length(), lower.indexOf('\r', at)).strip());
        boolean hasBody = !lower.startsWith("http/1.1 204") && length > 0;
        String body = hasBody ? new String(in.readNBytes(length), StandardCharsets.UTF_8) : "";
        return new Answer(Integer.parseInt(text.split(" ", 3)[1]), text, body);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// @param status 0 if the connection was closed without an answer
    record Answer(int status, String head, String body) {

        JsonNode json() {
            return Json.parse(body.getBytes(StandardCharsets.UTF_8));
        }

        boolean closes() {
            return head.toLowerCase(Locale.ROOT).contains("connection: close");
        }
    }
}
