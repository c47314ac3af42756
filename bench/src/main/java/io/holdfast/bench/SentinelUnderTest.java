package io.holdfast.bench;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentStore;
import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// A workspace whose logs and documents are under a customer's key, onboarded to Sentinel, in a server of this process.
/// Thread-safe.
final class SentinelUnderTest implements AutoCloseable {

    /// Azure Cosmos DB, by which the documents reach the vault.
    private static final String COSMOS = "a232010e-820c-4083-83bb-3ace5fc29d0b";
    private static final String VERSION = "?api-version=2022-11-01";
    private static final String ONBOARDING = "?api-version=2021-03-01-preview";

    private final StoreUnderTest store;
    private final String base;

    private SentinelUnderTest(StoreUnderTest store) {
        this.store = store;
        this.base = store.workspace() + "/providers/Microsoft.SecurityInsights/";
    }

    static SentinelUnderTest start(Path folder) {
        SentinelUnderTest made = new SentinelUnderTest(StoreUnderTest.withBuiltInVault(folder));
        AzureApi api = made.store.api();
        api.succeed("POST", "/subscriptions/" + api.owner().subscriptionId()
                + "/providers/Microsoft.DocumentDB/register?api-version=2022-09-01", "");
        made.store.grant(api.principal(COSMOS));
        String state = made.base + "onboardingStates/default";
        api.succeed("PUT", state + ONBOARDING, "{'properties':{'customerManagedKey':true}}");
        api.succeed("POST", state + "/confirm" + ONBOARDING, "");
        return made;
    }

    /// Works on the documents without calls.
    <T> T documents(Function<DocumentStore, T> work) {
        return store.api().server().documents(ResourceId.parse(store.workspace()), work);
    }

    StoreUnderTest store() {
        return store;
    }

    /// The target of calls about a resource, or a list of them: path and query.
    ///
    /// @param path below the workspace's Sentinel, such as `incidents/1`
    String target(String path) {
        return base + path + VERSION;
    }

    /// A call, however it is answered.
    AzureApi.Reply send(String method, String path, JsonNode body) {
        return store.api().send(method, target(path), AzureApi.MANAGEMENT, text(body));
    }

    /// A call, ready to be sent.
    byte[] request(String method, String target, JsonNode body) {
        return store.managementRequest(method, target, Json.bytes(body));
    }

    /// As JSON that [AzureApi#send] leaves as it is.
    private static String text(JsonNode body) {
        return new String(Json.bytes(body), StandardCharsets.UTF_8).replace("'", "\\u0027");
    }

    /// The rows of a query's answer.
    List<JsonNode> rows(String kql) {
        JsonNode answer = AzureApi.require(store.api().send("POST", store.queryTarget(), AzureApi.QUERIES,
                text(Json.object().put("query", kql))), "query");
        return StreamSupport.stream(answer.at("/tables/0/rows").spliterator(), false).toList();
    }

    @Override
    public void close() {
        store.close();
    }
}
