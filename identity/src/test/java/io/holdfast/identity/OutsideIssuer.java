package io.holdfast.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.holdfast.crypto.CertificateAuthority;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.ServerIdentity;
import io.holdfast.crypto.SubjectNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// An OpenID Connect issuer of a test: a real HTTPS server on loopback that publishes keys, under an authority of its
/// own.
final class OutsideIssuer implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final RSAKey FIRST = SigningKeys.generate(RANDOM);

    private final HttpsServer server;
    private final CertificateAuthority authority;
    private final List<JWK> published = new ArrayList<>(List.of(FIRST));
    final AtomicInteger fetches = new AtomicInteger();
    volatile int status = 200;
    volatile String body = "";

    OutsideIssuer(Path folder) {
        try (SealingKey key = SealingKey.generate(RANDOM)) {
            authority = CertificateAuthority.openOrCreate(folder.resolve("issuer"), key, Clock.systemUTC(),
                    RANDOM);
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
            server.setHttpsConfigurator(new HttpsConfigurator(ServerIdentity
                    .open(authority, new SubjectNames(List.of("localhost"), List.of("127.0.0.1")))
                    .sslContext(RANDOM)));
            server.createContext("/keys", this::answer);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        String keys = body.isEmpty() ? new JWKSet(List.copyOf(published)).toString(true) : body;
        byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    String name() {
        return "https://localhost:" + server.getAddress().getPort() + "/realms/soc";
    }

    String keysUrl() {
        return "https://localhost:" + server.getAddress().getPort() + "/keys";
    }

    Path authorityFile() {
        return authority.certificateFile();
    }

    String publishedKeys() {
        return new JWKSet(List.copyOf(published)).toString(true);
    }

    RSAKey first() {
        return FIRST;
    }

    /// Another key, published from now on.
    <T extends JWK> T publish(T key) {
        published.add(key);
        return key;
    }

    static RSAKey rsa() {
        return SigningKeys.generate(RANDOM);
    }

    static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /// An access token of an hour for the audience `holdfast`, as changed.
    String token(JWK key, JWSAlgorithm algorithm, Instant now, UnaryOperator<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(name()).audience("holdfast")
                .subject("robot").issueTime(Date.from(now)).notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)));
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(),
                change.apply(claims).build());
        try {
            JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, algorithm);
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return jwt.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
