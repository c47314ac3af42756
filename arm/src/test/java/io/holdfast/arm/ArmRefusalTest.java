package io.holdfast.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.arm.ArmFixture.Answer;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ArmRefusalTest {

    private static final String SUB = "/subscriptions/" + ArmFixture.SUBSCRIPTION;
    private static final String BASE = SUB
            + "/resourceGroups/rg1/providers/Microsoft.OperationalInsights/clusters";

    @TempDir
    static Path folder;

    // Shared: no test here changes what another sees.
    private static ArmFixture arm;

    @BeforeAll
    static void open() {
        arm = new ArmFixture(folder);
        arm.call("PUT", ArmFixture.GROUP, "{\"location\":\"West Europe\"}");
    }

    @AfterAll
    static void close() {
        arm.close();
    }

    @ParameterizedTest
    @CsvSource({"'',400,MissingApiVersionParameter", "?api-version=,400,MissingApiVersionParameter",
            "?api-version=1999-01-01,400,NoRegisteredProviderFound",
            "?api-version=2025-07-01,404,ResourceNotFound"})
    void theApiVersionIsCheckedBeforeTheResource(String query, int status, String code) {
        Answer answer = arm.call("GET", BASE + "/c1" + query);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void anUnknownVersionIsAnsweredWithTheKnownOnes() {
        assertThat(arm.call("GET", BASE + "/c1?api-version=1999-01-01").message()).contains("1999-01-01",
                "clusters", "'2025-07-01, 2022-10-01'");
        assertThat(arm.call("GET", SUB + "?api-version=1999-01-01").code())
                .isEqualTo("InvalidApiVersionParameter");
    }

    @ParameterizedTest
    @CsvSource({"GET,/subscriptions/other?api-version=2022-12-01,404,SubscriptionNotFound",
            "GET,SUB/resourceGroups/none/providers/Microsoft.OperationalInsights/clusters"
                    + "/c?api-version=2025-07-01,"
                    + "404,ResourceGroupNotFound",
            "GET,SUB/resourceGroups/none?api-version=2021-04-01,404,ResourceGroupNotFound",
            "GET,SUB/resourceGroups/rg1/providers/No.Such/t/n?api-version=2025-07-01,404"
                    + ",InvalidResourceNamespace",
            "GET,SUB/resourceGroups/rg1/providers/Microsoft.OperationalInsights/none"
                    + "/n?api-version=2025-07-01,"
                    + "404,InvalidResourceType",
            "DELETE,SUB/resourceGroups/rg1/providers/Microsoft.OperationalInsights/clusters/c"
                    + "?api-version=2025-07-01,405,MethodNotAllowed",
            "PUT,SUB/providers/Microsoft.KeyVault?api-version=2021-04-01,405,MethodNotAllowed",
            "GET,SUB/nothing?api-version=2021-04-01,404,NotFound",
            "GET,/subscriptions/other/nothing?api-version=2021-04-01,404,SubscriptionNotFound"})
    void whatIsNotThereIsNamed(String method, String target, int status, String code) {
        Answer answer = arm.call(method, target.replace("SUB", SUB));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.message()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://management.azure.com", "https://management.core.windows.net/",
            "https://localhost:8443", "https://localhost:8443/", "https://LOCALHOST"})
    void tokensForTheManagementApiAreAccepted(String audience) {
        assertThat(arm.call("GET", SUB + "?api-version=2022-12-01",
                Map.of("Authorization", "Bearer " + audience)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"https://vault.azure.net,InvalidAuthenticationTokenAudience",
            "https://v1.vault.localhost:8443,InvalidAuthenticationTokenAudience",
            "https://localhost:9999,InvalidAuthenticationTokenAudience",
            "http://localhost:8443,InvalidAuthenticationTokenAudience", "expired,ExpiredAuthenticationToken",
            "broken,InvalidAuthenticationToken"})
    void otherTokensAreRefusedWithTheChallenge(String token, String code) {
        Answer answer = arm.call("GET", SUB + "?api-version=2022-12-01",
                Map.of("Authorization", "Bearer " + token));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.response().headers().get("WWW-Authenticate"))
                .startsWith("Bearer authorization_uri=\"https://localhost:8443/9999")
                .contains("error=\"invalid_token\"");
    }

    @Test
    void aRequestWithoutTokenIsRefusedBeforeItsPathIsJudged() {
        Answer answer = arm.call("GET", "/subscriptions/other/nothing", Map.of());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("AuthenticationFailed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "rg1 | {\"location\":\"eastus\"} | 409 | InvalidResourceGroupLocation",
            "rg3 | {} | 400 | LocationRequired",
            "rg3 | {\"location\":\"moon\"} | 400 | LocationNotAvailableForResourceType",
            "rg3. | {\"location\":\"eastus\"} | 400 | InvalidResourceGroup",
            "rg3 | {\"location\":\"eastus\",\"tags\":{\"a\":1}} | 400 | InvalidTagValueLength",
            "rg3 | {\"location\":\"eastus\",\"tags\":[]} | 400 | InvalidRequestContent",
            "rg3 | {\"location\": | 400 | InvalidRequestContent"})
    void aBadResourceGroupIsRefused(String name, String body, int status, String code) {
        Answer answer = arm.call("PUT", SUB + "/resourceGroups/" + name + "?api-version=2021-04-01", body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(arm.call("GET", SUB + "/resourceGroups?api-version=2021-04-01").json().path("value"))
                .hasSize(1);
    }

    @Test
    void providersAreListedWithTheirTypes() {
        ObjectNode listed = arm.call("GET", SUB + "/providers?api-version=2022-09-01").json();

        assertThat(listed.path("value")).extracting(provider -> provider.path("namespace").asString())
                .contains("Microsoft.KeyVault", "Microsoft.SecurityInsights", "Microsoft.DocumentDB");
        ObjectNode one = arm
                .call("GET", SUB + "/providers/Microsoft.OperationalInsights?api-version=2022-09-01").json();
        assertThat(one.path("resourceTypes").path(0).path("apiVersions").toString())
                .isEqualTo("[\"2025-07-01\",\"2022-10-01\"]");
        assertThat(arm.call("GET", SUB + "/providers/No.Such?api-version=2022-09-01").code())
                .isEqualTo("InvalidResourceNamespace");
    }

    @Test
    void subscriptionTenantAndLocationsAreShown() {
        assertThat(arm.call("GET", "/subscriptions?api-version=2022-12-01").json().path("value").path(0)
                .path("subscriptionId").asString()).isEqualTo(ArmFixture.SUBSCRIPTION);
        assertThat(arm.call("GET", SUB + "/?api-version=2022-12-01").json().path("state").asString())
                .isEqualTo("Enabled");
        assertThat(arm.call("GET", "/tenants?api-version=2022-12-01").json().path("value")).hasSize(1);
        assertThat(arm.call("GET", SUB + "/locations?api-version=2022-12-01").json().path("value"))
                .extracting(location -> location.path("name").asString()).contains("westeurope");
    }

    @Test
    void theDiscoveryDocumentNeedsNoTokenAndHasThreeForms() {
        Map<String, String> none = Map.of();

        ObjectNode full = arm.call("GET", "/metadata/endpoints?api-version=2022-09-01", none).json();
        assertThat(full.path("resourceManager").asString()).isEqualTo("https://localhost:8443");
        assertThat(full.path("authentication").path("loginEndpoint").asString())
                .isEqualTo("https://localhost:8443");
        assertThat(full.path("suffixes").path("keyVaultDns").asString()).isEqualTo("vault.localhost:8443");
        assertThat(Json
                .parse(arm.call("GET", "/metadata/endpoints?api-version=2019-05-01", none).response().body())
                .isArray()).isTrue();
        assertThat(arm.call("GET", "/metadata/endpoints?api-version=2015-01-01", none).json()
                .has("galleryEndpoint")).isTrue();
    }

    @Test
    void failuresOfLowerLayersAreTranslatedByTheProvider() {
        Answer answer = arm.call("POST", BASE + "/c1/spin?api-version=2025-07-01", "{}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("GadgetIsDark");
        assertThat(answer.json().path("error").path("innererror").path("code").asString()).isEqualTo("Inner");
    }

    @Test
    void aProviderWithARouteOfAnUndeclaredTypeIsRefused() {
        ArmProvider odd = new ArmProvider() {

            @Override
            public String namespace() {
                return "Microsoft.KeyVault";
            }

            @Override
            public Map<String, List<String>> apiVersionsByType() {
                return Map.of("vaults", List.of("2025-05-01"));
            }

            @Override
            public List<Route> routes() {
                return List.of(Route.of("GET",
                        "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.KeyVault/others/{n}",
                        Access.anyPrincipal("a test"), call -> ApiResponse.empty(200)));
            }

            @Override
            public List<ObjectNode> resources(ResourceId scope) {
                return List.of();
            }
        };

        assertThatThrownBy(() -> new ArmApi(ArmSettings.forDomain("t", "s", "localhost"), arm.state,
                (caller, action, scope) -> true, List.of(odd))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("others");
    }

    @Test
    void onlyTheDiscoveryDocumentIsAnonymous() {
        assertThat(arm.armApi().routes()).filteredOn(route -> route.access().anonymous())
                .extracting(route -> route.method() + " " + route.path())
                .containsExactly("GET /metadata/endpoints");
    }
}
