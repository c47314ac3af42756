package io.holdfast.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Verifies the assertions by which applications sign in (`private_key_jwt`, RFC 7523, section 3): signed with RS256 or
/// PS256 by the key of a registered certificate that the header names, from and about the client, for this token
/// endpoint, valid now and for an hour at most, and used again only as [ReplayGuard] allows. Thread-safe.
final class ClientAssertions {

    /// The longest that an assertion may be valid for; the sign-in libraries ask for ten minutes.
    static final Duration MAX_LIFETIME = Duration.ofHours(1);

    private static final int MAX_LENGTH = 16 * 1024;
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private final Certificates certificates;
    private final InstantSource clock;
    private final ReplayGuard replays;

    ClientAssertions(Certificates certificates, InstantSource clock) {
        this.certificates = certificates;
        this.clock = clock;
        this.replays = new ReplayGuard(clock);
    }

    /// Where an assertion came.
    ///
    /// @param audiences what it may be for
    /// @param address the client's
    record Received(Set<String> audiences, String address) {

        /// Copies the audiences.
        Received {
            audiences = Set.copyOf(audiences);
        }
    }

    /// Passes if the application signed the assertion.
    ///
    /// @throws ApiException 401 `invalid_client`, 429 if the client's assertions are too many
    void require(Principal application, String assertion, Received received) {
        JWTClaimsSet claims = signedClaims(application, assertion);
        String client = application.appId();
        if (!client.equalsIgnoreCase(claims.getIssuer()) || !client.equalsIgnoreCase(claims.getSubject())) {
            throw refused("700021", "The assertion's issuer and subject must both be the client_id.");
        }
        if (Optional.ofNullable(claims.getAudience()).stream().flatMap(list -> list.stream())
                .noneMatch(received.audiences()::contains)) {
            throw refused("700023", "The assertion's audience must be this token endpoint.");
        }
        Instant expires = requireTime(claims);
        requireNoReplay(client, claims, assertion, new Use(received.address(), expires));
    }

    private record Use(String address, Instant expires) {}

    private void requireNoReplay(String client, JWTClaimsSet claims, String assertion, Use use) {
        String id = Optional.ofNullable(claims.getJWTID()).filter(text -> !text.isBlank())
                .orElseThrow(() -> refused("50027", "The assertion must have an id (jti)."));
        switch (replays.use(client, id, assertion, use.address(),
                use.expires().plus(TokenService.CLOCK_SKEW))) {
            case ACCEPTED -> {
                // It may sign in.
            }
            case REPLAYED -> throw refused("700025",
                    "The assertion was used before, from another address, in another form or too often.");
            case FULL -> throw ApiError.of(429, "temporarily_unavailable",
                    "AADSTS90055: The client sent too many assertions that are valid still; reuse one.")
                    .withHeader("Retry-After", "60").toException();
        }
    }

    private JWTClaimsSet signedClaims(Principal application, String assertion) {
        if (assertion.length() > MAX_LENGTH) {
            throw refused("50027", "The assertion is too long.");
        }
        try {
            SignedJWT parsed = SignedJWT.parse(assertion);
            if (!ALGORITHMS.contains(parsed.getHeader().getAlgorithm())) {
                throw refused("700027", "The assertion must be signed with RS256 or PS256.");
            }
            RegisteredCertificate certificate = named(application, parsed.getHeader());
            if (!parsed.verify(new RSASSAVerifier(certificate.publicKey()))) {
                throw refused("700027", "The signature of the assertion is not valid.");
            }
            return parsed.getJWTClaimsSet();
        } catch (ParseException e) {
            throw refused("50027", "The assertion is not a well-formed signed JWT.");
        } catch (JOSEException e) {
            throw refused("700027", "The assertion could not be verified.");
        }
    }

    private RegisteredCertificate named(Principal application, JWSHeader header) {
        RegisteredCertificate certificate = certificates.of(application).stream()
                .filter(held -> names(header).anyMatch(held::isNamed)).findFirst()
                .orElseThrow(() -> refused("700027", "The certificate that the assertion names by x5t or"
                        + " x5t#S256 is not registered on application '" + application.appId() + "'."));
        Instant now = clock.instant();
        if (now.isBefore(certificate.notBefore()) || now.isAfter(certificate.notAfter())) {
            throw refused("700027", "The certificate with which the assertion was signed is valid from "
                    + certificate.notBefore() + " to " + certificate.notAfter() + " only.");
        }
        return certificate;
    }

    // The library leaves both thumbprints as they were sent.
    @SuppressWarnings("deprecation") // SHA-1 only names the certificate here; some clients send no other.
    private static Stream<String> names(JWSHeader header) {
        return Stream.of(header.getX509CertSHA256Thumbprint(), header.getX509CertThumbprint())
                .filter(Objects::nonNull).map(Object::toString);
    }

    private Instant requireTime(JWTClaimsSet claims) {
        Instant expires = instant(claims.getExpirationTime())
                .orElseThrow(() -> refused("700024", "The assertion must say until when it is valid (exp)."));
        Instant now = clock.instant();
        boolean tooEarly = Stream.of(claims.getNotBeforeTime(), claims.getIssueTime())
                .flatMap(date -> instant(date).stream())
                .anyMatch(from -> now.isBefore(from.minus(TokenService.CLOCK_SKEW)));
        if (tooEarly || !now.isBefore(expires.plus(TokenService.CLOCK_SKEW))) {
            throw refused("700024", "The assertion is not within its valid time range; the present time is "
                    + now + ".");
        }
        if (expires.isAfter(now.plus(MAX_LIFETIME).plus(TokenService.CLOCK_SKEW))) {
            throw refused("700024", "The assertion is valid for too long: at most "
                    + MAX_LIFETIME.toMinutes() + " minutes are allowed.");
        }
        return expires;
    }

    private static Optional<Instant> instant(Date date) {
        return Optional.ofNullable(date).map(Date::toInstant);
    }

    private static ApiException refused(String number, String message) {
        return new ApiException(401, "invalid_client", "AADSTS" + number + ": " + message);
    }
}
