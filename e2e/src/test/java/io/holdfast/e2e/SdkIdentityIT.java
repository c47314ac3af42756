package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The credentials of azure-identity, unmodified: secret, certificate, managed identity.
class SdkIdentityIT {

    private static final String GRAPH = "https://graph.microsoft.com";
    private static final TokenRequestContext MANAGEMENT = new TokenRequestContext()
            .addScopes("https://management.azure.com/.default");
    private static final ClientCertificate CERTIFICATE = ClientCertificate.generate();

    @TempDir
    static Path folder;

    private static TestServer server;
    private static HttpClient http;
    private static CmkEnvironment azure;
    private static String certified;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder.resolve("data"),
                new TestServer.Options(List.of(), List.of("--imds", "127.0.0.53:0")));
        http = new JdkHttpClientBuilder(server.httpBuilder()).build();
        azure = new CmkEnvironment(server.arm(), server.credentials(), "sdk-identity");
        JsonNode application = graph("/v1.0/applications", "{'displayName':'robot'}");
        graph("/v1.0/applications/" + application.path("id").stringValue() + "/addKey",
                "{'keyCredential':{'type':'AsymmetricX509Cert','usage':'Verify','key':'"
                        + CERTIFICATE.base64()
                        + "'}}");
        certified = application.path("appId").stringValue();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode graph(String path, String body) {
        ArmClient.Answer answer = server.arm().call("POST", path, Json.of(body), GRAPH);
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 201);
        return answer.body();
    }

    private static <T extends AadCredentialBuilderBase<T>> T here(T builder, String clientId, String tenant) {
        return builder.httpClient(http).tenantId(tenant).clientId(clientId)
                .authorityHost(server.origin().toString()).disableInstanceDiscovery();
    }

    private static void assertIsOf(TokenCredential credential, String clientId) {
        AccessToken token = credential.getTokenSync(MANAGEMENT);
        JsonNode claims = Json.parse(new String(
                Base64.getUrlDecoder().decode(token.getToken().split("\\.", -1)[1]), StandardCharsets.UTF_8));
        assertThat(claims.path("appid").stringValue()).isEqualTo(clientId);
        assertThat(claims.path("aud").stringValue()).isEqualTo("https://management.azure.com");
        assertThat(server.arm().callWith(token.getToken(), "GET", "/subscriptions?api-version=2022-12-01", "")
                .status()).isEqualTo(200);
    }

    @Test
    void aSecretSignsInAndAWrongOneDoesNot() {
        Credentials owner = server.credentials();

        assertIsOf(here(new ClientSecretCredentialBuilder(), owner.clientId(), owner.tenantId())
                .clientSecret(owner.clientSecret()).build(), owner.clientId());
        assertThatThrownBy(() -> here(new ClientSecretCredentialBuilder(), owner.clientId(), owner.tenantId())
                .clientSecret("wrong").build().getTokenSync(MANAGEMENT))
                .hasStackTraceContaining("AADSTS7000215");
    }

    @Test
    void aSecretSignsInUnderTheAdfsForm() {
        Credentials owner = server.credentials();

        assertIsOf(here(new ClientSecretCredentialBuilder(), owner.clientId(), "adfs")
                .clientSecret(owner.clientSecret()).build(), owner.clientId());
    }

    @Test
    void aCertificateInAPemFileSignsInAlsoUnderTheAdfsForm() {
        String pem = CERTIFICATE.writePem(folder.resolve("client.pem")).toString();

        for (String tenant : List.of(server.credentials().tenantId(), "adfs")) {
            assertIsOf(here(new ClientCertificateCredentialBuilder(), certified, tenant).pemCertificate(pem)
                    .build(), certified);
        }
    }

    @Test
    void aCertificateInAPfxFileSignsInWithAndWithoutItsChain() {
        String pfx = CERTIFICATE.writePfx(folder.resolve("client.pfx"), "changeit").toString();

        for (boolean chain : new boolean[]{true, false}) {
            assertIsOf(
                    here(new ClientCertificateCredentialBuilder(), certified, server.credentials().tenantId())
                            .pfxCertificate(pfx).clientCertificatePassword("changeit")
                            .sendCertificateChain(chain).build(),
                    certified);
        }
    }

    @Test
    void aCertificateThatIsNotRegisteredDoesNotSignIn() {
        String pem = ClientCertificate.generate().writePem(folder.resolve("other.pem")).toString();

        assertThatThrownBy(
                () -> here(new ClientCertificateCredentialBuilder(), certified,
                        server.credentials().tenantId())
                        .pemCertificate(pem).build().getTokenSync(MANAGEMENT))
                .hasStackTraceContaining("AADSTS700027");
    }

    @Test
    void aWorkloadUsesAVaultAsItsManagedIdentityInBothForms() {
        String vaultUri = azure.createVault();
        Credentials owner = server.credentials();
        String keyId = new KeyClientBuilder().httpClient(http).vaultUrl(vaultUri)
                .credential(here(new ClientSecretCredentialBuilder(), owner.clientId(), owner.tenantId())
                        .clientSecret(owner.clientSecret()).build())
                .buildClient().createEcKey(new CreateEcKeyOptions("mine")).getId();
        JsonNode named = graph("/v1.0/workloadIdentities", "{'displayName':'named'}");
        JsonNode local = graph("/v1.0/workloadIdentities", "{'displayName':'local','onImds':true}");
        azure.grant(named.path("id").stringValue());
        azure.grant(local.path("id").stringValue());

        assertThat(probe(vaultUri, Map.of("IDENTITY_ENDPOINT", named.path("identityEndpoint").stringValue(),
                "IDENTITY_HEADER", named.path("identityHeader").stringValue()))).isEqualTo("key " + keyId);
        assertThat(probe(vaultUri, Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", server.imds())))
                .isEqualTo("key " + keyId);
        azure.withdraw(local.path("id").stringValue());
        assertThat(probe(vaultUri, Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", server.imds())))
                .contains("ForbiddenByPolicy").contains(local.path("id").stringValue());
    }

    /// The last line that the workload printed.
    private static String probe(String vaultUri, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
                "-Djdk.net.hosts.file=" + System.getProperty("jdk.net.hosts.file"),
                ManagedIdentityProbe.class.getName(), server.authority().toString(), vaultUri, "mine"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue() == 0 ? output.substring(output.lastIndexOf('\n') + 1) : output;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
