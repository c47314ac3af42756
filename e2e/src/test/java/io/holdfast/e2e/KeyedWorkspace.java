package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;

/// A vault with the key `kek`, a cluster under it and a workspace linked to that, and calls to them.
final class KeyedWorkspace {

    private final CmkEnvironment azure;
    private final ArmClient arm;
    private final String customerId;
    private String version;

    private KeyedWorkspace(CmkEnvironment azure, ArmClient arm, String version, String customerId) {
        this.azure = azure;
        this.arm = arm;
        this.version = version;
        this.customerId = customerId;
    }

    /// Makes it all, under one name.
    static KeyedWorkspace setUp(TestServer server, String name) {
        CmkEnvironment azure = new CmkEnvironment(server.arm(), server.credentials(), name);
        String vaultUri = azure.createVault();
        String version = versionOf(
                key(server.arm(), name, "POST", "kek/create", "{'kty':'RSA','key_size':2048}"));
        azure.grant(azure.createCluster());
        azure.setKey(vaultUri, "kek", version);
        return new KeyedWorkspace(azure, server.arm(), version, azure.createLinkedWorkspace());
    }

    /// The same on another process.
    KeyedWorkspace at(TestServer server) {
        return new KeyedWorkspace(azure, server.arm(), version, customerId);
    }

    CmkEnvironment azure() {
        return azure;
    }

    /// Switches the version of the key on or off.
    void enable(boolean enabled) {
        key(arm, azure.name(), "PATCH", "kek/" + version, "{'attributes':{'enabled':" + enabled + "}}");
    }

    /// Has a new version made, sets it on the cluster and switches the former one off.
    void rotate() {
        String former = version;
        String vaultUri = azure.clusterBody().path("properties").path("keyVaultProperties")
                .path("keyVaultUri")
                .stringValue();
        version = versionOf(key(arm, azure.name(), "POST", "kek/rotate", ""));
        azure.setKey(vaultUri, "kek", version);
        key(arm, azure.name(), "PATCH", "kek/" + former, "{'attributes':{'enabled':false}}");
    }

    Answer query(String kql) {
        return arm.call("POST", "/v1/workspaces/" + customerId + "/query",
                Json.of("{'query':'" + kql.replace("'", "\\u0027") + "'}"), "https://api.loganalytics.io");
    }

    /// The first value of the first row of what a query answers.
    long number(String kql) {
        Answer answer = query(kql);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().path("tables").path(0).path("rows").path(0).path(0).asLong(-1);
    }

    /// Sends rows to a table of [CmkEnvironment#createTable].
    ///
    /// @param rule what that answered
    Answer send(String rule, String table, String rows) {
        return arm.call("POST",
                "/dataCollectionRules/" + rule + "/streams/Custom-" + table + "?api-version=2023-01-01",
                Json.of(rows), "https://monitor.azure.com");
    }

    private static String versionOf(Answer key) {
        String kid = key.body().path("key").path("kid").stringValue();
        return kid.substring(kid.lastIndexOf('/') + 1);
    }

    private static Answer key(ArmClient arm, String vault, String method, String path, String body) {
        Answer answer = arm.call(method, "/keys/" + path + "?api-version=7.4", Json.of(body),
                "https://vault.localhost");
        assertThat(answer.status()).as(vault + ": " + answer.body()).isEqualTo(200);
        return answer;
    }
}
