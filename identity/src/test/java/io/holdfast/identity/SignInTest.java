package io.holdfast.identity;

import static io.holdfast.identity.IdentityFixture.ARM_SCOPE;
import static io.holdfast.identity.IdentityFixture.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.holdfast.arm.ResourceId;
import io.holdfast.identity.IdentityFixture.Answer;
import io.holdfast.rest.ApiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SignInTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    static Path folder;

    // Shared: each test calls from an address of its own, so that no failures of others count.
    private static IdentityFixture fixture;
    private static int addresses;

    private String clientId;
    private String secret;

    @BeforeAll
    static void open() {
        fixture = new IdentityFixture(folder);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void reset() {
        clientId = fixture.owner().clientId();
        secret = fixture.owner().clientSecret();
        addresses++;
        fixture.address = "10.0.1." + addresses;
        fixture.host = "localhost";
        fixture.now = START;
    }

    @Test
    void aTokenHasTheClaimsOfTheMirroredService() throws ParseException {
        Answer answer = fixture.signIn(form(clientId, secret, ARM_SCOPE));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers()).containsEntry("Cache-Control", "no-store");
        assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.json().path("expires_in").asInt()).isEqualTo(3600);
        SignedJWT token = SignedJWT.parse(answer.json().path("access_token").asString());
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        JWTClaimsSet claims = token.getJWTClaimsSet();
        String tenantId = fixture.identity.tenant().tenantId();
        assertThat(claims.getAudience()).containsExactly("https://management.azure.com");
        assertThat(claims.getIssuer()).isEqualTo("https://sts.windows.net/" + tenantId + "/");
        assertThat(claims.getClaims()).containsEntry("tid", tenantId).containsEntry("appid", clientId)
                .containsEntry("appidacr", "1").containsEntry("idtyp", "app").containsEntry("ver", "1.0")
                .containsEntry("oid", claims.getSubject());
        assertThat(claims.getExpirationTime().toInstant()).isEqualTo(fixture.now.plus(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @CsvSource({"https://management.core.windows.net//.default,https://management.core.windows.net/",
            "https://monitor.azure.com//.default,https://monitor.azure.com/",
            "https://vault.azure.net/.default,https://vault.azure.net",
            "https://vault.azure.net/.default openid profile offline_access,https://vault.azure.net",
            "https://localhost:8443/.default,https://localhost:8443",
            "https://localhost/.default,https://localhost",
            "https://v1.vault.localhost:8443/.default,https://v1.vault.localhost:8443",
            "https://api.loganalytics.io/.default,https://api.loganalytics.io",
            "https://graph.microsoft.com/.default,https://graph.microsoft.com"})
    void theScopeNamesTheAudience(String scope, String audience) throws ParseException {
        assertThat(SignedJWT.parse(fixture.token(clientId, secret, scope)).getJWTClaimsSet().getAudience())
                .containsExactly(audience);
    }

    @ParameterizedTest
    @CsvSource({"https://example.com/.default,400,invalid_resource,500011",
            "http://management.azure.com/.default,400,invalid_resource,500011",
            "https://management.azure.com.evil.test/.default,400,invalid_resource,500011",
            "https://evillocalhost/.default,400,invalid_resource,500011",
            "https://user@localhost/.default,400,invalid_resource,500011",
            "https://management.azure.com:9/.default,400,invalid_resource,500011",
            "https://localhost/path/.default,400,invalid_resource,500011",
            "%/.default,400,invalid_resource,500011",
            "https://management.azure.com,400,invalid_scope,1002012", "/.default,400,invalid_scope,1002012",
            "https://vault.azure.net/.default "
                    + "https://management.azure.com/.default,400,invalid_scope,1002012"})
    void otherScopesAreRefused(String scope, int status, String error, int number) {
        assertRefused(fixture.signIn(form(clientId, secret, scope)), status, error, number);
    }

    @Test
    void versionOneNamesTheResource() throws ParseException {
        Map<String, String> form = form(clientId, secret, "");
        form.remove("scope");
        form.put("resource", "https://vault.azure.net");

        ObjectNode json = fixture.signIn("/" + fixture.identity.tenant().tenantId() + "/oauth2/token", form)
                .json();

        assertThat(json.path("resource").asString()).isEqualTo("https://vault.azure.net");
        assertThat(json.path("expires_on").asString()).isEqualTo("1767229200");
        assertThat(SignedJWT.parse(json.path("access_token").asString()).getJWTClaimsSet().getAudience())
                .containsExactly("https://vault.azure.net");
    }

    @Test
    void theSecretMayComeInABasicHeader() {
        String pair = Base64.getEncoder()
                .encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.UTF_8));

        assertThat(fixture.call("POST", "/common/oauth2/v2.0/token", Map.of("Authorization", "Basic " + pair),
                "grant_type=client_credentials&scope=https%3A%2F%2Fvault.azure.net%2F.default").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "organizations", "localhost", "LOCALHOST", "adfs"})
    void theTenantHasFurtherNames(String tenant) {
        assertThat(fixture.signIn("/" + tenant + "/oauth2/v2.0/token", form(clientId, secret, ARM_SCOPE))
                .status())
                .isEqualTo(200);
    }

    @Test
    void aDoubledSlashBeforeTheTenantIsIgnored() {
        assertThat(fixture.signIn("//" + fixture.identity.tenant().tenantId() + "/oauth2/v2.0/token",
                form(clientId, secret, ARM_SCOPE)).status()).isEqualTo(200);
    }

    @Test
    void anUnknownTenantIsRefused() {
        assertRefused(
                fixture.signIn("/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token",
                        form(clientId, secret, ARM_SCOPE)),
                400, "invalid_request", 90002);
    }

    @Test
    void aWrongSecretIsRefusedWithoutEchoingIt() {
        Answer answer = fixture.signIn(form(clientId, secret + "x", ARM_SCOPE));

        assertRefused(answer, 401, "invalid_client", 7000215);
        assertThat(answer.json().toString()).doesNotContain(secret);
        assertThat(answer.json().path("trace_id").asString()).isEqualTo("request-1");
        assertThat(answer.json().path("timestamp").asString()).isEqualTo("2026-01-01 00:00:00Z");
    }

    @Test
    void anUnknownApplicationIsRefused() {
        assertRefused(fixture.signIn(form("11111111-2222-3333-4444-555555555555", secret, ARM_SCOPE)), 400,
                "unauthorized_client", 700016);
        assertRefused(fixture.signIn(form("not-a-guid", secret, ARM_SCOPE)), 400, "unauthorized_client",
                700016);
    }

    @Test
    void identitiesThatDoNotSignInAreRefusedWhateverSecretTheySend() {
        Principal cluster = fixture.identity.principals().createManagedIdentity(
                ResourceId.group("s", "g").resource("Microsoft.OperationalInsights", "clusters", "c1"));
        Principal cosmos = fixture.space().transact(transaction -> fixture.identity.principals()
                .ensureFirstParty(transaction, Principals.COSMOS_DB_APP_ID, "Azure Cosmos DB"));

        for (Principal principal : List.of(cluster, cosmos)) {
            for (String guess : List.of(secret, "x", principal.objectId())) {
                assertRefused(fixture.signIn(form(principal.appId(), guess, ARM_SCOPE)), 400,
                        "unauthorized_client", 700016);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"grant_type,,400,invalid_request,900144",
            "grant_type,password,400,unsupported_grant_type,70003",
            "client_id,,400,invalid_request,900144", "client_secret,,401,invalid_client,7000216",
            "scope,,400,invalid_request,900144", "client_assertion,x,400,invalid_request,900561"})
    void anIncompleteRequestIsRefused(String field, String value, int status, String error, int number) {
        Map<String, String> form = form(clientId, secret, ARM_SCOPE);
        if (value == null) {
            form.remove(field);
        } else {
            form.put(field, value);
        }

        assertRefused(fixture.signIn(form), status, error, number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type=%zz", "grant_type=a&grant_type=b"})
    void aMalformedFormIsRefused(String body) {
        assertRefused(
                new Answer(fixture.call("POST", "/common/oauth2/v2.0/token", Map.of(), body).response()),
                400, "invalid_request", 900561);
    }

    @Test
    void afterTenFailuresAClientWaitsAMinute() {
        for (int i = 0; i < SignInLimiter.MAX_FAILURES; i++) {
            assertThat(fixture.signIn(form(clientId, "wrong", ARM_SCOPE)).status()).isEqualTo(401);
        }

        Answer limited = fixture.signIn(form(clientId, secret, ARM_SCOPE));
        assertRefused(limited, 429, "temporarily_unavailable", 90055);
        assertThat(limited.response().headers()).containsEntry("Retry-After", "61");
        String address = fixture.address;
        fixture.address = "10.0.0.1";
        assertThat(fixture.signIn(form(clientId, secret, ARM_SCOPE)).status()).isEqualTo(200);
        fixture.address = address;
        fixture.now = fixture.now.plus(WindowCounters.WINDOW);
        assertThat(fixture.signIn(form(clientId, secret, ARM_SCOPE)).status()).isEqualTo(200);
    }

    @Test
    void failuresUnderChangingNamesAreBoundedByAddress() {
        SignInLimiter limiter = new SignInLimiter(() -> fixture.now);

        for (int i = 0; i < SignInLimiter.MAX_FAILURES_OF_ADDRESS; i++) {
            limiter.requireFewFailures("a", "client");
            limiter.failed("a", "client" + i);
        }

        assertThatThrownBy(() -> limiter.requireFewFailures("a", "client")).isInstanceOf(ApiException.class);
        assertThatCode(() -> limiter.requireFewFailures("b", "client")).doesNotThrowAnyException();
    }

    @Test
    void anAddressThatAsksForTooManyTokensWaits() {
        SignInLimiter limiter = new SignInLimiter(() -> fixture.now);

        for (int i = 0; i < SignInLimiter.MAX_REQUESTS_OF_ADDRESS; i++) {
            limiter.admit("a");
        }

        assertThatThrownBy(() -> limiter.admit("a")).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.error().status()).isEqualTo(429);
            assertThat(refused.error().headers()).containsEntry("Retry-After", "61");
        });
        limiter.admit("b");
        fixture.now = fixture.now.plus(WindowCounters.WINDOW);
        limiter.admit("a");
    }

    @Test
    void secretsAreAddedAndRemovedOneByOne() {
        Principals principals = fixture.identity.principals();
        NewApplication made = principals.createApplication("tool");
        String objectId = made.principal().objectId();
        NewSecret second = fixture.space().transact(tx -> principals.addSecret(tx, objectId));
        Map<String, String> first = form(made.principal().appId(), made.clientSecret(), ARM_SCOPE);
        Map<String, String> other = form(made.principal().appId(), second.value(), ARM_SCOPE);
        assertThat(fixture.signIn(first).status()).isEqualTo(200);
        assertThat(fixture.signIn(other).status()).isEqualTo(200);

        assertThat(
                fixture.space().<Boolean>transact(tx -> principals.removeSecret(tx, objectId, second.id())))
                .isTrue();
        assertThat(fixture.signIn(first).status()).isEqualTo(200);
        assertThat(fixture.signIn(other).status()).isEqualTo(401);
        assertThat(made + " " + second).doesNotContain(made.clientSecret()).doesNotContain(second.value());
    }

    @Test
    void theDiscoveryDocumentNamesTheOriginThatWasUsed() {
        String tenantId = fixture.identity.tenant().tenantId();
        fixture.host = "login.localhost";

        ObjectNode json = fixture
                .call("GET", "/" + tenantId + "/v2.0/.well-known/openid-configuration", Map.of(),
                        "")
                .json();

        assertThat(json.path("issuer").asString())
                .isEqualTo("https://login.localhost:8443/" + tenantId + "/v2.0");
        assertThat(json.path("token_endpoint").asString())
                .isEqualTo("https://login.localhost:8443/" + tenantId + "/oauth2/v2.0/token");
        assertThat(fixture.call("GET", "/common/discovery/instance?api-version=1.1", Map.of(), "").json()
                .path("tenant_discovery_endpoint").asString()).startsWith("https://login.localhost:8443/");
    }

    @Test
    void theAdfsFormHasItsOwnIssuerAndEndpoints() {
        ObjectNode json = fixture.call("GET", "/adfs/.well-known/openid-configuration", Map.of(), "").json();

        assertThat(json.path("issuer").asString()).isEqualTo("https://localhost:8443/adfs");
        assertThat(json.path("token_endpoint").asString())
                .isEqualTo("https://localhost:8443/adfs/oauth2/token");
        assertThat(json.path("jwks_uri").asString()).isEqualTo("https://localhost:8443/adfs/discovery/keys");
        assertThat(fixture.call("GET", "/adfs/discovery/keys", Map.of(), "").json().path("keys")).hasSize(1);
        assertThat(fixture.signIn("/adfs/oauth2/token", form(clientId, secret, ARM_SCOPE)).status())
                .isEqualTo(200);
    }

    @Test
    void thePublishedKeysVerifyTokensAndHoldNoPrivatePart() throws ParseException {
        ObjectNode keys = fixture.call("GET", "/common/discovery/v2.0/keys", Map.of(), "").json();

        assertThat(keys.path("keys")).hasSize(1);
        assertThat(keys.path("keys").path(0).path("kid").asString())
                .isEqualTo(SignedJWT.parse(fixture.ownerToken()).getHeader().getKeyID());
        assertThat(keys.path("keys").path(0).propertyNames()).containsExactlyInAnyOrder("kty", "use", "alg",
                "kid",
                "n", "e", "issuer");
    }

    private static void assertRefused(Answer answer, int status, String error, int number) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("status", answer.status());
        seen.put("error", answer.json().path("error").asString());
        seen.put("number", answer.json().path("error_codes").path(0).asInt());
        assertThat(seen).containsEntry("status", status).containsEntry("error", error).containsEntry("number",
                number);
        assertThat(answer.json().path("error_description").asString()).startsWith("AADSTS" + number + ": ");
    }
}
