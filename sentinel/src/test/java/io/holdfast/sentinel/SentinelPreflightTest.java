package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rest.Json;
import io.holdfast.sentinel.SentinelFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Preflights of what Sentinel is asked for, and the calls beside them.
class SentinelPreflightTest {

    private static final String WITH_KEY = "{'properties':{'customerManagedKey':true}}";
    private static final String STATE = "providers/Microsoft.SecurityInsights/onboardingStates/default";
    private static final String REPOSITORY = "providers/Microsoft.SecurityInsights/sourcecontrols/one";

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
    void eachMissingPrerequisiteIsFoundAlikeWithTheCallThatBringsIt() {
        fixture.makeVaultAndKey();
        fixture.makeWorkspace("soc1");
        refused("400 DedicatedClusterRequired", "/linkedServices/cluster");
        fixture.makeCluster("cluster1", 100);
        fixture.link("soc1", "cluster1");
        Answer both = refused("400 CommitmentTierTooLow", "'capacity':500");
        assertThat(both.json().path("findings").valueStream()
                .map(finding -> finding.at("/error/code").asString()))
                .containsExactly("CommitmentTierTooLow", "CustomerManagedKeyRequired");
        fixture.call("PATCH " + fixture.cluster("cluster1"),
                "{'sku':{'name':'CapacityReservation','capacity':500}}");
        refused("400 CustomerManagedKeyRequired", "keyVaultProperties");
        fixture.setKey("cluster1");
        refused("409 MissingSubscriptionRegistration", "Microsoft.DocumentDB/register");
        String cosmosDb = fixture.registerDocumentDb();
        Answer access = refused("400 CosmosDbAccessRequired", cosmosDb);
        assertThat(access.text("/verdict")).isEqualTo("Missing");

        fixture.access("add", cosmosDb);
        Answer allowed = preflight("PUT", STATE, WITH_KEY);
        assertThat(allowed.text("/verdict")).as(allowed.json().toString()).isEqualTo("Allowed");
        assertThat(allowed.json().path("irreversible").toString()).contains("cannot leave its cluster");
        assertThat(fixture.call("PUT " + fixture.state("soc1"), WITH_KEY).status()).isEqualTo(201);
    }

    @Test
    void whatCannotChangeOnceOnboardedIsRefusedAlikeAndDeletionIsNot() {
        fixture.prepare("soc1", "cluster1");
        refused("PUT", STATE, "{}", "400 CustomerManagedKeyOnboardingRequired");
        fixture.onboard("soc1");

        refused("PUT", STATE, "{'properties':{'customerManagedKey':false}}", "409 Conflict");
        refused("PUT", STATE.replace("default", "other"), WITH_KEY, "400 InvalidParameter");
        refused("DELETE", "linkedServices/cluster", "",
                "400 UnlinkNotSupportedWithCustomerManagedKey");
        assertThat(preflight("PUT", STATE, WITH_KEY).text("/verdict")).isEqualTo("Allowed");
        Answer deletion = preflight("DELETE", STATE, "");
        assertThat(deletion.text("/verdict")).isEqualTo("Allowed");
        assertThat(deletion.json().path("irreversible").toString()).contains("unreadable for good");
        assertThat(fixture.call("DELETE " + fixture.state("soc1")).status()).isEqualTo(200);
        refused("PUT", STATE, WITH_KEY, "400 WorkspaceAlreadyOnboarded");
    }

    @Test
    void whileDarkAPreflightSaysWhatIsRefusedAndWhatIsNot() {
        fixture.prepare("soc1", "cluster1");
        fixture.onboard("soc1");
        fixture.enableKey(false);
        while (fixture.call("PUT " + fixture.state("soc1"), WITH_KEY).status() != 403) {
            Thread.onSpinWait();
        }

        refused("PUT", STATE, WITH_KEY, "403 CustomerManagedKeyRevoked");
        assertThat(preflight("DELETE", STATE, "").text("/verdict")).isEqualTo("Allowed");
    }

    @Test
    void previewsAreRefusedAlikeWithAndWithoutTheKey() {
        fixture.makeWorkspace("soc1");
        refused("PUT", REPOSITORY, "{}", "400 FeatureNotOffered");
        fixture.makeVaultAndKey();
        fixture.makeCluster("cluster1", 500);
        fixture.setKey("cluster1");
        fixture.link("soc1", "cluster1");

        refused("PUT", REPOSITORY, "{}", "400 PreviewFeatureNotSupportedWithCustomerManagedKey");
    }

    private Answer refused(String error, String remedy) {
        Answer preflight = refused("PUT", STATE, WITH_KEY, error);
        assertThat(preflight.json().at("/findings/0/remedy").toString())
                .contains(remedy.replace('\'', '"'));
        return preflight;
    }

    /// Tries a call out, makes it, and sees that it is refused with what the preflight found first.
    private Answer refused(String method, String path, String body, String error) {
        Answer preflight = preflight(method, path, body);
        Answer made = fixture.call(method + " " + fixture.workspace("soc1") + "/" + path, body);

        assertThat(made.error()).isEqualTo(error);
        assertThat(preflight.json().at("/findings/0/error")).isEqualTo(made.json().path("error"));
        assertThat(preflight.json().at("/findings/0/status").asInt()).isEqualTo(made.status());
        return preflight;
    }

    /// Tries a call out, and sees that nothing is changed by it.
    private Answer preflight(String method, String path, String body) {
        ObjectNode asked = Json.object().put("method", method).put("path", path);
        if (!body.isEmpty()) {
            asked.set("body", Json.parse(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        }
        List<JsonNode> before = everything();
        Answer answer = fixture.call("POST " + fixture.workspace("soc1") + "/preflight", asked.toString());
        assertThat(everything()).isEqualTo(before);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer;
    }

    private List<JsonNode> everything() {
        String logs = fixture.group() + "/providers/Microsoft.OperationalInsights";
        return Stream.of(logs + "/clusters", logs + "/workspaces", fixture.cluster("cluster1") + "/keyUsage",
                fixture.state("soc1")).map(path -> fixture.call("GET " + path).json()).toList();
    }
}
