package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.holdfast.arm.ResourceId;
import io.holdfast.identity.IdentityFixture.Answer;
import io.holdfast.rest.TokenProblem.Kind;
import io.holdfast.rest.TokenVerifier.InvalidTokenException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenServiceTest {

    private static final RSAKey FOREIGN = SigningKeys.generate(new SecureRandom());

    @TempDir
    Path folder;

    @TempDir
    Path otherFolder;

    private IdentityFixture fixture;
    private TokenService tokens;
    private String token;

    @BeforeEach
    void open() {
        fixture = new IdentityFixture(folder);
        tokens = fixture.identity.tokens();
        token = fixture.ownerToken();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aTokenIsValidForItsLifetimeAndTheSkew() {
        assertThat(tokens.verify(token).audience()).isEqualTo("https://management.azure.com");

        fixture.now = fixture.now.plus(Duration.ofHours(1)).plus(TokenService.CLOCK_SKEW).minusSeconds(1);
        assertThat(tokens.verify(token).appId()).isEqualTo(fixture.owner().clientId());
        fixture.now = fixture.now.plusSeconds(1);
        assertRefused(token, Kind.EXPIRED);
        Answer answer = fixture.call(token, "GET", "/subscriptions?api-version=2022-12-01");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("ExpiredAuthenticationToken");
    }

    @Test
    void aTokenOfTheFutureIsRefused() {
        fixture.now = fixture.now.minus(TokenService.CLOCK_SKEW);
        assertThat(tokens.verify(token).appId()).isEqualTo(fixture.owner().clientId());

        fixture.now = fixture.now.minusSeconds(1);
        assertRefused(token, Kind.EXPIRED);
    }

    @Test
    void tokensSurviveARestart() {
        fixture.restart();

        assertThat(fixture.identity.tokens().verify(token).appId()).isNotEmpty();
        assertThat(fixture.bootstrap).isEmpty();
    }

    @Test
    void aTokenOfAnotherTenantIsRefused() {
        try (IdentityFixture other = new IdentityFixture(otherFolder,
                SigningKeys.generate(new SecureRandom()))) {
            assertRefused(other.ownerToken(), Kind.WRONG_ISSUER);
            assertThat(
                    fixture.call(other.ownerToken(), "GET", "/subscriptions?api-version=2022-12-01").code())
                    .isEqualTo("InvalidAuthenticationTokenTenant");
        }
    }

    @Test
    void anAlteredTokenIsRefused() {
        String[] parts = token.split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(payload
                .replace("management.azure.com", "vault.azure.net")
                .getBytes(StandardCharsets.UTF_8));

        assertRefused(parts[0] + "." + forged + "." + parts[2], Kind.INVALID);
        assertRefused(parts[0] + "." + parts[1] + "." + parts[2].substring(2) + "AA", Kind.INVALID);
        assertRefused(parts[0] + "." + parts[1] + ".", Kind.INVALID);
    }

    @Test
    void onlyRs256IsAccepted() throws JOSEException, ParseException {
        JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
        RSAKey ours = tokens.keys().signing();

        assertRefused(new PlainJWT(claims).serialize(), Kind.INVALID);
        SignedJWT mac = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(ours.getKeyID()).build(), claims);
        mac.sign(new MACSigner(ours.toPublicJWK().toRSAPublicKey().getEncoded()));
        assertRefused(mac.serialize(), Kind.INVALID);
        assertRefused(signed(ours, JWSAlgorithm.RS512, builder -> builder), Kind.INVALID);
        assertRefused(signed(ours, JWSAlgorithm.PS256, builder -> builder), Kind.INVALID);
    }

    @Test
    void aForeignKeyUnderOurKeyIdIsRefused() throws JOSEException, ParseException {
        RSAKey foreign = new RSAKey.Builder(FOREIGN).keyID(tokens.keys().signing().getKeyID()).build();
        RSAKey unknown = new RSAKey.Builder(FOREIGN).keyID("unknown").build();

        assertRefused(signed(foreign, JWSAlgorithm.RS256, builder -> builder), Kind.INVALID);
        assertRefused(signed(unknown, JWSAlgorithm.RS256, builder -> builder), Kind.INVALID);
    }

    @Test
    void eachClaimCounts() throws JOSEException, ParseException {
        RSAKey ours = tokens.keys().signing();

        assertThat(tokens.verify(signed(ours, JWSAlgorithm.RS256, builder -> builder)).appId()).isNotEmpty();
        assertRefused(signed(ours, JWSAlgorithm.RS256, builder -> builder.issuer("https://elsewhere/")),
                Kind.WRONG_ISSUER);
        assertRefused(signed(ours, JWSAlgorithm.RS256, builder -> builder.claim("tid", "other")),
                Kind.WRONG_ISSUER);
        assertRefused(signed(ours, JWSAlgorithm.RS256, builder -> builder.claim("oid", "other")),
                Kind.INVALID);
        assertRefused(signed(ours, JWSAlgorithm.RS256, builder -> builder.claim("oid", null)), Kind.INVALID);
        assertRefused(signed(ours, JWSAlgorithm.RS256, builder -> builder.claim("appid", "other")),
                Kind.INVALID);
        assertRefused(signed(ours, JWSAlgorithm.RS256, builder -> builder.expirationTime(null)),
                Kind.INVALID);
        assertRefused(signed(ours, JWSAlgorithm.RS256, builder -> builder.notBeforeTime(null)), Kind.INVALID);
        assertRefused(signed(ours, JWSAlgorithm.RS256, builder -> builder.audience(List.of("a", "b"))),
                Kind.INVALID);
        assertRefused(signed(ours, JWSAlgorithm.RS256,
                builder -> builder.expirationTime(Date.from(fixture.now.minus(Duration.ofHours(1))))),
                Kind.EXPIRED);
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String text : List.of("", "a", "a.b.c", "..", "x".repeat(20_000), token + ".x")) {
            assertRefused(text, Kind.INVALID);
        }
    }

    @Test
    void theTokenOfADeletedApplicationIsRefused() {
        NewApplication made = fixture.identity.principals().createApplication("tool");
        String itsToken = fixture.token(made.principal().appId(), made.clientSecret());
        assertThat(tokens.verify(itsToken).objectId()).isEqualTo(made.principal().objectId());

        fixture.identity.principals().delete(made.principal().objectId());

        assertRefused(itsToken, Kind.INVALID);
        assertThat(fixture.identity.principals().findByAppId(made.principal().appId())).isEmpty();
    }

    @Test
    void noTokenIsIssuedToIdentitiesThatDoNotSignIn() {
        Principal cluster = fixture.identity.principals().createManagedIdentity(
                ResourceId.group("s", "g").resource("Microsoft.OperationalInsights", "clusters", "c1"));

        assertThatThrownBy(() -> tokens.issue(cluster, "https://vault.azure.net", TokenService.Proved.BY_KEY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bootstrapCredentialsAreHandedOutOnce() {
        assertThat(fixture.bootstrap).isPresent();
        assertThat(fixture.identity.takeBootstrapCredentials()).isEmpty();
        assertThat(fixture.owner().toString()).doesNotContain(fixture.owner().clientSecret());
    }

    private String signed(RSAKey key, JWSAlgorithm algorithm, UnaryOperator<JWTClaimsSet.Builder> change)
            throws JOSEException, ParseException {
        SignedJWT changed = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(),
                change.apply(new JWTClaimsSet.Builder(SignedJWT.parse(token).getJWTClaimsSet())).build());
        changed.sign(new RSASSASigner(key));
        return changed.serialize();
    }

    private void assertRefused(String text, Kind kind) {
        assertThatThrownBy(() -> tokens.verify(text)).isInstanceOfSatisfying(InvalidTokenException.class,
                refused -> assertThat(refused.problem().kind()).isEqualTo(kind));
    }
}
