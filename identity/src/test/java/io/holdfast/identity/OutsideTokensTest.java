package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Headers;
import io.holdfast.rest.RequestBody;
import io.holdfast.rest.TokenProblem.Kind;
import io.holdfast.rest.TokenVerifier;
import io.holdfast.rest.TokenVerifier.InvalidTokenException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of an outside issuer, from a real HTTPS server on loopback.
class OutsideTokensTest {

    @TempDir
    Path folder;

    private IdentityFixture fixture;
    private OutsideIssuer issuer;
    private Principal robot;

    @BeforeEach
    void open() {
        fixture = new IdentityFixture(folder);
        issuer = new OutsideIssuer(folder);
        robot = fixture.space().transact(
                transaction -> fixture.identity.principals().registerApplication(transaction, "robot"));
    }

    @AfterEach
    void close() {
        issuer.close();
        fixture.close();
    }

    private String rule(String claim, String value, String principal) {
        return "{\"claim\":\"" + claim + "\",\"value\":\"" + value + "\",\"principal\":\"" + principal
                + "\"}";
    }

    private String atUrl() {
        return "\"jwksUrl\":\"" + issuer.keysUrl() + "\",\"caFile\":\"" + issuer.authorityFile() + "\"";
    }

    private TokenVerifier configured(String members) {
        return verifier(
                "{\"v\":1,\"issuers\":[{\"issuer\":\"" + issuer.name() + "\",\"audiences\":[\"holdfast\"],"
                        + members + "}]}");
    }

    private TokenVerifier verifier(String json) {
        try {
            Path file = Files.writeString(folder.resolve("issuers.json"), json);
            return fixture.identity.verifier(TrustedIssuers.read(file), () -> fixture.now,
                    new SecureRandom());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TokenVerifier usual() {
        return configured(atUrl() + ",\"principals\":[" + rule("sub", "robot", robot.appId()) + "]");
    }

    private String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return issuer.token(issuer.first(), JWSAlgorithm.RS256, fixture.now, change);
    }

    private static void assertRefused(TokenVerifier verifier, String token, Kind kind) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOfSatisfying(InvalidTokenException.class,
                refused -> assertThat(refused.problem().kind()).isEqualTo(kind));
    }

    @Test
    void aTokenSpeaksForThePrincipalThatItsClaimIsMappedTo() {
        Caller caller = usual().verify(token(claims -> claims));

        assertThat(caller.objectId()).isEqualTo(robot.objectId());
        assertThat(caller.appId()).isEqualTo(robot.appId());
        assertThat(caller.tenantId()).isEqualTo(fixture.identity.tenant().tenantId());
        assertThat(caller.issuer()).isEqualTo(issuer.name());
    }

    @Test
    void tokensOfThisInstallationAreAcceptedAsBefore() {
        assertThat(usual().verify(fixture.ownerToken()).appId()).isEqualTo(fixture.owner().clientId());
        assertRefused(usual(), "x.y.z", Kind.INVALID);
        assertRefused(usual(), token(claims -> claims.issuer("https://unknown.example")), Kind.WRONG_ISSUER);
    }

    @Test
    void theFirstRuleThatMatchesCounts() {
        TokenVerifier verifier = configured(atUrl() + ",\"principals\":["
                + rule("realm_access.roles", "siem", robot.objectId()) + ","
                + rule("https://example.com/groups", "soc", robot.objectId()) + ","
                + rule("sub", "robot", fixture.owner().clientId()) + "]");

        assertThat(verifier.verify(token(claims -> claims.claim("realm_access",
                Map.of("roles", List.of("other", "siem"))))).appId()).isEqualTo(robot.appId());
        assertThat(
                verifier.verify(token(claims -> claims.claim("https://example.com/groups", List.of("soc"))))
                        .appId())
                .isEqualTo(robot.appId());
        assertThat(verifier.verify(token(claims -> claims)).appId()).isEqualTo(fixture.owner().clientId());
        assertRefused(verifier, token(claims -> claims.subject("other").claim("realm_access", "siem")),
                Kind.INVALID);
    }

    @Test
    void eachClaimCounts() {
        TokenVerifier verifier = usual();

        assertRefused(verifier, token(claims -> claims.audience("other")), Kind.WRONG_AUDIENCE);
        assertRefused(verifier, token(claims -> claims.audience((String) null)), Kind.WRONG_AUDIENCE);
        assertRefused(verifier, token(claims -> claims.subject("other")), Kind.INVALID);
        assertRefused(verifier, token(claims -> claims.expirationTime(null)), Kind.INVALID);
        assertRefused(verifier, token(claims -> claims.claim("typ", "ID")), Kind.INVALID);
        assertThat(verifier.verify(token(claims -> claims.audience(List.of("account", "holdfast"))
                .claim("typ", "Bearer"))).audience()).isEqualTo("holdfast");
    }

    @Test
    void theTimeCountsWithinTheSkew() {
        TokenVerifier verifier = usual();
        Instant start = fixture.now;
        String token = token(claims -> claims);

        fixture.now = start.minus(TokenService.CLOCK_SKEW).minusSeconds(1);
        assertRefused(verifier, token, Kind.EXPIRED);
        fixture.now = start.plusSeconds(3600).plus(TokenService.CLOCK_SKEW).minusSeconds(1);
        assertThat(verifier.verify(token).appId()).isEqualTo(robot.appId());
        fixture.now = start.plusSeconds(3600).plus(TokenService.CLOCK_SKEW);
        assertRefused(verifier, token, Kind.EXPIRED);
    }

    @Test
    void onlyConfiguredAlgorithmsUnderPublishedKeysAreAccepted() {
        ECKey ec = issuer.publish(OutsideIssuer.ec());
        String es256 = issuer.token(ec, JWSAlgorithm.ES256, fixture.now, claims -> claims);
        assertRefused(usual(), es256, Kind.INVALID);
        TokenVerifier verifier = configured(atUrl() + ",\"algorithms\":[\"RS256\",\"ES256\"],\"principals\":["
                + rule("sub", "robot", robot.appId()) + "]");
        assertThat(verifier.verify(es256).appId()).isEqualTo(robot.appId());
        assertThat(verifier.verify(token(claims -> claims)).appId()).isEqualTo(robot.appId());

        RSAKey foreign = OutsideIssuer.rsa();
        RSAKey disguised = new RSAKey.Builder(foreign).keyID(issuer.first().getKeyID()).build();
        RSAKey swapped = new RSAKey.Builder(foreign).keyID(ec.getKeyID()).build();
        for (RSAKey key : List.of(foreign, disguised, swapped)) {
            assertRefused(verifier, issuer.token(key, JWSAlgorithm.RS256, fixture.now, claims -> claims),
                    Kind.INVALID);
        }
        assertRefused(verifier,
                issuer.token(issuer.first(), JWSAlgorithm.PS256, fixture.now, claims -> claims),
                Kind.INVALID);
    }

    @Test
    void noRuleLeadsToAnIdentityThatWorksInsideTheProcess() {
        Principal cluster = fixture.identity.principals().createManagedIdentity(
                ResourceId.group("s", "g").resource("Microsoft.OperationalInsights", "clusters", "c1"));
        Principal cosmos = fixture.space().transact(transaction -> fixture.identity.principals()
                .ensureFirstParty(transaction, Principals.COSMOS_DB_APP_ID, "Azure Cosmos DB"));

        for (String name : List.of(cluster.appId(), cluster.objectId(), cosmos.appId(), cosmos.objectId(),
                "x")) {
            assertRefused(configured(atUrl() + ",\"principals\":[" + rule("sub", "robot", name) + "]"),
                    token(claims -> claims), Kind.INVALID);
        }
    }

    @Test
    void keysAreFetchedOnceAndAgainWhenTheyAreOld() {
        TokenVerifier verifier = usual();
        String token = token(claims -> claims);
        verifier.verify(token);
        verifier.verify(token);
        assertThat(issuer.fetches).hasValue(1);

        fixture.now = fixture.now.plus(OutsideKeys.FRESH);
        verifier.verify(token(claims -> claims));
        assertThat(issuer.fetches).hasValue(2);
    }

    @Test
    void anUnknownKeyIsAskedForAfterAPauseOnly() {
        TokenVerifier verifier = usual();
        verifier.verify(token(claims -> claims));
        RSAKey next = issuer.publish(OutsideIssuer.rsa());
        String token = issuer.token(next, JWSAlgorithm.RS256, fixture.now, claims -> claims);

        assertRefused(verifier, token, Kind.INVALID);
        assertThat(issuer.fetches).hasValue(1);
        fixture.now = fixture.now.plus(OutsideKeys.PAUSE);
        assertThat(verifier.verify(token).appId()).isEqualTo(robot.appId());
        String unknown = issuer.token(OutsideIssuer.rsa(), JWSAlgorithm.RS256, fixture.now, claims -> claims);
        for (int i = 0; i < 20; i++) {
            assertRefused(verifier, unknown, Kind.INVALID);
        }
        assertThat(issuer.fetches).hasValue(2);
    }

    @Test
    void whileTheIssuerDoesNotAnswerItsOldKeysCountForADay() {
        TokenVerifier verifier = usual();
        verifier.verify(token(claims -> claims));
        issuer.status = 503;

        fixture.now = fixture.now.plus(OutsideKeys.USABLE).minusSeconds(1);
        assertThat(verifier.verify(token(claims -> claims)).appId()).isEqualTo(robot.appId());
        fixture.now = fixture.now.plusSeconds(1).plus(OutsideKeys.PAUSE);
        assertRefused(verifier, token(claims -> claims), Kind.INVALID);
        issuer.status = 200;
        fixture.now = fixture.now.plus(OutsideKeys.PAUSE);
        assertThat(verifier.verify(token(claims -> claims)).appId()).isEqualTo(robot.appId());
    }

    @Test
    void badAnswersAreNoKeys() {
        for (String body : List.of("no JSON", "{\"keys\":1}", "x".repeat(KeyFetcher.MAX_BYTES + 1))) {
            issuer.body = body;
            assertRefused(usual(), token(claims -> claims), Kind.INVALID);
        }
    }

    @Test
    void anIssuerUnderAnotherAuthorityIsNotAsked() {
        TokenVerifier verifier = configured("\"jwksUrl\":\"" + issuer.keysUrl() + "\",\"principals\":["
                + rule("sub", "robot", robot.appId()) + "]");

        assertRefused(verifier, token(claims -> claims), Kind.INVALID);
        assertThat(issuer.fetches).hasValue(0);
    }

    @Test
    void keysMayComeFromAFile() throws IOException {
        Files.writeString(folder.resolve("keys.json"), issuer.publishedKeys());
        TokenVerifier verifier = configured("\"jwksFile\":\"keys.json\",\"principals\":["
                + rule("sub", "robot", robot.appId()) + "]");

        assertThat(verifier.verify(token(claims -> claims)).appId()).isEqualTo(robot.appId());
        assertThat(issuer.fetches).hasValue(0);
    }

    @Test
    void theApisTakeATokenForTheResourcesThatItsAudienceStandsFor() {
        fixture.assign(fixture.subscription(), BuiltInRoles.READER, robot);
        String rules = ",\"principals\":[" + rule("sub", "robot", robot.appId()) + "]";

        assertThat(call(configured(atUrl() + rules + ",\"resources\":[\"https://management.azure.com\"]"),
                token(claims -> claims))).isEqualTo(200);
        assertThat(call(configured(atUrl() + rules + ",\"resources\":[\"https://vault.azure.net\"]"),
                token(claims -> claims))).isEqualTo(401);
        assertThat(call(configured(atUrl() + rules), token(claims -> claims))).isEqualTo(401);
        TokenVerifier named = verifier("{\"v\":1,\"issuers\":[{\"issuer\":\"" + issuer.name()
                + "\",\"audiences\":[\"https://management.azure.com\"]," + atUrl() + rules + "}]}");
        assertThat(call(named, token(claims -> claims.audience("https://management.azure.com"))))
                .isEqualTo(200);
    }

    private int call(TokenVerifier verifier, String token) {
        return new ApiDispatcher(fixture.apis, verifier).dispatch(new ApiRequest("GET",
                List.of("subscriptions", fixture.identity.tenant().subscriptionId()),
                Map.of("api-version", "2022-12-01"), Headers.of(Map.of("Authorization", "Bearer " + token)),
                RequestBody.EMPTY, URI.create("https://localhost:8443"), "request-1", "127.0.0.1")).status();
    }

    @Test
    void aDeletedPrincipalIsSpokenForByNobody() {
        TokenVerifier verifier = usual();
        verifier.verify(
                token(claims -> claims.expirationTime(Date.from(fixture.now.plus(Duration.ofDays(1))))));

        fixture.identity.principals().delete(robot.objectId());

        assertRefused(verifier, token(claims -> claims), Kind.INVALID);
    }

    @Test
    void aConfigurationThatIsNotUnderstoodIsRefused() {
        String rules = "\"principals\":[" + rule("sub", "robot", "x") + "]";
        List<String> wrong = List.of("", "[]", "{\"v\":2,\"issuers\":[]}", "{\"v\":1,\"issuer\":[]}",
                issuerJson("\"audiences\":[\"a\"]," + atUrl()), issuerJson(atUrl() + "," + rules),
                issuerJson("\"audiences\":[\"a\"]," + rules),
                issuerJson("\"audiences\":[1]," + atUrl() + "," + rules),
                issuerJson("\"audiences\":[\"a\"],\"jwksUrl\":\"http://x/keys\"," + rules),
                issuerJson("\"audiences\":[\"a\"],\"jwksUrl\":\"https://x/k\",\"jwksFile\":\"k\"," + rules),
                issuerJson("\"audiences\":[\"a\"],\"jwksFile\":\"k\",\"caFile\":\"k\"," + rules),
                issuerJson(
                        "\"audiences\":[\"a\"],\"jwksUrl\":\"https://x/k\",\"caFile\":\"absent\"," + rules),
                issuerJson("\"audiences\":[\"a\"],\"algorithms\":[\"HS256\"]," + atUrl() + "," + rules),
                issuerJson("\"audiences\":[\"a\"],\"algorithms\":[\"none\"]," + atUrl() + "," + rules),
                issuerJson("\"audiences\":[\"a\"],\"audience\":\"a\"," + atUrl() + "," + rules),
                issuerJson("\"audiences\":[\"a\"]," + atUrl() + ",\"principals\":[{\"claim\":\"sub\"}]"),
                issuerJson("\"audiences\":[\"a\"]," + atUrl() + "," + rules).replace(issuer.name(),
                        "https://sts.windows.net/" + fixture.identity.tenant().tenantId() + "/"));

        assertThat(wrong).allSatisfy(json -> assertThatThrownBy(() -> verifier(json)).as(json)
                .isInstanceOf(IllegalArgumentException.class));
        assertThatThrownBy(() -> TrustedIssuers.read(folder.resolve("absent")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String issuerJson(String members) {
        return "{\"v\":1,\"issuers\":[{\"issuer\":\"" + issuer.name() + "\"," + members + "}]}";
    }
}
