package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.IdentityFixture.Answer;
import io.holdfast.rest.Api;
import io.holdfast.rest.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each route against callers without a token and without a role.
class RouteAccessTest {

    @TempDir
    Path folder;

    private IdentityFixture fixture;

    @BeforeEach
    void open() {
        fixture = new IdentityFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theAnonymousRoutesAreTheseOnly() {
        assertThat(fixture.apis.stream().flatMap(api -> api.routes().stream())
                .filter(route -> route.access().anonymous())
                .map(route -> route.method() + " " + route.path()))
                .containsExactlyInAnyOrder("GET /metadata/endpoints", "POST /{tenant}/oauth2/v2.0/token",
                        "POST /{tenant}/oauth2/token", "GET /{tenant}/v2.0/.well-known/openid-configuration",
                        "GET /{tenant}/.well-known/openid-configuration", "GET /{tenant}/discovery/v2.0/keys",
                        "GET /{tenant}/discovery/keys", "GET /common/discovery/instance",
                        "GET /msi/token");
    }

    @Test
    void whatAnyPrincipalMayUseIsThisOnly() {
        assertThat(new TreeSet<>(fixture.apis.stream().flatMap(api -> api.routes().stream())
                .filter(route -> route.access().permission().startsWith("any principal")
                        && !route.path().toString().contains("{p0?}"))
                .map(route -> route.method() + " " + route.path()).toList()))
                .containsExactly("GET /subscriptions",
                        "GET /tenants", "GET /v1.0/servicePrincipals", "GET /v1.0/servicePrincipals/{id}",
                        "GET /v1.0/{key}");
    }

    @Test
    void noRouteAnswersWithoutAToken() {
        for (Route route : guarded()) {
            Answer answer = fixture.call(route.method(), target(route), Map.of(), "{}");

            assertThat(answer.status()).as(route.method() + " " + route.path()).isEqualTo(401);
        }
    }

    @Test
    void noManagementRouteAnswersToACallerWithoutARole() {
        NewApplication stranger = fixture.identity.principals().createApplication("stranger");
        String token = fixture.token(stranger.principal().appId(), stranger.clientSecret(),
                "https://localhost:8443/.default");

        for (Route route : guarded()) {
            if (!route.access().permission().startsWith("any principal")) {
                Answer answer = fixture.call(token, route.method(), target(route), "{}");

                assertThat(answer.status()).as(route.method() + " " + route.path())
                        .isEqualTo(tellsOfAnOperation(route) ? 404 : 403);
            }
        }
    }

    /// Whether there is such an operation is not told to strangers.
    private static boolean tellsOfAnOperation(Route route) {
        String path = route.path().toString();
        return path.contains("/operationStatuses/") || path.contains("/operationResults/")
                || path.contains("/operationresults/");
    }

    private List<Route> guarded() {
        return fixture.apis.stream().map(Api::routes).flatMap(List::stream)
                .filter(route -> !route.access().anonymous()).toList();
    }

    private String target(Route route) {
        String path = route.path().toString()
                .replace("/{subscription}", "/" + fixture.identity.tenant().subscriptionId())
                .replace("{namespace}", "Microsoft.Authorization").replaceAll("/\\{p\\d+\\?\\}", "")
                .replaceAll("\\{\\w+\\}", "x");
        boolean authorization = path.contains("roleAssignments") || path.contains("roleDefinitions")
                || path.contains("operationStatuses") || path.contains("operationResults");
        String version = authorization
                ? "2022-04-01"
                : path.contains("eventtypes") ? "2015-04-01" : "2021-04-01";
        return path + "?api-version=" + version;
    }
}
