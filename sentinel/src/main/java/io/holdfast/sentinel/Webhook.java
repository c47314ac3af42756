package io.holdfast.sentinel;

import io.holdfast.crypto.HashAlgorithm;
import io.holdfast.crypto.Hmac;
import io.holdfast.crypto.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/// Where the calls of a playbook go: POST, signed. Thread-safe.
///
/// `Holdfast-Signature: t={seconds since 1970},v1={hex of the HMAC-SHA256 of "{t}.{body}"}` lets the other
/// side tell who calls and when; `Holdfast-Delivery` is the same for each attempt of a call. A redirect is
/// not followed.
final class Webhook implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI url;
    private final SecretBytes secret;
    private final HttpClient http;

    /// @param secret owned
    Webhook(URI url, SecretBytes secret, HttpClient http) {
        this.url = url;
        this.secret = secret;
        this.http = http;
    }

    /// Sends a body; answers the status.
    ///
    /// @param delivery the id of the call
    /// @throws IOException if no answer came
    int send(String delivery, byte[] body, Instant now) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(TIMEOUT)
                .header("Content-Type", "application/json").header("Holdfast-Delivery", delivery)
                .header("Holdfast-Signature", signature(body, now.getEpochSecond()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        try {
            HttpResponse<InputStream> response = http.send(request,
                    HttpResponse.BodyHandlers.ofInputStream());
            // What it says does not matter, however long it is.
            response.body().close();
            return response.statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String signature(byte[] body, long seconds) {
        byte[] start = (seconds + ".").getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[start.length + body.length];
        System.arraycopy(start, 0, message, 0, start.length);
        System.arraycopy(body, 0, message, start.length, body.length);
        return "t=" + seconds + ",v1="
                + HexFormat.of().formatHex(Hmac.mac(secret, HashAlgorithm.SHA256, message));
    }

    @Override
    public void close() {
        secret.close();
        http.close();
    }
}
