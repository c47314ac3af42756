package io.holdfast.e2e;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import java.nio.file.Path;

/// A workload beside the server: reads a key of a vault as its managed identity, which its environment says where to
/// find, and prints the key's id. A process of its own, as the library reads the environment.
final class ManagedIdentityProbe {

    private ManagedIdentityProbe() {}

    /// Reads the key once.
    ///
    /// @param arguments the file of the CA certificate, the vault's URI, the key's name
    public static void main(String[] arguments) {
        HttpClient http = new JdkHttpClientBuilder(TestServer.httpBuilder(Path.of(arguments[0]))).build();
        System.out.println("key " + new KeyClientBuilder().httpClient(http).vaultUrl(arguments[1])
                .credential(new ManagedIdentityCredentialBuilder().httpClient(http).build()).buildClient()
                .getKey(arguments[2]).getId());
    }
}
