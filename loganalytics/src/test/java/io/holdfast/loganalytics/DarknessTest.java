package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What works and what is refused while the customer's key is revoked, and what is there when it is back.
@ExtendWith(Worlds.class)
class DarknessTest {

    private static final String STREAM = "Custom-Events_CL";
    private static final String RECORD = "[{\"Id\":1,\"Message\":\"m\"}]";

    private final World world;
    private final Fixture fixture;

    DarknessTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void rulesR1_R3_R4_R8_R13_G1_G2_aDisabledKeyStopsEverythingThatNeedsItAndItsReturnBringsAllBack() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        String rule = world.createTableAndRule();
        AtomicInteger taken = new AtomicInteger();
        Supplier<Answer> send = () -> {
            Answer answer = fixture.ingest(rule, STREAM, RECORD);
            taken.addAndGet(answer.status() == 204 ? 1 : 0);
            return answer;
        };
        assertThat(send.get().status()).isEqualTo(204);

        String ruleBody = fixture.get(world.rulePath()).json().toString();
        world.enable(version, false);

        Answer refused = world.until(send, 403);
        assertThat(refused.code()).isEqualTo("CustomerManagedKeyRevoked");
        assertThat(refused.text("error.innererror.message")).contains(version, "KeyDisabled",
                fixture.get(world.cluster).text("identity.principalId"));
        refusesAllElse(rule, ruleBody);
        stillAnswers();

        world.enable(version, true);

        assertThat(world.until(send, 204).status()).isEqualTo(204);
        assertThat(world.rowCount("Events_CL")).isEqualTo(taken.get());
    }

    @Test
    void rowsAreRefusedAsSoonAsTheKeyIsGoneAlsoBeforeTheStoreIsClosed() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, STREAM, RECORD).status()).isEqualTo(204);
        CompletableFuture<Answer> meanwhile = new CompletableFuture<>();
        fixture.beforeDark = () -> meanwhile.complete(fixture.ingest(rule, STREAM, RECORD));
        try {
            world.enable(version, false);

            assertThat(meanwhile.orTimeout(20, TimeUnit.SECONDS).join().code())
                    .isEqualTo("CustomerManagedKeyRevoked");
        } finally {
            fixture.beforeDark = () -> {};
        }
    }

    private void refusesAllElse(String rule, String ruleBody) {
        assertRevoked(() -> fixture.ingest(rule, STREAM, "no json"));
        assertRevoked(() -> fixture.call("PUT", world.workspace + "/tables/SigninLogs", "{}"));
        assertRevoked(() -> fixture.call("DELETE", world.workspace + "/tables/Events_CL", ""));
        assertRevoked(
                () -> fixture.call("PUT", world.rulePath(), ruleBody));
        assertRevoked(() -> fixture.call("DELETE", world.rulePath(), ""));
        assertRevoked(() -> fixture.call("PATCH", world.workspace, "{\"tags\":{}}"));
        assertRevoked(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"));
        assertRevoked(() -> fixture.call("DELETE", world.workspace + "/linkedServices/cluster", ""));
        assertRevoked(() -> world.query("Events_CL | count"));
        assertRevoked(() -> world.query("print 1"));
        assertRevoked(world::link);
        for (String read : List.of(world.workspace + "/tables", world.workspace + "/tables/Events_CL",
                world.workspace + "/linkedServices", world.workspace + "/linkedServices/cluster",
                world.workspace + "/linkedStorageAccounts", world.rulePath())) {
            assertRevoked(() -> fixture.get(read));
        }
    }

    private static void assertRevoked(Supplier<Answer> call) {
        Answer answer = call.get();
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("CustomerManagedKeyRevoked");
    }

    private void stillAnswers() {
        assertThat(fixture.get(world.cluster).status()).isEqualTo(200);
        assertThat(fixture.get(world.workspace).status()).isEqualTo(200);
        assertThat(fixture.get(world.cluster + "/keyUsage").status()).isEqualTo(200);
        Answer health = fixture.get(world.cluster + "/keyHealth");
        assertThat(health.at("value").path(0).path("state").asString()).isEqualTo("Revoked");
        assertThat(health.at("value").path(0).path("vaultAnswer").path("innerCode").asString())
                .isEqualTo("KeyDisabled");
    }

    @Test
    void rulesA13_R2_R7_takingTheAccessAwayRevokesAndGivingItBackRestores() {
        world.createProtectedCluster();
        world.createLinkedWorkspace();
        String rule = world.createTableAndRule();

        world.revokeGrant();
        assertThat(world.until(() -> fixture.ingest(rule, STREAM, RECORD), 403).code())
                .isEqualTo("CustomerManagedKeyRevoked");
        world.grant("\"get\",\"wrapKey\",\"unwrapKey\"");

        assertThat(world.until(() -> fixture.ingest(rule, STREAM, RECORD), 204).status()).isEqualTo(204);
    }

    @Test
    void ruleS23_theWorkspacesOfAClusterShareEachRevocation() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        String other = world.workspace + "-b";
        fixture.call("PUT", other, "{\"location\":\"westeurope\"}");
        assertThat(fixture.ended(fixture.call("PUT", other + "/linkedServices/cluster",
                "{\"properties\":{\"writeAccessResourceId\":\"" + world.cluster + "\"}}")).text("status"))
                .isEqualTo("Succeeded");

        world.enable(version, false);

        for (String workspace : List.of(world.workspace, other)) {
            world.until(() -> fixture.call("PATCH", workspace, "{\"tags\":{}}"), 403);
        }
        world.enable(version, true);
        for (String workspace : List.of(world.workspace, other)) {
            world.until(() -> fixture.call("PATCH", workspace, "{\"tags\":{}}"), 200);
        }
    }

    @Test
    void aDeletedWorkspaceComesBackOnceItsClusterIsLight() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, STREAM, RECORD).status()).isEqualTo(204);
        world.enable(version, false);
        world.until(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"), 403);
        assertThat(fixture.call("DELETE", world.workspace, "").status()).isEqualTo(200);

        assertRevoked(() -> fixture.call("PUT", world.workspace, "{\"location\":\"westeurope\"}"));

        world.enable(version, true);
        world.until(() -> fixture.call("PUT", world.workspace, "{\"location\":\"westeurope\"}"), 200);
        assertThat(world.rowCount("Events_CL")).isEqualTo(1);
    }

    @Test
    void ruleS19_whatIsDarkCanBeDeleted() {
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        String rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, STREAM, RECORD).status()).isEqualTo(204);
        String customerId = fixture.get(world.workspace).text("properties.customerId");
        Path files = world.clusterFolder();
        world.enable(version, false);
        world.until(() -> fixture.ingest(rule, STREAM, RECORD), 403);

        assertThat(
                fixture.call("DELETE", world.workspace + "?force=true&api-version=2022-10-01", "").status())
                .isEqualTo(200);
        world.enable(version, true);
        String clusterId = world.clusterId();
        world.until(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"), 200);
        assertThat(fixture.module.stores().logStore(clusterId).tables(customerId)).isEmpty();
        world.enable(version, false);
        world.until(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"), 403);
        assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(200);

        assertThat(files).doesNotExist();
        assertThat(fixture.keyring.health(clusterId)).isEmpty();
    }
}
