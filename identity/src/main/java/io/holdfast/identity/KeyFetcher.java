package io.holdfast.identity;

import com.nimbusds.jose.jwk.JWKSet;
import io.holdfast.crypto.TlsFilesException;
import io.holdfast.crypto.TrustedAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;

/// Gets the keys of an outside issuer anew, from where they are.
@FunctionalInterface
interface KeyFetcher {

    /// Bounds of one attempt.
    Duration TIMEOUT = Duration.ofSeconds(10);

    /// The most bytes that a set of keys may have: some hundred keys with certificates.
    int MAX_BYTES = 512 * 1024;

    /// The present keys.
    ///
    /// @throws IOException if they cannot be had, or are no JWK set
    JWKSet fetch() throws IOException;

    /// The fetcher of a source.
    ///
    /// @throws IllegalArgumentException if the authority's file holds no certificate
    static KeyFetcher of(KeySource source, SecureRandom random) {
        return switch (source) {
            case KeySource.File(Path path) -> () -> parsed(Files.newInputStream(path));
            case KeySource.Url url -> overHttps(url, random);
        };
    }

    private static KeyFetcher overHttps(KeySource.Url source, SecureRandom random) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER);
        try {
            source.authority()
                    .ifPresent(file -> builder.sslContext(TrustedAuthority.sslContext(file, random)));
        } catch (TlsFilesException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        HttpClient http = builder.build();
        HttpRequest request = HttpRequest.newBuilder(source.url()).timeout(TIMEOUT)
                .header("Accept", "application/json").build();
        return () -> {
            try {
                HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
                if (response.statusCode() != 200) {
                    response.body().close();
                    throw new IOException("the status is " + response.statusCode());
                }
                return parsed(response.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        };
    }

    private static JWKSet parsed(InputStream body) throws IOException {
        try (body) {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("the keys are longer than " + MAX_BYTES + " bytes");
            }
            return JWKSet.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new IOException("this is no JWK set", e);
        }
    }
}
