package io.holdfast.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Audience;
import io.holdfast.cli.Credentials;
import io.holdfast.client.Answer;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.ServerConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A vault in RBAC mode: taking the role away revokes as at once as disabling the key does.
class RoleRevocationIT {

    /// Below the interval at which vaults are polled, so that it must have been told.
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(8);
    private static final String ROLES = "?api-version=2022-04-01";
    private static final String VAULTS = "?api-version=2023-07-01";
    private static final String CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603";
    private static final String ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

    @TempDir
    Path folder;

    private HoldfastServer server;
    private BootstrapCredentials first;
    private ApiClient client;
    private Scene scene;

    @BeforeEach
    void start() {
        server = HoldfastServer.start(ServerConfig.onLoopback(folder.resolve("data"), 0));
        first = server.takeBootstrapCredentials().orElseThrow();
        client = new ApiClient(server.origin(), server.caCertificateFile(),
                new Credentials(first.tenantId(), first.clientId(), first.clientSecret()));
        scene = new Scene(client, new Names(first.subscriptionId()),
                new Transcript(new PrintWriter(new StringWriter()), false));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void takingTheRoleAwayDarkensTheClusterAndGivingItBackRestoresIt() {
        Names names = scene.names();
        scene.manage("PUT", names.group() + "?api-version=2021-04-01",
                Scene.json("{\"location\":\"westeurope\"}"));
        String vaultUri = scene.manage("PUT", names.vault() + VAULTS, vault()).body().path("properties")
                .path("vaultUri").asString();
        String me = scene
                .call("GET", "/v1.0/servicePrincipals(appId='" + first.clientId() + "')", Audience.GRAPH)
                .body().path("id").asString();
        assign(CRYPTO_OFFICER, me);
        String kid = scene.call("POST", "/keys/" + Names.KEY + "/create" + VaultStep.KEYS, Audience.VAULT,
                Scene.json("{\"kty\":\"RSA\"}")).body().path("key").path("kid").asString();
        scene.manageToEnd("PUT", names.cluster() + ClusterStep.CLUSTERS, Scene.json("""
                {"location":"westeurope","identity":{"type":"SystemAssigned"},
                 "sku":{"name":"CapacityReservation","capacity":500}}"""));
        String identity = scene.manage("GET", names.cluster() + ClusterStep.CLUSTERS).body().path("identity")
                .path("principalId").asString();
        String assignment = assign(ENCRYPTION_USER, identity);
        ClusterStep.setKey(scene, vaultUri, kid.substring(kid.lastIndexOf('/') + 1));

        scene.manage("DELETE", assignment);
        assertThat(stateAfter("Revoked")).isLessThan(TOLD_WITHIN);
        assign(ENCRYPTION_USER, identity);
        assertThat(stateAfter("Available")).isLessThan(TOLD_WITHIN);
    }

    private Duration stateAfter(String state) {
        long start = System.nanoTime();
        new Probe("key health", () -> client.send("GET",
                scene.names().cluster() + "/keyHealth" + ClusterStep.CLUSTERS, Audience.MANAGEMENT))
                .until(answer -> logStore(answer).path("state").asString().equals(state), start,
                        "to be " + state);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static JsonNode logStore(Answer health) {
        return health.body().path("value").path(0);
    }

    private String assign(String role, String principalId) {
        ObjectNode body = Scene.object();
        body.putObject("properties").put("roleDefinitionId", scene.names().subscription()
                + "/providers/Microsoft.Authorization/roleDefinitions/" + role)
                .put("principalId", principalId);
        String target = scene.names().vault() + "/providers/Microsoft.Authorization/roleAssignments/"
                + UUID.randomUUID() + ROLES;
        scene.manage("PUT", target, body);
        return target;
    }

    private ObjectNode vault() {
        ObjectNode body = Scene.object().put("location", Names.LOCATION);
        ObjectNode properties = body.putObject("properties").put("tenantId", first.tenantId())
                .put("enablePurgeProtection", true).put("enableRbacAuthorization", true);
        properties.putObject("sku").put("family", "A").put("name", "standard");
        properties.putArray("accessPolicies");
        return body;
    }
}
