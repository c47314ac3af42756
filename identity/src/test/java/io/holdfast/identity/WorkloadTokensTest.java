package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.holdfast.arm.ResourceId;
import io.holdfast.identity.IdentityFixture.Answer;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Headers;
import io.holdfast.rest.RequestBody;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The managed identity endpoints, and what they never do.
class WorkloadTokensTest {

    private static final String VAULT = "https://vault.azure.net";
    private static final String MSI = "/msi/token?api-version=2019-08-01&resource=" + VAULT;
    private static final String IMDS = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
            + VAULT;

    @TempDir
    Path folder;

    private IdentityFixture fixture;
    private String graph;

    @BeforeEach
    void open() {
        fixture = new IdentityFixture(folder);
        graph = fixture.token(fixture.owner().clientId(), fixture.owner().clientSecret(),
                "https://graph.microsoft.com/.default");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Answer make(boolean onImds) {
        Answer made = fixture.call(graph, "POST", "/v1.0/workloadIdentities",
                "{\"displayName\":\"agent\",\"onImds\":" + onImds + "}");
        assertThat(made.status()).isEqualTo(201);
        return made;
    }

    private Answer msi(String header, String more) {
        return fixture.call("GET", MSI + more, Map.of("X-IDENTITY-HEADER", header), "");
    }

    private Answer imds(String target, Map<String, String> headers) {
        ImdsApi api = new ImdsApi(fixture.identity, IdentitySettings.forDomain("localhost"),
                () -> fixture.now);
        URI uri = URI.create("http://127.0.0.2" + target);
        Map<String, String> query = new LinkedHashMap<>();
        Arrays.stream(uri.getQuery().split("&")).map(pair -> pair.split("=", 2))
                .forEach(pair -> query.put(pair[0], pair[1]));
        return new Answer(new ApiDispatcher(List.of(api), fixture.identity.tokens()).dispatch(new ApiRequest(
                "GET",
                List.of(uri.getPath().substring(1).split("/")), query, Headers.of(headers), RequestBody.EMPTY,
                URI.create("http://127.0.0.2"), "request-1", "127.0.0.1")));
    }

    private static final Map<String, String> METADATA = Map.of("Metadata", "true");

    @Test
    void aWorkloadGetsTokensOfItsIdentityForItsHeader() throws ParseException {
        Answer made = make(false);
        assertThat(made.json().path("identityEndpoint").asString())
                .isEqualTo("https://localhost:8443/msi/token");

        Answer answer = msi(made.json().path("identityHeader").asString(), "");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.response().headers()).containsEntry("Cache-Control", "no-store");
        assertThat(answer.json().path("expires_on").asString()).isEqualTo("1767229200");
        assertThat(answer.json().path("client_id").asString())
                .isEqualTo(made.json().path("appId").asString());
        String token = answer.json().path("access_token").asString();
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getClaim("appidacr")).isEqualTo("2");
        assertThat(fixture.identity.tokens().verify(token).objectId())
                .isEqualTo(made.json().path("id").asString());
    }

    @Test
    void theRequestMayNameTheIdentityOfItsHeaderOnly() {
        Answer made = make(false);
        String header = made.json().path("identityHeader").asString();
        String other = make(false).json().path("appId").asString();

        assertThat(msi(header, "&client_id=" + made.json().path("appId").asString()).status()).isEqualTo(200);
        assertThat(msi(header, "&principal_id=" + made.json().path("id").asString()).status()).isEqualTo(200);
        assertThat(msi(header, "&client_id=" + other).status()).isEqualTo(400);
        assertThat(msi(header, "&object_id=" + other).status()).isEqualTo(400);
        assertThat(msi(header, "&mi_res_id=x").status()).isEqualTo(400);
    }

    @Test
    void aHeaderCanBeReplaced() {
        Answer made = make(false);
        String first = made.json().path("identityHeader").asString();
        String path = "/v1.0/workloadIdentities/" + made.json().path("id").asString();
        Answer added = fixture.call(graph, "POST", path + "/addPassword", "{}");
        String second = added.json().path("identityHeader").asString();
        String firstId = fixture.call(graph, "GET", path).json().path("passwordCredentials").path(0)
                .path("keyId")
                .asString();
        assertThat(msi(second, "").status()).isEqualTo(200);

        assertThat(fixture.call(graph, "POST", path + "/removePassword", "{\"keyId\":\"" + firstId + "\"}")
                .status()).isEqualTo(204);
        assertThat(msi(first, "").status()).isEqualTo(401);
        assertThat(msi(second, "").status()).isEqualTo(200);
        String token = msi(second, "").json().path("access_token").asString();
        assertThat(fixture.call(graph, "DELETE", path, "").status()).isEqualTo(204);
        assertThat(msi(second, "").status()).isEqualTo(401);
        assertThat(fixture.call(token, "GET", "/v1.0/servicePrincipals", "").status()).isEqualTo(401);
    }

    @Test
    void otherHeadersVersionsAndResourcesAreRefused() {
        String header = make(false).json().path("identityHeader").asString();

        assertThat(fixture.call("GET", MSI, Map.of(), "").status()).isEqualTo(401);
        for (String wrong : List.of("", "x", header + "x", header.replace('.', '-'))) {
            assertThat(msi(wrong, "").status()).isEqualTo(401);
        }
        for (String target : List.of("/msi/token?api-version=2017-09-01&resource=" + VAULT,
                "/msi/token?resource=" + VAULT, "/msi/token?api-version=2019-08-01",
                "/msi/token?api-version=2019-08-01&resource=https://elsewhere.example")) {
            assertThat(fixture.call("GET", target, Map.of("X-IDENTITY-HEADER", header), "").status())
                    .as(target)
                    .isEqualTo(400);
        }
    }

    @Test
    void afterTenFailuresAWorkloadWaits() {
        String header = make(false).json().path("identityHeader").asString();
        for (int i = 0; i < SignInLimiter.MAX_FAILURES; i++) {
            assertThat(msi(header + "x", "").status()).isEqualTo(401);
        }

        Answer limited = msi(header, "");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.response().headers()).containsEntry("Retry-After", "61");
    }

    @Test
    void theImdsFormServesTheIdentitiesMadeForItOnly() {
        assertThat(imds(IMDS, METADATA).json().path("error_description").asString())
                .isEqualTo("Identity not found");
        Answer other = make(false);
        Answer made = make(true);

        Answer answer = imds(IMDS, METADATA);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("client_id").asString())
                .isEqualTo(made.json().path("appId").asString());
        assertThat(answer.json().path("expires_in").asString()).isEqualTo("3600");
        assertThat(imds(IMDS + "&client_id=" + other.json().path("appId").asString(), METADATA).status())
                .isEqualTo(400);
        Answer second = make(true);
        assertThat(imds(IMDS, METADATA).status()).isEqualTo(400);
        assertThat(imds(IMDS + "&object_id=" + second.json().path("id").asString(), METADATA).json()
                .path("client_id").asString()).isEqualTo(second.json().path("appId").asString());
    }

    @Test
    void theImdsFormRefusesPagesAndProxies() {
        make(true);

        assertThat(imds(IMDS, Map.of()).status()).isEqualTo(400);
        assertThat(imds(IMDS, Map.of("Metadata", "false")).status()).isEqualTo(400);
        assertThat(imds(IMDS, Map.of("Metadata", "true", "X-Forwarded-For", "10.0.0.1")).status())
                .isEqualTo(400);
        assertThat(imds(IMDS, Map.of("Metadata", "true", "Forwarded", "for=10.0.0.1")).status())
                .isEqualTo(400);
        assertThat(imds(IMDS.replace("2018-02-01", "2017-01-01"), METADATA).status()).isEqualTo(400);
    }

    @Test
    void theImdsFormIsNotServedByTheTokenService() {
        make(true);

        assertThat(fixture.call("GET", IMDS, METADATA, "").status()).isEqualTo(404);
    }

    /// Every endpoint that issues tokens, with every way to name an identity and every secret there is.
    @ParameterizedTest
    @ValueSource(strings = {"cluster", "cosmos"})
    void noEndpointIssuesATokenForAnIdentityThatWorksInsideTheProcess(String which) {
        Principals principals = fixture.identity.principals();
        Principal inside = which.equals("cluster")
                ? principals.createManagedIdentity(ResourceId.group("s", "g")
                        .resource("Microsoft.OperationalInsights", "clusters", "c1"))
                : fixture.space().transact(transaction -> principals.ensureFirstParty(transaction,
                        Principals.COSMOS_DB_APP_ID, "Azure Cosmos DB"));
        Answer workload = make(true);
        String header = workload.json().path("identityHeader").asString();
        String secret = header.substring(header.indexOf('.') + 1);
        List<Answer> answers = new ArrayList<>();
        for (String name : List.of(inside.appId(), inside.objectId())) {
            for (String proof : List.of(secret, fixture.owner().clientSecret(), "", inside.objectId())) {
                for (String endpoint : List.of("/oauth2/v2.0/token", "/oauth2/token")) {
                    answers.add(fixture.signIn("/common" + endpoint,
                            IdentityFixture.form(name, proof, IdentityFixture.ARM_SCOPE)));
                }
                answers.add(msi(name + "." + proof, ""));
            }
            for (String parameter : List.of("client_id", "object_id", "principal_id", "mi_res_id",
                    "msi_res_id")) {
                answers.add(msi(header, "&" + parameter + "=" + name));
                answers.add(imds(IMDS + "&" + parameter + "=" + name, METADATA));
            }
        }
        for (String collection : List.of("/v1.0/applications/", "/v1.0/workloadIdentities/")) {
            answers.add(fixture.call(graph, "POST", collection + inside.objectId() + "/addPassword", "{}"));
            answers.add(fixture.call(graph, "POST", collection + inside.objectId() + "/addKey", "{}"));
        }

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isGreaterThanOrEqualTo(400);
            assertThat(answer.json().toString()).doesNotContain("access_token").doesNotContain("secretText");
        });
    }
}
