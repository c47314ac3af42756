package io.holdfast.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.holdfast.arm.Guids;
import io.holdfast.rest.Caller;
import io.holdfast.rest.TokenProblem;
import io.holdfast.rest.TokenVerifier;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/// Issues and verifies access tokens: JWT (RFC 7519) signed with RS256, with the claims of the mirrored
/// service's version 1.0 tokens.
///
/// A token is valid if its signature is by one of our keys, its issuer and tenant are ours, it is not before
/// its time nor past it by more than [#CLOCK_SKEW], and its principal still is an application or a workload's
/// identity of the tenant.
/// Thread-safe.
public final class TokenService implements TokenVerifier {

    /// How far a client's clock may be off.
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /// The longest token that is looked at; ours have about 1,200 characters.
    static final int MAX_TOKEN_LENGTH = 16 * 1024;

    private final Tenant tenant;
    private final Principals principals;
    private final SigningKeys keys;
    private final InstantSource clock;
    private final TokenMint mint;

    TokenService(Tenant tenant, Principals principals, SigningKeys keys, InstantSource clock,
            TokenMint mint) {
        this.tenant = tenant;
        this.principals = principals;
        this.keys = keys;
        this.clock = clock;
        this.mint = mint;
    }

    /// How tokens are made.
    ///
    /// @param lifetime from issue to expiry
    record TokenMint(SecureRandom random, Duration lifetime) {}

    /// The issuer of all tokens.
    String issuer() {
        return "https://sts.windows.net/" + tenant.tenantId() + "/";
    }

    Duration lifetime() {
        return mint.lifetime();
    }

    SigningKeys keys() {
        return keys;
    }

    /// How the client proved itself, as the claim `appidacr` says it.
    enum Proved {
        /// By a secret.
        BY_SECRET("1"),
        /// By a key: an assertion, or the platform itself for a workload's identity.
        BY_KEY("2");

        private final String claim;

        Proved(String claim) {
            this.claim = claim;
        }
    }

    /// A token of an application or a workload's identity for an audience.
    ///
    /// @throws IllegalArgumentException for the identity of a resource or a first-party principal, which never get
    ///         one
    String issue(Principal principal, String audience, Proved proved) {
        if (!principal.type().holdsTokens()) {
            throw new IllegalArgumentException("No token is issued to " + principal.type() + " principals");
        }
        Instant now = clock.instant();
        RSAKey key = keys.signing();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder().audience(audience).issuer(issuer()).issueTime(Date.from(now))
                        .notBeforeTime(Date.from(now)).expirationTime(Date.from(now.plus(mint.lifetime())))
                        .claim("appid", principal.appId()).claim("appidacr", proved.claim)
                        .claim("idp", issuer())
                        .claim("idtyp", "app").claim("oid", principal.objectId())
                        .subject(principal.objectId()).claim("tid", tenant.tenantId())
                        .claim("uti", Guids.random(mint.random())).claim("ver", "1.0").build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("A token could not be signed", e);
        }
        return token.serialize();
    }

    @Override
    public Caller verify(String token) {
        JWTClaimsSet claims = signedClaims(token);
        if (!issuer().equals(claims.getIssuer()) || !tenant.tenantId().equals(claim(claims, "tid"))) {
            throw wrongIssuer();
        }
        requireTime(claims);
        Principal principal = principals.find(claim(claims, "oid"))
                .filter(found -> found.type().holdsTokens()
                        && found.appId().equals(claim(claims, "appid")))
                .orElseThrow(() -> invalid("The principal of the access token does not exist any more."));
        List<String> audience = claims.getAudience();
        if (audience.size() != 1) {
            throw invalid("The access token must be for one audience.");
        }
        return new Caller(tenant.tenantId(), principal.objectId(), principal.appId(), audience.getFirst(),
                issuer());
    }

    private JWTClaimsSet signedClaims(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            throw invalid("The access token is too long.");
        }
        try {
            SignedJWT parsed = SignedJWT.parse(token);
            if (!JWSAlgorithm.RS256.equals(parsed.getHeader().getAlgorithm())) {
                throw invalid("The access token must be signed with RS256.");
            }
            RSAKey key = Optional.ofNullable(parsed.getHeader().getKeyID()).flatMap(keys::find)
                    .orElseThrow(() -> unknownKey(parsed));
            if (!parsed.verify(new RSASSAVerifier(key.toRSAPublicKey()))) {
                throw invalid("The signature of the access token is not valid.");
            }
            return parsed.getJWTClaimsSet();
        } catch (ParseException e) {
            throw invalid("The access token is not a well-formed JWT.");
        } catch (JOSEException e) {
            throw invalid("The access token could not be verified.");
        }
    }

    // Its claims are not trusted: they only choose between two refusals.
    private InvalidTokenException unknownKey(SignedJWT token) {
        try {
            return issuer().equals(token.getJWTClaimsSet().getIssuer())
                    ? invalid("The access token is signed with a key that is unknown or no longer valid.")
                    : wrongIssuer();
        } catch (ParseException e) {
            return invalid("The access token is not a well-formed JWT.");
        }
    }

    private void requireTime(JWTClaimsSet claims) {
        Date expires = claims.getExpirationTime();
        Date notBefore = claims.getNotBeforeTime();
        if (expires == null || notBefore == null) {
            throw invalid("The access token must say from when and until when it is valid.");
        }
        Instant now = clock.instant();
        if (!now.isBefore(expires.toInstant().plus(CLOCK_SKEW))) {
            throw refused(TokenProblem.Kind.EXPIRED, "The access token expired at " + expires.toInstant()
                    + "; the present time is " + now + ". Get a new one.");
        }
        if (now.isBefore(notBefore.toInstant().minus(CLOCK_SKEW))) {
            throw refused(TokenProblem.Kind.EXPIRED, "The access token is valid only from "
                    + notBefore.toInstant() + "; the present time is " + now + ".");
        }
    }

    private static String claim(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text ? text : "";
    }

    private InvalidTokenException wrongIssuer() {
        return refused(TokenProblem.Kind.WRONG_ISSUER,
                "The access token is from the wrong issuer. It must be '"
                        + issuer() + "', the issuer of this tenant.");
    }

    private static InvalidTokenException invalid(String message) {
        return refused(TokenProblem.Kind.INVALID, message);
    }

    private static InvalidTokenException refused(TokenProblem.Kind kind, String message) {
        return new InvalidTokenException(new TokenProblem(kind, message));
    }
}
