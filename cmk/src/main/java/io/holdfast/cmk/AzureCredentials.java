package io.holdfast.cmk;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.CredentialUnavailableException;
import com.azure.identity.DefaultAzureCredentialBuilder;
import io.holdfast.client.RestClient;
import io.holdfast.client.RestException;
import io.holdfast.client.TokenSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Tokens as every Azure SDK gets them: from the environment (`AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, and
/// `AZURE_CLIENT_SECRET` or `AZURE_CLIENT_CERTIFICATE_PATH`), a managed identity, or a signed-in Azure CLI.
public final class AzureCredentials {

    /// Well above the time that a call takes.
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(2);

    private AzureCredentials() {}

    /// Tokens for a cloud.
    ///
    /// @param authority file with the only CA certificate to trust; empty for those that Java trusts
    public static TokenSource of(Cloud cloud, Optional<Path> authority) {
        DefaultAzureCredentialBuilder builder = new DefaultAzureCredentialBuilder()
                .authorityHost(cloud.authority().toString())
                .httpClient(new JdkHttpClientBuilder(RestClient.httpTrusting(authority)).build());
        if (!cloud.isReal()) {
            builder.disableInstanceDiscovery();
        }
        TokenCredential credential = builder.build();
        Map<String, AccessToken> tokensByAudience = new ConcurrentHashMap<>();
        return audience -> tokensByAudience
                .compute(audience,
                        (key, held) -> held == null || isOld(held) ? fetched(credential, audience) : held)
                .getToken();
    }

    private static boolean isOld(AccessToken token) {
        return token.getDurationUntilExpiration().compareTo(RENEWED_BEFORE) < 0;
    }

    private static AccessToken fetched(TokenCredential credential, String audience) {
        try {
            return credential.getTokenSync(new TokenRequestContext().addScopes(audience + "/.default"));
        } catch (CredentialUnavailableException e) {
            throw new RestException("no credential was found: set AZURE_TENANT_ID, AZURE_CLIENT_ID and"
                    + " AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH, or sign in with az login", e);
        } catch (ClientAuthenticationException e) {
            throw new RestException("the sign-in for " + audience + " was refused: " + e.getMessage(), e);
        }
    }
}
