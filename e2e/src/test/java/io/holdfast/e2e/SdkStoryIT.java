package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.monitor.ingestion.LogsIngestionClient;
import com.azure.monitor.ingestion.LogsIngestionClientBuilder;
import com.azure.monitor.query.LogsQueryClient;
import com.azure.monitor.query.LogsQueryClientBuilder;
import com.azure.monitor.query.models.LogsTableRow;
import com.azure.monitor.query.models.QueryTimeInterval;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The story of the quickstart with the Azure SDKs for Java, unmodified, and plain HTTP where they have no
/// client.
class SdkStoryIT {

    private static final String TABLE = "Story_CL";
    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    @TempDir
    Path data;

    @Test
    void theKeyIsSetUpUsedRotatedRevokedAndRestoredThroughTheSdks() {
        try (TestServer server = TestServer.start(data)) {
            new Story(server).run();
        }
    }

    /// One run, with its clients.
    private static final class Story {

        private final TestServer server;
        private final CmkEnvironment azure;
        private final HttpClient http;
        private final TokenCredential credential;

        Story(TestServer server) {
            this.server = server;
            this.azure = new CmkEnvironment(server.arm(), server.credentials(), "sdk-story");
            this.http = new JdkHttpClientBuilder(server.httpBuilder()).build();
            this.credential = new ClientSecretCredentialBuilder().httpClient(http)
                    .tenantId(server.credentials().tenantId()).clientId(server.credentials().clientId())
                    .clientSecret(server.credentials().clientSecret())
                    .authorityHost(server.origin().toString())
                    .disableInstanceDiscovery().additionallyAllowedTenants("*").build();
        }

        void run() {
            String vaultUri = azure.createVault();
            KeyClient keys = new KeyClientBuilder().httpClient(http).credential(credential).vaultUrl(vaultUri)
                    .buildClient();
            KeyVaultKey key = keys.createRsaKey(new CreateRsaKeyOptions("kek").setKeySize(2048));
            assertThat(key.getProperties().getRecoveryLevel()).isEqualTo("Recoverable");
            wrapAndUnwrap(key);

            azure.grant(azure.createCluster());
            azure.setKey(vaultUri, "kek", key.getProperties().getVersion());
            String workspaceId = azure.createLinkedWorkspace();
            azure.registerCosmos();
            azure.onboard();

            String rule = azure.createTable(TABLE);
            LogsIngestionClient ingestion = new LogsIngestionClientBuilder().httpClient(http)
                    .credential(credential)
                    .endpoint(server.origin().toString()).buildClient();
            LogsQueryClient query = new LogsQueryClientBuilder().httpClient(http).credential(credential)
                    .endpoint(server.origin() + "/v1").retryOptions(noRetries()).buildClient();
            ingestion.upload(rule, "Custom-" + TABLE, rows(1, 100));
            assertThat(count(query, workspaceId)).isEqualTo(100);
            server.arm().succeed("PUT", azure.incident("one"), CmkEnvironment.incidentBody("Found it"));

            rotate(keys, vaultUri, key);
            assertThat(count(query, workspaceId)).isEqualTo(100);

            revokeAndRestore(keys, query, workspaceId,
                    () -> ingestion.upload(rule, "Custom-" + TABLE, rows(101, 1)));
            ingestion.upload(rule, "Custom-" + TABLE, rows(101, 1));
            assertThat(count(query, workspaceId)).isEqualTo(101);
        }

        private void wrapAndUnwrap(KeyVaultKey key) {
            CryptographyClient crypto = new CryptographyClientBuilder().httpClient(http)
                    .credential(credential)
                    .keyIdentifier(key.getId()).buildClient();
            byte[] secret = {1, 2, 3, 4};
            byte[] wrapped = crypto.wrapKey(KeyWrapAlgorithm.RSA_OAEP_256, secret).getEncryptedKey();
            assertThat(crypto.unwrapKey(KeyWrapAlgorithm.RSA_OAEP_256, wrapped).getKey()).isEqualTo(secret);
        }

        private void rotate(KeyClient keys, String vaultUri, KeyVaultKey old) {
            KeyVaultKey rotated = keys.rotateKey("kek");
            azure.setKey(vaultUri, "kek", rotated.getProperties().getVersion());
            assertThat(azure.clusterBody().path("properties").path("keyVaultProperties").path("keyVersion")
                    .stringValue()).isEqualTo(rotated.getProperties().getVersion());
            keys.updateKeyProperties(old.getProperties().setEnabled(false));
        }

        private void revokeAndRestore(KeyClient keys, LogsQueryClient query, String workspaceId,
                Runnable ingest) {
            KeyProperties current = keys.getKey("kek").getProperties();
            keys.updateKeyProperties(current.setEnabled(false));
            Await.until("the query is refused", PROMPTLY, () -> refused(() -> count(query, workspaceId)));
            assertThatThrownBy(() -> count(query, workspaceId)).isInstanceOf(HttpResponseException.class)
                    .hasMessageContaining("CustomerManagedKeyRevoked");
            assertThatThrownBy(ingest::run).isInstanceOf(Exception.class);
            ArmClient.Answer incident = server.arm().call("PUT", azure.incident("two"),
                    CmkEnvironment.incidentBody("Too late"));
            assertThat(incident.status()).isEqualTo(403);
            assertThat(incident.errorCode()).isEqualTo("CustomerManagedKeyRevoked");
            ArmClient.Answer table = server.arm().call("PUT", azure.tablePath("Other_CL"),
                    azure.tableBody("Other_CL"));
            assertThat(table.status()).isEqualTo(403);

            keys.updateKeyProperties(current.setEnabled(true));
            Await.until("the query works again", PROMPTLY, () -> !refused(() -> count(query, workspaceId)));
            assertThat(count(query, workspaceId)).isEqualTo(100);
            assertThat(server.arm().succeed("GET", azure.incident("one"), "").path("properties").path("title")
                    .stringValue()).isEqualTo("Found it");
            assertThat(server.arm().call("GET", azure.incident("two"), "").status()).isEqualTo(404);
        }

        private static boolean refused(Runnable call) {
            try {
                call.run();
                return false;
            } catch (HttpResponseException e) {
                return e.getResponse().getStatusCode() == 403;
            }
        }

        private static long count(LogsQueryClient query, String workspaceId) {
            List<LogsTableRow> rows = query
                    .queryWorkspace(workspaceId, TABLE + " | summarize n = count()", QueryTimeInterval.ALL)
                    .getTable()
                    .getRows();
            return rows.getFirst().getColumnValue("n").orElseThrow().getValueAsLong();
        }

        private static List<Object> rows(int from, int count) {
            OffsetDateTime time = OffsetDateTime.parse("2026-05-01T10:00:00Z");
            return IntStream.range(from, from + count)
                    .<Object>mapToObj(i -> Map.of("TimeGenerated", time.plusSeconds(i).toString(), "Message",
                            "line " + i, "Count", i))
                    .toList();
        }

        private static RetryOptions noRetries() {
            return new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));
        }
    }
}
