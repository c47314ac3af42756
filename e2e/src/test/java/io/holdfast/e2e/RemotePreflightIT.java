package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.RestClient;
import io.holdfast.cmk.Change;
import io.holdfast.cmk.Cloud;
import io.holdfast.cmk.CmkTool;
import io.holdfast.cmk.Dialogue;
import io.holdfast.cmk.Names;
import io.holdfast.e2e.ArmClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a preflight says of a key in the vault of another server, over REST and by `cmk preflight`: each thing
/// that is missing, with the call that brings it, until the change itself is made.
class RemotePreflightIT {

    private static final String NAME = "remote-preflight";
    private static final String LOGS = "?api-version=2022-10-01";
    private static final String VAULTS = "?api-version=2023-07-01";
    private static final String DENIED = "KeyAccessDenied";

    @TempDir
    Path folder;

    private RemoteVaults vaults;
    private TestServer store;
    private RestClient rest;
    private CmkEnvironment azure;
    private String principal;

    @BeforeEach
    void start() {
        vaults = new RemoteVaults(folder.resolve("vault"), NAME, false);
        store = TestServer.start(folder.resolve("store"), new TestServer.Options(List.of(),
                List.of("--poll-interval", "1s", "--remote-vault", vaults.option())));
        rest = RestClient.trusting(Optional.of(store.authority()));
        azure = new CmkEnvironment(store.arm(), store.credentials(), NAME);
        azure.createGroup();
        principal = azure.createCluster();
    }

    @AfterEach
    void stop() {
        rest.close();
        store.close();
        vaults.close();
    }

    @Test
    void eachThingThatAKeyInARemoteVaultMissesIsFoundBeforeTheCallWithTheCallThatBringsIt() {
        aVaultThatTheServerWasNotToldOfIsNotCalled();
        missing(DENIED, "CredentialUnusable", "PUT",
                "/providers/Holdfast.Operator/vaultCredentials/" + principal);
        vaults.letSignIn(store, principal, vaults.logs());

        JsonNode access = missing(DENIED, "ForbiddenByPolicy", "PUT",
                "/vaults/{vault}/accessPolicies/add").path("body");
        assertThat(access.toString()).as("who that is over there").contains(
                "{object id of the application " + vaults.logs().clientId() + "}").doesNotContain(principal);
        let("get");

        missing("KeyNotRecoverable", "", "PATCH", "/vaults/{vault}");
        vaults.arm().succeed("PATCH", vaults.azure().vault() + VAULTS,
                Json.of("{'properties':{'enablePurgeProtection':true}}"));

        vaults.setEnabled(false);
        missing("KeyDisabled", "", "PATCH", "/keys/kek/" + vaults.version());
        vaults.setEnabled(true);

        vaults.kill();
        refused("KeyVaultUnreachable", "ConnectionRefused");
        vaults.restart();

        assertThat(allowed().path("unproven").toString()).as("only a use tells").contains("wrapKey");
        assertThat(setKey().errorCode()).isEqualTo(DENIED);
        let("wrapKey", "unwrapKey");
        assertThat(allowed().path("irreversible")).isNotEmpty();
        command().ended(0).says("so     Allowed", "open   That the principal may wrapKey and unwrapKey");
        assertThat(setKey().status()).isEqualTo(200);
    }

    private void aVaultThatTheServerWasNotToldOfIsNotCalled() {
        Answer found = preflight(keyBody(vaults.vaultUri().replace(NAME, "another")));

        assertThat(found.body().path("findings").path(0).path("error").toString())
                .contains("KeyVaultUnreachable", "VaultNotConfigured", "serve --remote-vault");
    }

    /// What is missing, alike over REST, by the tool and by the call itself.
    ///
    /// @return the call that brings it
    private JsonNode missing(String code, String inner, String method, String path) {
        JsonNode report = notAllowed(code, inner);
        assertThat(report.path("verdict").stringValue()).isEqualTo("Missing");
        JsonNode remedy = report.path("findings").path(0).path("remedy");
        assertThat(remedy.path("method").stringValue()).isEqualTo(method);
        assertThat(remedy.path("path").stringValue()).endsWith(path);
        assertThat(told(false)).contains("missing 400 " + code, "by: " + method, path, "so     Missing");
        return remedy;
    }

    private void refused(String code, String inner) {
        assertThat(notAllowed(code, inner).path("verdict").stringValue()).isEqualTo("Refused");
        assertThat(told(false)).contains("REFUSED 400 " + code, "so     Refused");
    }

    private JsonNode notAllowed(String code, String inner) {
        Answer found = preflight(keyBody(vaults.vaultUri()));
        JsonNode error = found.body().path("findings").path(0).path("error");
        assertThat(error.path("code").asString("")).as(found.body().toString()).isEqualTo(code);
        assertThat(error.toString()).contains(inner);
        Answer call = setKey();
        assertThat(call.status()).as(call.body().toString()).isEqualTo(400);
        assertThat(call.errorCode()).isEqualTo(code);
        assertThat(azure.clusterBody().path("properties").path("keyVaultProperties").path("keyName")
                .asString("")).as("nothing was changed").isEmpty();
        return found.body();
    }

    private JsonNode allowed() {
        JsonNode report = preflight(keyBody(vaults.vaultUri())).body();
        assertThat(report.path("verdict").asString("")).as(report.toString()).isEqualTo("Allowed");
        assertThat(told(true)).contains("so     Allowed");
        return report;
    }

    private Answer preflight(String body) {
        Answer answer = store.arm().call("POST", azure.cluster() + "/preflight" + LOGS,
                "{\"method\":\"PATCH\",\"body\":" + body + "}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer;
    }

    private Answer setKey() {
        return store.arm().call("PATCH", azure.cluster() + LOGS, keyBody(vaults.vaultUri()));
    }

    private static String keyBody(String vaultUri) {
        return Json.of("{'properties':{'keyVaultProperties':{'keyVaultUri':'" + vaultUri
                + "','keyName':'kek','keyVersion':''}}}");
    }

    /// Lets the application of the logs do some more with keys.
    private void let(String... permissions) {
        vaults.arm().succeed("PUT", vaults.azure().vault() + "/accessPolicies/add" + VAULTS, Json.of("""
                {'properties':{'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                 'permissions':{'keys':['%s']}}]}}
                """.formatted(vaults.tenantId(), vaults.logs().objectId(), String.join("','", permissions))));
    }

    /// What `cmk preflight FILE set-key` says.
    private String told(boolean allowed) {
        List<String> said = new ArrayList<>();
        CmkTool tool = new CmkTool(Cloud.read(cloudFile()), rest, audience -> store.arm().token(audience),
                Names.read(setupFile()), new Dialogue() {
                    @Override
                    public void say(String text) {
                        said.add(text);
                    }

                    @Override
                    public boolean agreed(String question) {
                        throw new AssertionError("A preflight asks nothing: " + question);
                    }

                    @Override
                    public void pause(Duration duration) {
                        throw new AssertionError("A preflight waits for nothing");
                    }
                }, Duration.ofMinutes(1));
        assertThat(tool.preflight(Change.SET_KEY, false)).as(said.toString()).isEqualTo(allowed);
        return String.join("\n", said);
    }

    /// The command itself.
    private CommandRun command() {
        return CommandRun.of(
                List.of("cmk", "preflight", setupFile().toString(), "set-key", "--cloud",
                        cloudFile().toString(), "--ca", store.authority().toString()),
                store.credentials().environment(), "");
    }

    /// The store's server, with the vaults of the other.
    private Path cloudFile() {
        return written("cloud.json", CmkToolIT.cloud(store.origin())
                .replace(".vault.localhost:" + store.origin().getPort(), vaults.suffix()));
    }

    private Path setupFile() {
        return written("setup.json", Json.of("""
                {'subscription':'%s','resourceGroup':'%s','location':'westeurope','vault':{'name':'%s'},
                 'key':{'name':'kek','pinned':false},'cluster':{'name':'%s'},'workspace':{'name':'%s'}}
                """.formatted(store.credentials().subscriptionId(), NAME, NAME, NAME, NAME)));
    }

    private Path written(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
