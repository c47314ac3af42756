package io.holdfast.e2e;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One server with one premium vault, in which the application may do everything, for all tests of the Key Vault
/// SDK: started by the first that asks, and closed after the last.
final class VaultServer implements AutoCloseable {

    private static final String VAULT = "sdk-keys";

    private final Path folder;
    private final TestServer server;
    private final HttpClient http;
    private final ClientSecretCredential credential;
    private final String vaultUrl;

    private VaultServer(Path folder) {
        this.folder = folder;
        this.server = TestServer.start(folder.resolve("data"));
        this.http = new JdkHttpClientBuilder(server.httpBuilder()).build();
        Credentials credentials = server.credentials();
        this.credential = new ClientSecretCredentialBuilder().httpClient(http)
                .tenantId(credentials.tenantId()).clientId(credentials.clientId())
                .clientSecret(credentials.clientSecret()).authorityHost(server.origin().toString())
                .disableInstanceDiscovery().additionallyAllowedTenants("*").build();
        this.vaultUrl = new CmkEnvironment(server.arm(), credentials, VAULT).createPremiumVault();
    }

    KeyClientBuilder keys() {
        return new KeyClientBuilder().httpClient(http).credential(credential).vaultUrl(vaultUrl);
    }

    CryptographyClientBuilder cryptography(String keyId) {
        return new CryptographyClientBuilder().httpClient(http).credential(credential).keyIdentifier(keyId);
    }

    String vaultUrl() {
        return vaultUrl;
    }

    @Override
    public void close() {
        server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Gives tests the one server.
    static final class Resolver implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == VaultServer.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(ExtensionContext.Namespace.create(VaultServer.class))
                    .computeIfAbsent(VaultServer.class, _ -> started(), VaultServer.class);
        }

        private static VaultServer started() {
            try {
                return new VaultServer(Files.createTempDirectory("holdfast-vault"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
