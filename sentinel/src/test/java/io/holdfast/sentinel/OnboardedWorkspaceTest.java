package io.holdfast.sentinel;

import static io.holdfast.sentinel.SentinelFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ResourceId;
import io.holdfast.loganalytics.WorkspaceGate.Onboarding;
import io.holdfast.sentinel.SentinelFixture.Answer;
import org.junit.jupiter.api.Test;

class OnboardedWorkspaceTest extends KeyedWorkspace {

    private static final String WITH_KEY = "{'properties':{'customerManagedKey':true}}";

    /// Each test onboards it itself.
    @Override
    void furnish(SentinelFixture original) {}

    @Test
    void aKeyThatIsRevokedAlreadyIsNoKeyToOnboardWith() {
        fixture.enableKey(false);

        Answer refused = onboard("soc1");

        assertThat(refused.error()).isEqualTo("403 CustomerManagedKeyRevoked");
        assertThat(refused.text("/error/innererror/code")).isEqualTo("KeyDisabled");
        assertThat(fixture.call("GET " + fixture.state("soc1")).status()).isEqualTo(404);
    }

    @Test
    void ruleS3_theOperatorConfirmsAndUntilThenTheWorkspaceTakesNoData() {
        onboard("soc1");
        ResourceId workspace = ResourceId.parse(fixture.workspace("soc1"));
        String incident = "{'properties':{'title':'t','severity':'Low','status':'New'}}";

        assertThat(fixture.stores().onboarding(workspace)).isEqualTo(Onboarding.CUSTOMER_KEY_UNCONFIRMED);
        Answer early = fixture.call("PUT " + fixture.incident("soc1", "i1"), incident);
        assertThat(early.error()).isEqualTo("409 OnboardingNotConfirmed");
        assertThat(early.text("/error/message")).contains("/confirm");
        assertThat(fixture.call("POST " + fixture.state("soc1") + "/confirm").error())
                .isEqualTo("403 AuthorizationFailed");

        Answer confirmed = fixture.callAs(OPERATOR, "POST " + fixture.state("soc1") + "/confirm", "");
        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(confirmed.text("/properties/confirmation")).isEqualTo("Confirmed");
        assertThat(fixture.stores().onboarding(workspace)).isEqualTo(Onboarding.CUSTOMER_KEY);
        assertThat(fixture.call("PUT " + fixture.incident("soc1", "i1"), incident).status()).isEqualTo(201);
        assertThat(fixture.callAs(OPERATOR, "POST " + fixture.state("soc1") + "/confirm", "").json())
                .isEqualTo(confirmed.json());
    }

    @Test
    void aServerThatIsToldToConfirmsByItselfAlsoWhatWaitedBefore() {
        onboard("soc1");
        fixture.restart(true);

        Answer again = onboard("soc1");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/properties/confirmation")).isEqualTo("Confirmed");
        fixture.makeWorkspace("soc2");
        fixture.link("soc2", "cluster1");
        Answer fresh = onboard("soc2");
        assertThat(fresh.status()).isEqualTo(201);
        assertThat(fresh.text("/properties/confirmation")).isEqualTo("Confirmed");
        assertThat(fixture.call("PUT " + fixture.incident("soc2", "i1"),
                "{'properties':{'title':'t','severity':'Low','status':'New'}}").status()).isEqualTo(201);
    }

    @Test
    void rulesS9d_S24_P6_onboardingTwiceIsTheSameAndOtherwiseAConflict() {
        Answer first = onboard("soc1");

        Answer second = onboard("soc1");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(fixture.call("PUT " + fixture.state("soc1"), "{}").error()).isEqualTo("409 Conflict");
        assertThat(fixture.call("GET " + fixture.state("soc1")).json()).isEqualTo(first.json());
        assertThat(fixture.call("GET " + fixture.state("soc1").replace("/default", "")).json().path("value"))
                .containsExactly(first.json());
    }

    @Test
    void rulesS7_S8a_aWorkspaceThatWasOnboardedBeforeCannotComeUnderTheKey() {
        fixture.onboard("soc1");
        assertThat(fixture.call("DELETE " + fixture.state("soc1")).status()).isEqualTo(200);
        assertThat(fixture.call("DELETE " + fixture.state("soc1")).status()).isEqualTo(204);

        assertThat(onboard("soc1").error()).isEqualTo("400 WorkspaceAlreadyOnboarded");
    }

    @Test
    void aWorkspaceUnderAKeyCannotBeOnboardedWithoutIt() {

        assertThat(fixture.call("PUT " + fixture.state("soc1"), "").error())
                .isEqualTo("400 CustomerManagedKeyOnboardingRequired");
    }

    private Answer onboard(String workspace) {
        return fixture.call("PUT " + fixture.state(workspace), WITH_KEY);
    }
}
