package io.holdfast.remotevault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ArmApi;
import io.holdfast.arm.ArmSettings;
import io.holdfast.arm.ArmState;
import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The operator's API of credentials. A token is the right that its holder has.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteCredentialProviderTest {

    private static final String TENANT = "11111111-1111-1111-1111-111111111111";
    private static final String SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";
    private static final String PRINCIPAL = "33333333-3333-3333-3333-333333333333";
    private static final String WRITE = "Holdfast.Operator/vaultCredentials/write";
    private static final String READ = "Holdfast.Operator/vaultCredentials/read";
    private static final String DELETE = "Holdfast.Operator/vaultCredentials/delete";
    private static final String BODY = """
            {"properties":{"authority":"https://login.example","tenantId":"t","clientId":"c",%s}}""";

    private static final String SHOWN = """
            {"id":"/providers/Holdfast.Operator/vaultCredentials/%s","name":"%s",
             "type":"Holdfast.Operator/vaultCredentials",
             "properties":{"authority":"https://login.example","tenantId":"t","clientId":"c","kind":"secret",
              "setAt":"2026-03-01T12:00:00Z"}}
            """.formatted(PRINCIPAL, PRINCIPAL);

    private final Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private RecordDatabase database;
    private RecordSpace space;
    private ArmState state;
    private RemoteCredentials credentials;
    private ApiDispatcher dispatcher;

    private record Answer(int status, JsonNode json) {

        String code() {
            return json.at("/error/code").asString("");
        }
    }

    @BeforeAll
    void open(@TempDir Path folder) {
        SecureRandom random = new SecureRandom();
        database = RecordDatabase.open(folder.resolve("records.db"));
        space = database.openSpace("platform", SealingKey.generate(random));
        state = ArmState.open(space, clock, random, Duration.ZERO);
        credentials = new RemoteCredentials(space, SealingKey.generate(random), clock);
        String scope = ResourceId.subscription(SUBSCRIPTION).toString();
        Authorizer authorizer = (caller, action, on) -> caller.objectId().equals(action) && on.equals(scope);
        ArmApi api = new ArmApi(ArmSettings.forDomain(TENANT, SUBSCRIPTION, "localhost"), state, authorizer,
                List.of(new RemoteCredentialProvider(credentials, authorizer,
                        ResourceId.subscription(SUBSCRIPTION), PRINCIPAL::equals)));
        dispatcher = new ApiDispatcher(List.of(api), token -> new Caller(TENANT, token, "app",
                "https://management.azure.com", "https://sts.windows.net/" + TENANT + "/"));
    }

    @AfterAll
    void close() {
        credentials.close();
        state.close();
        space.close();
        database.close();
    }

    @Test
    void aCredentialIsSetShownWithoutItsSecretListedAndRemoved() {
        Answer set = call(WRITE, "PUT", "/" + PRINCIPAL, BODY.formatted("\"clientSecret\":\"hunter2\""));
        Answer shown = call(READ, "GET", "/" + PRINCIPAL, "");

        assertThat(set.status()).isEqualTo(200);
        assertThat(shown.json()).isEqualTo(set.json())
                .isEqualTo(Json.parse(SHOWN.getBytes(StandardCharsets.UTF_8)));
        assertThat(call(READ, "GET", "", "").json().path("value")).hasSize(1);
        assertThat(call(DELETE, "DELETE", "/" + PRINCIPAL, "").status()).isEqualTo(200);
        assertThat(call(DELETE, "DELETE", "/" + PRINCIPAL, "").status()).isEqualTo(204);
        assertThat(call(READ, "GET", "/" + PRINCIPAL, "").status()).isEqualTo(404);
    }

    @Test
    void eachCallNeedsItsOwnRight() {
        String body = BODY.formatted("\"clientSecret\":\"hunter2\"");

        for (String other : List.of(READ, DELETE, "nobody")) {
            assertThat(call(other, "PUT", "/" + PRINCIPAL, body).code()).isEqualTo("AuthorizationFailed");
        }
        assertThat(call(WRITE, "GET", "/" + PRINCIPAL, "").code()).isEqualTo("AuthorizationFailed");
        assertThat(call(WRITE, "GET", "", "").code()).isEqualTo("AuthorizationFailed");
        assertThat(call(WRITE, "DELETE", "/" + PRINCIPAL, "").code()).isEqualTo("AuthorizationFailed");
        assertThat(call("", "PUT", "/" + PRINCIPAL, body).status()).isEqualTo(401);
        assertThat(credentials.find(PRINCIPAL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"clientId\":\"c\"", "\"clientSecret\":\"\"", "\"clientSecret\":7",
            "\"clientSecret\":\"hunter2\",\"federatedTokenFile\":\"/x\"", "\"federatedTokenFile\":\"x\"",
            "\"certificatePem\":\"hunter2\"", "\"clientSecret\":\"hunter2\",\"authority\":\"http://a\""})
    void aMalformedCredentialIsRefusedWithoutBeingQuoted(String members) {
        String body = BODY.formatted(members).replace("\"authority\":\"https://login.example\",",
                members.contains("authority") ? "" : "\"authority\":\"https://login.example\",");
        Answer refused = call(WRITE, "PUT", "/" + PRINCIPAL, body.replace("\"clientId\":\"c\",\"clientId\"",
                "\"clientId\""));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().toString()).doesNotContain("hunter2");
        assertThat(credentials.find(PRINCIPAL)).isEmpty();
    }

    @Test
    void onlyPrincipalsThatActInThisProcessHaveCredentials() {
        Answer refused = call(WRITE, "PUT", "/" + TENANT, BODY.formatted("\"clientSecret\":\"hunter2\""));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("PrincipalNotSupported");
    }

    private Answer call(String right, String method, String path, String body) {
        Map<String, String> headers = right.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + right);
        List<String> segments = List
                .of(("providers/Holdfast.Operator/vaultCredentials" + path).split("/", -1));
        ApiResponse response = dispatcher.dispatch(new ApiRequest(method, segments,
                Map.of("api-version", "2026-01-01"), Headers.of(headers),
                limit -> body.getBytes(StandardCharsets.UTF_8), URI.create("https://localhost"), "request-1",
                "127.0.0.1"));
        return new Answer(response.status(),
                response.body().length == 0 ? Json.object() : Json.parse(response.body()));
    }
}
