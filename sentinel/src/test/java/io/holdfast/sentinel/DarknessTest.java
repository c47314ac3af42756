package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.keyring.StorageResource;
import io.holdfast.sentinel.SentinelFixture.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DarknessTest extends KeyedWorkspace {

    private static final String INCIDENT = "{'properties':{'title':'persimmon',"
            + "'severity':'Low','status':'New'}}";

    @Override
    void furnish(SentinelFixture original) {
        super.furnish(original);
        original.call("PUT " + original.incident(SOC, "i1"), INCIDENT);
    }

    @Test
    void rulesS15_S17_S20_P9_P11_G3_aDisabledKeyDarkensIncidentsUntilItIsEnabled() {
        Answer before = fixture.call("GET " + fixture.incident("soc1", "i1"));
        fixture.enableKey(false);

        for (String refused : List.of("GET " + fixture.incident("soc1", "i1"),
                "PUT " + fixture.incident("soc1", "i1"),
                "DELETE " + fixture.incident("soc1", "i1"),
                "GET " + fixture.incident("soc1", "").replaceAll("/$", ""),
                "PUT " + fixture.incident("soc1", "i2"))) {
            Answer answer = fixture.call(refused, refused.startsWith("PUT") ? INCIDENT : "");
            assertThat(answer.error()).as(refused).isEqualTo("403 CustomerManagedKeyRevoked");
            assertThat(answer.text("/error/innererror/code")).isEqualTo("KeyDisabled");
            assertThat(answer.text("/error/innererror/message")).contains("kv1.vault.localhost/keys/cmk/",
                    cosmosDb,
                    "KeyDisabled");
        }
        assertThat(fixture.call("GET " + fixture.state("soc1")).status()).isEqualTo(200);
        assertThat(fixture.call("PUT " + fixture.state("soc1"), "{'properties':{'customerManagedKey':true}}")
                .error())
                .isEqualTo("403 CustomerManagedKeyRevoked");

        fixture.enableKey(true);
        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).json()).isEqualTo(before.json());
    }

    @Test
    void rulesR12_P11_losingOnlyTheAccessOfCosmosDbDarkensOnlyTheDocuments() {
        fixture.access("remove", cosmosDb);

        Answer refused = fixture.call("GET " + fixture.incident("soc1", "i1"));
        assertThat(refused.error()).isEqualTo("403 CustomerManagedKeyRevoked");
        assertThat(refused.text("/error/innererror/code")).isEqualTo("ForbiddenByPolicy");
        assertThat(fixture.keyring().availability(logs()).isLight()).isTrue();

        fixture.access("add", cosmosDb);
        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).status()).isEqualTo(200);
    }

    @Test
    void ruleR12_losingOnlyTheAccessOfTheClusterLeavesTheDocumentsReadable() {
        fixture.access("remove", fixture.principal("cluster1"));

        assertThat(fixture.keyring().availability(logs()).isLight()).isFalse();
        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).status()).isEqualTo(200);
    }

    @Test
    void whileOnlyTheLogsAreDarkNoAlertRuleIsWrittenAndTheAnswerNamesTheClustersPrincipal() {
        String rule = fixture.sentinel("soc1", "alertRules/r1");
        String body = RunningRules.ruleBody("");
        assertThat(fixture.call("PUT " + rule, body).status()).isEqualTo(201);
        String cluster = fixture.principal("cluster1");
        fixture.access("remove", cluster);

        Answer refused = fixture.call("PUT " + rule, body);
        assertThat(refused.error()).isEqualTo("403 CustomerManagedKeyRevoked");
        assertThat(refused.text("/error/innererror/code")).isEqualTo("ForbiddenByPolicy");
        assertThat(refused.text("/error/innererror/message")).contains(cluster,
                "kv1.vault.localhost/keys/cmk/");
        assertThat(fixture.call("GET " + rule).status()).isEqualTo(200);
        assertThat(fixture.call("PUT " + fixture.incident("soc1", "i2"), INCIDENT).status()).isEqualTo(201);
        assertThat(fixture.call("DELETE " + rule).status()).isEqualTo(200);

        fixture.access("add", cluster);
        assertThat(fixture.call("PUT " + rule, body).status()).isEqualTo(201);
    }

    @Test
    void aRestartWhileRevokedStaysDarkAndLosesNothing() {
        fixture.enableKey(false);
        fixture.restart();

        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).error())
                .isEqualTo("403 CustomerManagedKeyRevoked");
        fixture.enableKey(true);
        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).text("/properties/title"))
                .isEqualTo("persimmon");
    }

    @Test
    void rulesS22_T9_rotationPausesNobodyAndFreesTheOldVersion() {
        String old = fixture.key("GET /keys/cmk", "").text("/key/kid").replaceAll(".*/", "");
        fixture.key("POST /keys/cmk/rotate", "");
        fixture.key("PATCH /keys/cmk/" + old, "{'attributes':{'enabled':false}}");

        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).status()).isEqualTo(200);
        assertThat(fixture.keyring().usage(clusterId()).versions())
                .filteredOn(version -> version.keyId().version().equals(old))
                .allMatch(version -> version.mayBeDisabled());
    }

    @Test
    void rulesR2_S16_P11_aDeletedKeyDarkensAndARecoveredOneRestores() {
        fixture.key("DELETE /keys/cmk", "");

        Answer refused = fixture.call("GET " + fixture.incident("soc1", "i1"));
        assertThat(refused.error()).isEqualTo("403 CustomerManagedKeyRevoked");
        assertThat(refused.text("/error/innererror/code")).isEqualTo("KeyNotFound");
        fixture.key("POST /deletedkeys/cmk/recover", "");
        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).status()).isEqualTo(200);
    }

    @Test
    void rulesO6_P11_aDeletedVaultDarkensAndARecoveredOneRestores() {
        assertThat(fixture.call("DELETE " + fixture.vault()).status()).isEqualTo(200);

        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).error())
                .isEqualTo("403 CustomerManagedKeyRevoked");
        fixture.call("PUT " + fixture.vault(),
                "{'location':'westeurope','properties':{'createMode':'recover'}}");
        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).status()).isEqualTo(200);
    }

    @Test
    void rulesK15_P12_anExpiredKeyStillUnwrapsButCannotBeOnboardedWith() {
        fixture.makeWorkspace("soc2");
        fixture.link("soc2", "cluster1");
        fixture.key("PATCH /keys/cmk/", "{'attributes':{'exp':1}}");

        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).status()).isEqualTo(200);
        assertThat(fixture.call("PUT " + fixture.state("soc2"), "{'properties':{'customerManagedKey':true}}")
                .error())
                .isEqualTo("400 KeyNotUsableForWrapping");
    }

    @Test
    void rulesS19_P8_offboardingWorksInTheDarkAndShredsTheDocuments() {
        fixture.enableKey(false);

        assertThat(fixture.call("DELETE " + fixture.state("soc1")).status()).isEqualTo(200);

        assertThat(fixture.keyring().exists(StorageResource.documentStore(clusterId()))).isFalse();
        fixture.enableKey(true);
        assertThat(fixture.call("GET " + fixture.state("soc1")).status()).isEqualTo(404);
        assertThat(fixture.call("GET " + fixture.incident("soc1", "i1")).error()).isEqualTo("400 BadRequest");
    }

    @Test
    void offboardingOneWorkspaceLeavesTheOthersOfTheCluster() {
        fixture.makeWorkspace("soc2");
        fixture.link("soc2", "cluster1");
        fixture.onboard("soc2");
        fixture.call("PUT " + fixture.incident("soc2", "i1"), INCIDENT);

        assertThat(fixture.call("DELETE " + fixture.state("soc1")).status()).isEqualTo(200);

        assertThat(fixture.call("GET " + fixture.incident("soc2", "i1")).status()).isEqualTo(200);
        fixture.call("DELETE " + fixture.state("soc2"));
        assertThat(fixture.keyring().exists(StorageResource.documentStore(clusterId()))).isFalse();
    }

    @Test
    void deletingTheWorkspaceForGoodOffboardsIt() {
        assertThat(fixture.call("DELETE " + fixture.workspace("soc1") + "?force=true").status())
                .isEqualTo(200);

        assertThat(fixture.keyring().exists(StorageResource.documentStore(clusterId()))).isFalse();
    }

    @Test
    void nothingReadableIsOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("persimmon");
            }
        }
    }

    private String clusterId() {
        return fixture.call("GET " + fixture.cluster("cluster1")).text("/properties/clusterId");
    }

    private StorageResource logs() {
        return StorageResource.logStore(clusterId());
    }
}
