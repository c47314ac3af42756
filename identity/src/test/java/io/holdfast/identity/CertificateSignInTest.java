package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.holdfast.crypto.Digests;
import io.holdfast.identity.IdentityFixture.Answer;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sign-in with a certificate: assertions as the sign-in libraries make them, and each way in which one is refused.
class CertificateSignInTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ClientKey KEY = ClientKey.generate("RSA", 2048, START.minus(Duration.ofDays(1)),
            Duration.ofDays(30));

    @TempDir
    static Path folder;

    private static IdentityFixture fixture;
    private static String appId;
    private static String path;
    private static int addresses;

    @BeforeAll
    static void open() {
        fixture = new IdentityFixture(folder);
        Answer made = fixture.call(graphToken(), "POST", "/v1.0/applications", "{\"displayName\":\"robot\"}");
        appId = made.json().path("appId").asString();
        path = "/v1.0/applications/" + made.json().path("id").asString();
        assertThat(addKey(KEY).status()).isEqualTo(200);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void reset() {
        fixture.now = START;
        addresses++;
        fixture.address = "10.0.2." + addresses;
    }

    private static String graphToken() {
        return fixture.token(fixture.owner().clientId(), fixture.owner().clientSecret(),
                "https://graph.microsoft.com/.default");
    }

    private static Answer addKey(ClientKey key) {
        return fixture.call(graphToken(), "POST", path + "/addKey",
                "{\"keyCredential\":{\"type\":\"AsymmetricX509Cert\",\"usage\":\"Verify\",\"key\":\""
                        + key.base64()
                        + "\"}}");
    }

    private static String endpoint() {
        return "https://localhost:8443/" + fixture.identity.tenant().tenantId() + "/oauth2/v2.0/token";
    }

    private static JWTClaimsSet.Builder usual(JWTClaimsSet.Builder claims) {
        return claims.audience(endpoint()).issuer(appId).subject(appId);
    }

    private static Answer signIn(String assertion) {
        return signIn("/" + fixture.identity.tenant().tenantId() + "/oauth2/v2.0/token", assertion);
    }

    private static Answer signIn(String target, String assertion) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", appId);
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion);
        form.put("scope", IdentityFixture.ARM_SCOPE);
        return fixture.signIn(target, form);
    }

    private static String assertion(UnaryOperator<JWTClaimsSet.Builder> change) {
        return KEY.assertion(KEY.header(JWSAlgorithm.RS256), claims -> change.apply(usual(claims)), START);
    }

    private static void assertRefused(Answer answer, int number) {
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(401);
        assertThat(answer.json().path("error").asString()).isEqualTo("invalid_client");
        assertThat(answer.json().path("error_codes").path(0).asInt()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256"})
    void anAssertionUnderARegisteredCertificateSignsIn(String algorithm) throws ParseException {
        Answer answer = signIn(KEY.assertion(KEY.header(JWSAlgorithm.parse(algorithm)),
                CertificateSignInTest::usual, START));

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(
                SignedJWT.parse(answer.json().path("access_token").asString()).getJWTClaimsSet().getClaims())
                .containsEntry("appidacr", "2").containsEntry("appid", appId);
    }

    /// Some clients send the thumbprints in plain base64 with padding, or SHA-1 alone.
    @Test
    @SuppressWarnings("deprecation")
    void theCertificateIsNamedInAnyOfTheUsualWays() {
        byte[] sha1 = Digests.certificateThumbprint(KEY.der());
        byte[] sha256 = Digests.sha256(KEY.der());

        for (JWSHeader header : new JWSHeader[]{
                new JWSHeader.Builder(JWSAlgorithm.RS256).x509CertThumbprint(Base64URL.encode(sha1)).build(),
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .x509CertThumbprint(new Base64URL(Base64.getEncoder().encodeToString(sha1))).build(),
                new JWSHeader.Builder(JWSAlgorithm.RS256).x509CertSHA256Thumbprint(
                        new Base64URL(Base64.getEncoder().encodeToString(sha256))).build()}) {
            assertThat(signIn(KEY.assertion(header, CertificateSignInTest::usual, START)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theAdfsFormTakesAssertionsForItsOwnEndpoint() {
        String assertion = assertion(claims -> claims.audience("https://localhost:8443/adfs/oauth2/token"));

        assertThat(signIn("/adfs/oauth2/token", assertion).status()).isEqualTo(200);
    }

    @Test
    void anotherKeyIsRefused() {
        ClientKey other = ClientKey.generate("RSA", 2048, START, Duration.ofDays(1));

        assertRefused(
                signIn(other.assertion(other.header(JWSAlgorithm.RS256), CertificateSignInTest::usual,
                        START)),
                700027);
        assertRefused(
                signIn(other.assertion(KEY.header(JWSAlgorithm.RS256), CertificateSignInTest::usual, START)),
                700027);
        assertRefused(
                signIn(other.assertion(new JWSHeader(JWSAlgorithm.RS256), CertificateSignInTest::usual,
                        START)),
                700027);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS512", "PS384"})
    void otherAlgorithmsAreRefused(String algorithm) {
        assertRefused(
                signIn(KEY.assertion(KEY.header(JWSAlgorithm.parse(algorithm)), CertificateSignInTest::usual,
                        START)),
                700027);
    }

    @Test
    void eachClaimCounts() {
        assertRefused(signIn(assertion(claims -> claims.issuer("other"))), 700021);
        assertRefused(signIn(assertion(claims -> claims.subject(fixture.owner().clientId()))), 700021);
        assertRefused(
                signIn(assertion(claims -> claims.audience("https://login.microsoftonline.com/x/v2.0"))),
                700023);
        assertRefused(signIn(assertion(claims -> claims.audience((String) null))), 700023);
        assertRefused(signIn(assertion(claims -> claims.expirationTime(null))), 700024);
        assertRefused(signIn(assertion(claims -> claims.jwtID(null))), 50027);
        assertRefused(signIn("a.b.c"), 50027);
        assertRefused(signIn("x".repeat(20_000)), 50027);
    }

    @Test
    void theTimeOfAnAssertionCountsWithinTheSkew() {
        Duration skew = TokenService.CLOCK_SKEW;
        String assertion = assertion(claims -> claims);

        fixture.now = START.minus(skew).minusSeconds(1);
        assertRefused(signIn(assertion), 700024);
        fixture.now = START.minus(skew);
        assertThat(signIn(assertion).status()).isEqualTo(200);
        fixture.now = START.plusSeconds(600).plus(skew).minusSeconds(1);
        assertThat(signIn(assertion).status()).isEqualTo(200);
        fixture.now = START.plusSeconds(600).plus(skew);
        assertRefused(signIn(assertion), 700024);
        fixture.now = START;
        Instant tooLate = START.plus(ClientAssertions.MAX_LIFETIME).plus(skew).plusSeconds(1);
        assertRefused(signIn(assertion(claims -> claims.expirationTime(Date.from(tooLate)))), 700024);
    }

    @Test
    void anAssertionIsUsedAgainOnlyFromItsFirstAddressAndUnchanged() {
        String assertion = assertion(claims -> claims.jwtID("one"));
        assertThat(signIn(assertion).status()).isEqualTo(200);
        assertThat(signIn(assertion).status()).isEqualTo(200);

        assertRefused(signIn(assertion(claims -> claims.jwtID("one").claim("other", true))), 700025);
        fixture.address = "10.9.9.9";
        assertRefused(signIn(assertion), 700025);
    }

    @Test
    void whatIsRememberedOfAssertionsIsBounded() {
        ReplayGuard guard = new ReplayGuard(() -> fixture.now);
        Instant later = START.plusSeconds(10);
        for (int i = 0; i < ReplayGuard.MAX_OF_CLIENT; i++) {
            assertThat(guard.use("a", "id" + i, "text", "address", later))
                    .isEqualTo(ReplayGuard.Verdict.ACCEPTED);
        }

        assertThat(guard.use("a", "more", "text", "address", later)).isEqualTo(ReplayGuard.Verdict.FULL);
        assertThat(guard.use("a", "id1", "text", "address", later)).isEqualTo(ReplayGuard.Verdict.ACCEPTED);
        assertThat(guard.use("b", "more", "text", "address", later)).isEqualTo(ReplayGuard.Verdict.ACCEPTED);
        fixture.now = later;
        assertThat(guard.use("a", "more", "text", "address", later.plusSeconds(1)))
                .isEqualTo(ReplayGuard.Verdict.ACCEPTED);
    }

    @Test
    void anAssertionIsUsedSoOftenOnly() {
        ReplayGuard guard = new ReplayGuard(() -> fixture.now);
        for (int i = 0; i < ReplayGuard.MAX_USES; i++) {
            assertThat(guard.use("a", "id", "text", "address", START))
                    .isEqualTo(ReplayGuard.Verdict.ACCEPTED);
        }

        assertThat(guard.use("a", "id", "text", "address", START)).isEqualTo(ReplayGuard.Verdict.REPLAYED);
    }

    @Test
    void aCertificateCountsWithinItsTimeAndUntilItIsRemoved() {
        ClientKey brief = ClientKey.generate("RSA", 2048, START, Duration.ofHours(1));
        Answer added = addKey(brief);
        assertThat(
                signIn(brief.assertion(brief.header(JWSAlgorithm.RS256), CertificateSignInTest::usual, START))
                        .status())
                .isEqualTo(200);

        fixture.now = START.plus(Duration.ofHours(1)).plusSeconds(1);
        assertRefused(signIn(brief.assertion(brief.header(JWSAlgorithm.RS256), CertificateSignInTest::usual,
                fixture.now)), 700027);
        fixture.now = START;
        assertThat(fixture.call(graphToken(), "POST", path + "/removeKey", "{\"keyId\":\""
                + added.json().path("keyId").asString() + "\"}").status()).isEqualTo(204);
        assertRefused(
                signIn(brief.assertion(brief.header(JWSAlgorithm.RS256), CertificateSignInTest::usual,
                        START)),
                700027);
    }

    @Test
    void onlyCertificatesOfUsableKeysAreRegistered() {
        assertThat(addKey(KEY).status()).isEqualTo(400);
        assertThat(addKey(ClientKey.generate("RSA", 1024, START, Duration.ofDays(1))).status())
                .isEqualTo(400);
        assertThat(addKey(ClientKey.generate("EC", 256, START, Duration.ofDays(1))).status()).isEqualTo(400);
        for (String body : new String[]{"{}", "{\"keyCredential\":{\"key\":\"AAAA\"}}",
                "{\"keyCredential\":{\"type\":\"Symmetric\",\"key\":\"" + KEY.base64() + "\"}}"}) {
            assertThat(fixture.call(graphToken(), "POST", path + "/addKey", body).status()).isEqualTo(400);
        }
        assertThat(fixture.call(graphToken(), "POST", path + "/removeKey", "{\"keyId\":\"x\"}").status())
                .isEqualTo(400);
        assertThat(fixture.call(graphToken(), "GET", path).json().path("keyCredentials")).isNotEmpty();
    }
}
