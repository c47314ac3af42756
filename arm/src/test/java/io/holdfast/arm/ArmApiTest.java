package io.holdfast.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ArmFixture.Answer;
import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArmApiTest {

    private static final String SUB = "/subscriptions/" + ArmFixture.SUBSCRIPTION;
    private static final String BASE = SUB
            + "/resourceGroups/rg1/providers/Microsoft.OperationalInsights/clusters";

    @TempDir
    Path folder;

    private ArmFixture arm;

    @BeforeEach
    void open() {
        arm = new ArmFixture(folder);
        arm.call("PUT", ArmFixture.GROUP, "{\"location\":\"West Europe\"}");
    }

    @AfterEach
    void close() {
        arm.close();
    }

    @Test
    void aDenialNamesClientActionAndScope() {
        arm.authorizer = (caller, action, scope) -> false;

        Answer answer = arm.call("DELETE", ArmFixture.GROUP);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("AuthorizationFailed");
        assertThat(answer.message()).contains("'app'", "'caller-object'",
                "'Microsoft.Resources/subscriptions/resourceGroups/delete'",
                "'" + SUB + "/resourceGroups/rg1'");
        assertThat(arm.call("GET", "/subscriptions?api-version=2022-12-01").json().path("value")).isEmpty();
    }

    @Test
    void accessIsAskedForTheResourceOfThePath() {
        List<String> asked = new ArrayList<>();
        arm.authorizer = (caller, action, scope) -> asked.add(action + " " + scope);

        arm.call("GET", SUB + "/resourceGroups?api-version=2021-04-01");
        arm.call("POST", SUB + "/providers/Microsoft.DocumentDB/register?api-version=2021-04-01");

        assertThat(asked).containsExactly("Microsoft.Resources/subscriptions/resourceGroups/read " + SUB,
                "Microsoft.Resources/subscriptions/providers/register/action " + SUB);
    }

    @Test
    void aResourceGroupIsMadeReadChangedListedAndDeleted() {
        String group = SUB + "/resourceGroups/Two_2?api-version=2021-04-01";
        Answer created = arm.call("PUT", group, "{\"location\":\"West Europe\",\"tags\":{\"a\":\"b\"}}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json()).isEqualTo(Json.parseObject(("{\"id\":\"" + SUB + "/resourceGroups/Two_2\","
                + "\"name\":\"Two_2\",\"type\":\"Microsoft.Resources/resourceGroups\""
                + ",\"location\":\"westeurope\","
                + "\"tags\":{\"a\":\"b\"},\"properties\":{\"provisioningState\":\"Succeeded\"}}").getBytes(
                        StandardCharsets.UTF_8)));
        String otherCasing = group.replace("resourceGroups/Two_2", "RESOURCEGROUPS/two_2");
        assertThat(arm.call("PUT", otherCasing, "{\"location\":\"westeurope\"}").status()).isEqualTo(200);
        assertThat(arm.call("GET", otherCasing).json().path("name").asString()).isEqualTo("Two_2");
        assertThat(arm.call("PATCH", group, "{\"tags\":{\"c\":\"d\"}}").json().path("tags").toString())
                .isEqualTo("{\"c\":\"d\"}");
        assertThat(arm.call("HEAD", group).status()).isEqualTo(204);
        assertThat(arm.call("GET", SUB + "/resourcegroups?api-version=2021-04-01").json().path("value"))
                .hasSize(2);
        Answer deleting = arm.call("DELETE", group);
        assertThat(deleting.status()).isEqualTo(202);
        assertThat(deleting.response().headers()).containsEntry("Retry-After", "1")
                .doesNotContainKey("Azure-AsyncOperation");
        arm.ended(deleting);
        assertThat(arm.call("GET",
                deleting.header("Location").substring("https://localhost:8443".length())).status())
                .isEqualTo(204);
        assertThat(arm.call("HEAD", group).status()).isEqualTo(404);
        assertThat(arm.call("GET", group).status()).isEqualTo(404);
    }

    @Test
    void intoAGroupThatIsBeingDeletedNothingIsPut() {
        arm.state.resources().transact(transaction -> {
            GroupDeletion.mark(transaction, arm.state.resources(),
                    ResourceId.group(ArmFixture.SUBSCRIPTION, "rg1"), GroupDeletion.DELETING);
            return "done";
        });

        Answer refused = arm.call("PUT", BASE + "/c1?api-version=2025-07-01", "{}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("ResourceGroupBeingDeleted");
        assertThat(arm.call("GET", ArmFixture.GROUP).json().path("properties").path("provisioningState")
                .asString()).isEqualTo("Deleting");
        assertThat(arm.gadgets.asked).isFalse();
    }

    @Test
    void aGroupThatHoldsResourcesIsNotDeleted() {
        arm.call("PUT", BASE + "/c1?api-version=2025-07-01", "{}");

        Answer refused = arm.call("DELETE", ArmFixture.GROUP);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("ResourceGroupDeletionBlocked");
        assertThat(refused.message()).contains(BASE + "/c1");
        Answer all = arm.call("GET", SUB + "/resources?api-version=2021-04-01"
                + "&$filter=resourceType%20eq%20'microsoft.operationalinsights/clusters'");
        assertThat(all.json().path("value")).hasSize(1);
        assertThat(arm.call("GET", SUB + "/resources?api-version=2021-04-01&$filter=name").code())
                .isEqualTo("InvalidFilterInQueryString");
    }

    @Test
    void ruleX45_aNamespaceIsRegisteredBeforeItsResourcesAreMade() {
        String account = SUB + "/resourceGroups/rg1/providers/Microsoft.DocumentDB/databaseAccounts/a"
                + "?api-version=2024-01-01";
        String provider = SUB + "/providers/microsoft.documentdb";
        List<String> hooked = new ArrayList<>();
        arm.state.providers().onRegistered(Providers.DOCUMENT_DB, (sub, transaction) -> hooked.add(sub));

        Answer refused = arm.call("PUT", account, "{}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("MissingSubscriptionRegistration");
        assertThat(refused.message()).contains("'Microsoft.DocumentDB'", "POST /subscriptions/");
        assertThat(refused.json().path("error").path("details").path(0).path("target").asString())
                .isEqualTo("Microsoft.DocumentDB");
        assertThat(state(arm.call("GET", provider + "?api-version=2021-04-01"))).isEqualTo("NotRegistered");

        assertThat(state(arm.call("POST", provider + "/register?api-version=2021-04-01")))
                .isEqualTo("Registered");
        assertThat(hooked).containsExactly(ArmFixture.SUBSCRIPTION);
        assertThat(arm.call("PUT", account, "{}").status()).isEqualTo(200);
        arm.restart();
        assertThat(state(arm.call("GET", provider + "?api-version=2021-04-01"))).isEqualTo("Registered");

        arm.call("POST", provider + "/unregister?api-version=2021-04-01");
        assertThat(arm.call("PUT", account, "{}").status()).isEqualTo(409);
    }

    @Test
    void aRegistrationWhoseHookFailsDidNotHappen() {
        arm.state.providers().onRegistered(Providers.DOCUMENT_DB, (sub, transaction) -> {
            throw new IllegalStateException("no");
        });

        assertThat(arm.call("POST", SUB + "/providers/Microsoft.DocumentDB/register?api-version=2021-04-01")
                .status()).isEqualTo(500);
        assertThat(arm.state.providers().isRegistered(ArmFixture.SUBSCRIPTION, "Microsoft.DocumentDB"))
                .isFalse();
    }

    private static String state(Answer answer) {
        return answer.json().path("registrationState").asString();
    }
}
