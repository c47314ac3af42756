package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.IdentityFixture.Answer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphApiTest {

    private static final String COSMOS = "/v1.0/servicePrincipals(appId='" + Principals.COSMOS_DB_APP_ID
            + "')";

    @TempDir
    Path folder;

    private IdentityFixture fixture;
    private String token;

    @BeforeEach
    void open() {
        fixture = new IdentityFixture(folder);
        token = fixture.token(fixture.owner().clientId(), fixture.owner().clientSecret(),
                "https://graph.microsoft.com/.default");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theCosmosDbPrincipalExistsOnceItsNamespaceIsRegistered() {
        Answer before = fixture.call(token, "GET", COSMOS);
        assertThat(before.status()).isEqualTo(404);
        assertThat(before.code()).isEqualTo("Request_ResourceNotFound");
        assertThat(before.json().toString()).contains("Microsoft.DocumentDB");

        register();

        Answer after = fixture.call(token, "GET", COSMOS);
        assertThat(after.json().path("displayName").asString()).isEqualTo("Azure Cosmos DB");
        String objectId = after.json().path("id").asString();
        register();
        fixture.restart();
        register();
        assertThat(fixture.call(token, "GET", COSMOS).json().path("id").asString()).isEqualTo(objectId);
        assertThat(fixture.call(token, "GET", "/v1.0/servicePrincipals?$filter=appId%20eq%20'"
                + Principals.COSMOS_DB_APP_ID + "'").json().path("value").path(0).path("id").asString())
                .isEqualTo(objectId);
        assertThat(fixture.call(token, "GET", "/v1.0/servicePrincipals/" + objectId).json().path("appId")
                .asString()).isEqualTo(Principals.COSMOS_DB_APP_ID);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(fixture.call(token, "GET", "/v1.0/servicePrincipals?$filter=appId%20eq%20'x'").json()
                .path("value")).isEmpty();
        assertThat(fixture.call(token, "GET", "/v1.0/servicePrincipals?$filter=displayName").status())
                .isEqualTo(400);
        assertThat(fixture.call(token, "GET", "/v1.0/users").code()).isEqualTo("ResourceNotFound");
        assertThat(fixture.call(token, "GET", "/v1.0/servicePrincipals").json().path("value")).hasSize(1);
    }

    @Test
    void theDirectoryWantsATokenOfItsOwn() {
        assertThat(fixture.call("GET", COSMOS, Map.of(), "").status()).isEqualTo(401);
        assertThat(fixture.call(fixture.ownerToken(), "GET", COSMOS).code())
                .isEqualTo("InvalidAuthenticationToken");
        assertThat(fixture.call(fixture.token(fixture.owner().clientId(), fixture.owner().clientSecret(),
                "https://localhost:8443/.default"), "GET", COSMOS).status()).isEqualTo(404);
    }

    @Test
    void anApplicationIsMadeGivenSecretsAndDeleted() {
        Answer made = fixture.call(token, "POST", "/v1.0/applications", "{\"displayName\":\"collector\"}");
        assertThat(made.status()).isEqualTo(201);
        String path = "/v1.0/applications/" + made.json().path("id").asString();
        String appId = made.json().path("appId").asString();
        Answer secret = fixture.call(token, "POST", path + "/addPassword", "{}");
        String text = secret.json().path("secretText").asString();
        String itsToken = fixture.token(appId, text, "https://graph.microsoft.com/.default");

        assertThat(fixture.call(itsToken, "GET", "/v1.0/servicePrincipals").status()).isEqualTo(200);
        assertThat(fixture.call(itsToken, "POST", "/v1.0/applications", "{\"displayName\":\"x\"}").status())
                .isEqualTo(403);
        assertThat(fixture.call(token, "POST", path + "/removePassword", "{\"keyId\":\""
                + secret.json().path("keyId").asString() + "\"}").status()).isEqualTo(204);
        assertThat(fixture.signIn(IdentityFixture.form(appId, text, IdentityFixture.ARM_SCOPE)).status())
                .isEqualTo(401);
        assertThat(fixture.call(token, "DELETE", path, "").status()).isEqualTo(204);
        assertThat(fixture.call(itsToken, "GET", "/v1.0/servicePrincipals").status()).isEqualTo(401);
        assertThat(fixture.call(token, "DELETE", path, "").status()).isEqualTo(404);
    }

    @Test
    void aBadApplicationIsRefused() {
        String own = "/v1.0/applications/"
                + fixture.identity.principals().findByAppId(fixture.owner().clientId()).orElseThrow()
                        .objectId();

        assertThat(fixture.call(token, "POST", "/v1.0/applications", "{}").status()).isEqualTo(400);
        assertThat(fixture.call(token, "POST", "/v1.0/applications",
                "{\"displayName\":\"" + "x".repeat(Principals.MAX_NAME_LENGTH + 1) + "\"}").status())
                .isEqualTo(400);
        assertThat(fixture.call(token, "DELETE", own, "").status()).isEqualTo(400);
        assertThat(fixture.call(token, "POST", own + "/removePassword", "{\"keyId\":\"x\"}").status())
                .isEqualTo(400);
        assertThat(fixture.call(token, "POST", "/v1.0/applications/x/addPassword", "{}").status())
                .isEqualTo(404);
        for (int i = 1; i < Principals.MAX_SECRETS; i++) {
            assertThat(fixture.call(token, "POST", own + "/addPassword", "{}").status()).isEqualTo(200);
        }
        assertThat(fixture.call(token, "POST", own + "/addPassword", "{}").status()).isEqualTo(400);
    }

    private void register() {
        assertThat(fixture.call(fixture.ownerToken(), "POST", fixture.subscription()
                + "/providers/Microsoft.DocumentDB/register?api-version=2021-04-01").status()).isEqualTo(200);
    }
}
