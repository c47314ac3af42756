package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ResourceId;
import io.holdfast.loganalytics.WorkspaceGate.Onboarding;
import io.holdfast.sentinel.SentinelFixture.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnboardingTest {

    private static final String WITH_KEY = "{'properties':{'customerManagedKey':true}}";

    @TempDir
    Path folder;

    private SentinelFixture fixture;

    @BeforeEach
    void open() {
        fixture = new SentinelFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void rulesK17_S1_S2_S5_P1_P2_P3_eachMissingPrerequisiteIsNamedWithTheCallThatBringsIt() {
        fixture.makeVaultAndKey();
        assertThat(onboard("soc1").error()).isEqualTo("404 ResourceNotFound");

        fixture.makeWorkspace("soc1");
        assertMissing("400 DedicatedClusterRequired", "/linkedServices/cluster");

        fixture.makeCluster("cluster1", 100);
        fixture.link("soc1", "cluster1");
        assertMissing("400 CommitmentTierTooLow", "sku.capacity");

        fixture.call("PATCH " + fixture.cluster("cluster1"),
                "{'sku':{'name':'CapacityReservation','capacity':500}}");
        assertMissing("400 CustomerManagedKeyRequired", "properties.keyVaultProperties");

        fixture.setKey("cluster1");
        assertMissing("409 MissingSubscriptionRegistration", "'Microsoft.DocumentDB'");

        String cosmosDb = fixture.registerDocumentDb();
        Answer refused = assertMissing("400 CosmosDbAccessRequired", "accessPolicies/add");
        assertThat(refused.text("/error/message")).contains(cosmosDb);
        assertThat(refused.text("/error/innererror/code")).isEqualTo("ForbiddenByPolicy");

        fixture.access("add", cosmosDb);
        Answer created = onboard("soc1");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("/id")).isEqualTo(fixture.state("soc1"));
        assertThat(created.json().at("/properties/customerManagedKey").asBoolean()).isTrue();
        assertThat(created.text("/properties/confirmation")).isEqualTo("Pending");
    }

    private Answer assertMissing(String error, String call) {
        Answer answer = onboard("soc1");
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.text("/error/message")).contains(call);
        assertThat(fixture.call("GET " + fixture.state("soc1")).status()).isEqualTo(404);
        return answer;
    }

    @Test
    void ruleS26_onboardingBringsTheFusionRuleOnce() {
        fixture.makeOnboarded("fusion");
        String rule = fixture.sentinel("fusion", "alertRules/BuiltInFusion");
        Answer made = fixture.call("GET " + rule);
        assertThat(made.text("/kind")).isEqualTo("Fusion");
        assertThat(made.text("/properties/displayName")).isEqualTo("Advanced Multistage Attack Detection");

        assertThat(fixture.call("DELETE " + rule).status()).isEqualTo(200);
        assertThat(fixture.call("PUT " + fixture.state("fusion"), "{}").status()).isEqualTo(200);
        assertThat(fixture.call("GET " + rule).error()).isEqualTo("404 ResourceNotFound");
    }

    @Test
    void ruleS24_aWorkspaceWithoutAKeyIsOnboardedUnderThePlatformKey() {
        fixture.makeWorkspace("soc1");

        Answer created = fixture.call("PUT " + fixture.state("soc1"), "");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().at("/properties/customerManagedKey").asBoolean(true)).isFalse();
        assertThat(fixture.stores().onboarding(ResourceId.parse(fixture.workspace("soc1"))))
                .isEqualTo(Onboarding.PLATFORM_KEY);
    }

    @Test
    void malformedStatesAreRefused() {
        fixture.makeWorkspace("soc1");
        String state = "PUT " + fixture.state("soc1");

        assertThat(fixture.call(state, "{'properties':").error()).isEqualTo("400 InvalidRequestContent");
        assertThat(fixture.call(state, "{'properties':7}").error()).isEqualTo("400 InvalidParameter");
        assertThat(fixture.call(state, "{'properties':{'customerManagedKey':'yes'}}").error())
                .isEqualTo("400 InvalidParameter");
        assertThat(fixture.call(state.replace("/default", "/other"), "{}").error())
                .isEqualTo("400 InvalidParameter");
        assertThat(fixture.call("GET " + fixture.state("soc1")).error()).isEqualTo("404 ResourceNotFound");
    }

    private Answer onboard(String workspace) {
        return fixture.call("PUT " + fixture.state(workspace), WITH_KEY);
    }
}
