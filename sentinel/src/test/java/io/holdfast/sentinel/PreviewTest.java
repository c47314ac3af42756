package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sentinel.SentinelFixture.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewTest {

    @TempDir
    Path folder;

    @Test
    void ruleS14_aPreviewWithoutSupportForTheKeyIsRefusedByNameOnlyUnderTheKey() {
        try (SentinelFixture fixture = new SentinelFixture(folder)) {
            fixture.makeWorkspace("plain");
            fixture.makeVaultAndKey();
            fixture.makeCluster("cluster1", 500);
            fixture.setKey("cluster1");
            fixture.makeWorkspace("soc1");
            fixture.link("soc1", "cluster1");

            Answer refused = fixture.call("PUT " + path(fixture, "soc1") + "/sourcecontrols/one",
                    "{'properties':{}}");

            assertThat(refused.error()).isEqualTo("400 PreviewFeatureNotSupportedWithCustomerManagedKey");
            assertThat(refused.text("/error/message")).contains("'Repositories'");
            assertThat(fixture.call("GET " + path(fixture, "soc1") + "/entityQueries").error())
                    .isEqualTo("400 PreviewFeatureNotSupportedWithCustomerManagedKey");
            assertThat(fixture.call("PUT " + path(fixture, "plain") + "/sourcecontrols/one",
                    "{'properties':{}}").error()).isEqualTo("400 FeatureNotOffered");
            Answer list = fixture.call("GET " + path(fixture, "soc1") + "/previewFeatures");
            assertThat(list.json().path("value").valueStream()
                    .filter(feature -> !feature.path("enabled").asBoolean())
                    .map(feature -> feature.path("name").asString()))
                    .contains("Repositories").doesNotContain("Incidents");
        }
    }

    @Test
    void rulesI4_S12_aClusterWithAnIdentityOfTheUserIsRefusedAtOnboarding() {
        try (SentinelFixture fixture = new SentinelFixture(folder)) {
            String identity = fixture.group()
                    + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1";
            fixture.call("PUT " + identity, "{'location':'westeurope'}");
            fixture.makeCluster("cluster1", 500);
            fixture.call("PATCH " + fixture.cluster("cluster1"),
                    "{'identity':{'type':'UserAssigned','userAssignedIdentities':{'" + identity + "':{}}}}");
            fixture.makeWorkspace("soc1");
            fixture.link("soc1", "cluster1");

            Answer refused = fixture.call("PUT " + fixture.state("soc1"),
                    "{'properties':{'customerManagedKey':true}}");

            assertThat(refused.error()).isEqualTo("400 SystemAssignedIdentityRequired");
            assertThat(fixture.call("GET " + fixture.state("soc1")).status()).isEqualTo(404);
        }
    }

    private static String path(SentinelFixture fixture, String workspace) {
        return fixture.workspace(workspace) + "/providers/Microsoft.SecurityInsights";
    }
}
