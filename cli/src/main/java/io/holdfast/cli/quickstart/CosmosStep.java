package io.holdfast.cli.quickstart;

import io.holdfast.cli.Audience;
import io.holdfast.client.Answer;

/// Steps 3 and 4: the Cosmos DB provider, and its principal in the vault's access policy. Its storage holds
/// the incidents.
final class CosmosStep {

    /// The first-party application of Azure Cosmos DB, the same in every tenant.
    private static final String APPLICATION = "a232010e-820c-4083-83bb-3ace5fc29d0b";
    private static final String PROVIDERS = "?api-version=2021-04-01";

    private final Scene scene;

    CosmosStep(Scene scene) {
        this.scene = scene;
    }

    void run(String tenantId) {
        String provider = scene.names().subscription() + "/providers/Microsoft.DocumentDB";
        scene.out().step("3", "Register the Cosmos DB provider, where incidents are stored");
        scene.manage("POST", provider + "/register" + PROVIDERS);
        scene.awaitGet(provider + PROVIDERS, "the provider to be registered",
                answer -> answer.body().path("registrationState").asString("").equals("Registered"));

        scene.out().step("4", "Let the Cosmos DB principal use the key");
        Answer principal = scene.call("GET", "/v1.0/servicePrincipals(appId='" + APPLICATION + "')",
                Audience.GRAPH);
        String objectId = principal.body().path("id").asString("");
        VaultStep.grant(scene, VaultStep.policy(tenantId, objectId, "get", "wrapKey", "unwrapKey"));
        scene.out().result(principal.body().path("displayName").asString("") + " " + objectId
                + " may get, wrapKey and unwrapKey");
    }
}
