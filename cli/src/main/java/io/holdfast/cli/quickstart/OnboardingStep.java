package io.holdfast.cli.quickstart;

import io.holdfast.cli.OnboardingCommand;
import io.holdfast.client.Answer;

/// Steps 5 and 6: the workspace is onboarded to Sentinel with `customerManagedKey`, and the onboarding
/// confirmed.
final class OnboardingStep {

    private static final String ONBOARDING = "?api-version=2021-03-01-preview";

    private final Scene scene;

    OnboardingStep(Scene scene) {
        this.scene = scene;
    }

    void run() {
        String state = scene.names().sentinel() + "/onboardingStates/default";
        scene.out().step("5", "Onboard the workspace to Sentinel under your key");
        Answer onboarded = scene.manage("PUT", state + ONBOARDING,
                Scene.json("{\"properties\":{\"customerManagedKey\":true}}"));
        StepFailedException.unless(
                onboarded.body().path("properties").path("customerManagedKey").asBoolean(false),
                "the onboarding state to say customerManagedKey true", Scene.summary(onboarded));

        scene.out().step("6", "Confirm the onboarding");
        scene.out().say("(In the mirrored system this is a mail to the product group.)");
        scene.manage("POST", OnboardingCommand.confirmation(scene.names().workspace()));
        scene.out().result("the workspace takes in data from now on, and keeps it under your key only");
    }
}
