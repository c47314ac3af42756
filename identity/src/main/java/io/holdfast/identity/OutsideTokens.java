package io.holdfast.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.holdfast.rest.Caller;
import io.holdfast.rest.TokenProblem;
import io.holdfast.rest.TokenVerifier.InvalidTokenException;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/// Verifies the access tokens of one outside issuer and says which principal of the tenant each speaks for.
///
/// A token is valid if its signature is by a key of the issuer under a configured algorithm, its issuer and audience
/// are the configured ones, it is within its time (within [TokenService#CLOCK_SKEW]), it is no ID or refresh token, and
/// a rule maps one of its claims to an application or a workload's identity that exists. Thread-safe.
///
/// @param principals where rules find who they name
record OutsideTokens(TrustedIssuer issuer, OutsideKeys keys, Principals principals, String tenantId,
        InstantSource clock) {

    /// @throws InvalidTokenException if the token is not valid now, or speaks for nobody
    Caller verify(SignedJWT token) {
        JWTClaimsSet claims = signedClaims(token);
        String audience = claims.getAudience().stream().filter(issuer.audiences()::contains).findFirst()
                .orElseThrow(() -> refused(TokenProblem.Kind.WRONG_AUDIENCE,
                        "The token is for another audience than this installation's."));
        requireTime(claims);
        if (claims.getClaim("typ") instanceof String type && !type.equalsIgnoreCase("Bearer")) {
            throw refused(TokenProblem.Kind.INVALID, "The token is no access token.");
        }
        Principal principal = issuer.principals().stream().filter(rule -> rule.matches(claims.getClaims()))
                .findFirst().flatMap(rule -> find(rule.principal()))
                .orElseThrow(() -> refused(TokenProblem.Kind.INVALID,
                        "The token speaks for no principal of this tenant: no rule matches its claims, or the"
                                + " principal that the rule names does not exist."));
        return new Caller(tenantId, principal.objectId(), principal.appId(), audience, issuer.issuer());
    }

    private Optional<Principal> find(String id) {
        return principals.find(id).or(() -> principals.findByAppId(id))
                .filter(found -> found.type().holdsTokens());
    }

    private JWTClaimsSet signedClaims(SignedJWT token) {
        JWSHeader header = token.getHeader();
        if (!issuer.algorithms().contains(header.getAlgorithm())) {
            throw refused(TokenProblem.Kind.INVALID,
                    "The token must be signed with " + issuer.algorithms() + ".");
        }
        JWK key = Optional.ofNullable(header.getKeyID()).flatMap(keys::find)
                .orElseThrow(() -> refused(TokenProblem.Kind.INVALID,
                        "The token is signed with a key that its issuer does not publish, or the issuer's keys"
                                + " cannot be had."));
        try {
            if (!token.verify(verifier(key))) {
                throw refused(TokenProblem.Kind.INVALID, "The signature of the token is not valid.");
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            if (!issuer.issuer().equals(claims.getIssuer())) {
                throw refused(TokenProblem.Kind.WRONG_ISSUER, "The token is from the wrong issuer.");
            }
            return claims;
        } catch (JOSEException e) {
            throw refused(TokenProblem.Kind.INVALID, "The token does not fit the key that it names.");
        } catch (ParseException e) {
            throw refused(TokenProblem.Kind.INVALID, "The token is not a well-formed JWT.");
        }
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa);
            case ECKey ec -> new ECDSAVerifier(ec);
            default -> throw new JOSEException("No key of a kind that verifies tokens");
        };
    }

    private void requireTime(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Instant expires = Optional.ofNullable(claims.getExpirationTime()).map(Date::toInstant)
                .orElseThrow(() -> refused(TokenProblem.Kind.INVALID,
                        "The token must say until when it is valid."));
        boolean early = Optional.ofNullable(claims.getNotBeforeTime()).map(Date::toInstant)
                .filter(from -> now.isBefore(from.minus(TokenService.CLOCK_SKEW))).isPresent();
        if (early || !now.isBefore(expires.plus(TokenService.CLOCK_SKEW))) {
            throw refused(TokenProblem.Kind.EXPIRED,
                    "The token is not within its time; the present time is " + now + ".");
        }
    }

    /// What a caller's token may be used for.
    List<String> resources(Caller caller) {
        return issuer.resources().isEmpty() ? List.of(caller.audience()) : issuer.resources();
    }

    private static InvalidTokenException refused(TokenProblem.Kind kind, String message) {
        return new InvalidTokenException(new TokenProblem(kind, message));
    }
}
