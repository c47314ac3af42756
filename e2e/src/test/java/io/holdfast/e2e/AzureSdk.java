package io.holdfast.e2e;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.profile.AzureProfile;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.resourcemanager.keyvault.KeyVaultManager;
import com.azure.resourcemanager.loganalytics.LogAnalyticsManager;
import com.azure.resourcemanager.securityinsights.SecurityInsightsManager;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The Azure SDKs for Java against one server, as their users set them up for a cloud of their own.
final class AzureSdk {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final HttpClient http;
    private final TokenCredential credential;
    private final AzureProfile profile;
    private final LogAnalyticsManager logs;
    private final SecurityInsightsManager sentinel;
    private final KeyVaultManager vaults;

    AzureSdk(TestServer server) {
        Credentials credentials = server.credentials();
        this.http = new JdkHttpClientBuilder(server.httpBuilder()).build();
        this.credential = new ClientSecretCredentialBuilder().httpClient(http)
                .tenantId(credentials.tenantId()).clientId(credentials.clientId())
                .clientSecret(credentials.clientSecret()).authorityHost(server.origin().toString())
                .disableInstanceDiscovery().additionallyAllowedTenants("*").build();
        this.profile = new AzureProfile(credentials.tenantId(), credentials.subscriptionId(),
                cloud(server.origin().toString()));
        this.logs = LogAnalyticsManager.configure().withHttpClient(http).withRetryOptions(noRetries())
                .withDefaultPollInterval(POLL_INTERVAL).authenticate(credential, profile);
        this.sentinel = SecurityInsightsManager.configure().withHttpClient(http)
                .withRetryOptions(noRetries()).withDefaultPollInterval(POLL_INTERVAL)
                .authenticate(credential, profile);
        this.vaults = KeyVaultManager.configure().withHttpClient(http).withRetryOptions(noRetries())
                .authenticate(credential, profile);
    }

    LogAnalyticsManager logs() {
        return logs;
    }

    /// The same with a policy that sees each call.
    LogAnalyticsManager logs(HttpPipelinePolicy policy) {
        return LogAnalyticsManager.configure().withHttpClient(http).withRetryOptions(noRetries())
                .withPolicy(policy).withDefaultPollInterval(POLL_INTERVAL).authenticate(credential, profile);
    }

    SecurityInsightsManager sentinel() {
        return sentinel;
    }

    KeyVaultManager vaults() {
        return vaults;
    }

    KeyClient keys(String vaultUri) {
        return new KeyClientBuilder().httpClient(http).credential(credential).vaultUrl(vaultUri)
                .buildClient();
    }

    private static RetryOptions noRetries() {
        return new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));
    }

    private static AzureEnvironment cloud(String origin) {
        Map<String, String> endpoints = new HashMap<>();
        endpoints.put("resourceManagerEndpointUrl", origin + "/");
        endpoints.put("managementEndpointUrl", origin);
        endpoints.put("activeDirectoryEndpointUrl", origin + "/");
        endpoints.put("microsoftGraphResourceId", origin + "/");
        endpoints.put("activeDirectoryGraphResourceId", origin + "/");
        endpoints.put("sqlManagementEndpointUrl", origin + "/");
        endpoints.put("galleryEndpointUrl", origin + "/");
        endpoints.put("azureDataLakeStoreFileSystemEndpointSuffix", "datalake.localhost");
        endpoints.put("azureDataLakeAnalyticsCatalogAndJobEndpointSuffix", "analytics.localhost");
        endpoints.put("azureApplicationInsightsResourceId", origin + "/");
        endpoints.put("managedHsmDnsSuffix", ".managedhsm.localhost");
        endpoints.put("storageEndpointSuffix", "core.localhost");
        endpoints.put("keyVaultDnsSuffix", ".vault.localhost");
        endpoints.put("azureLogAnalyticsResourceId", origin + "/");
        return new AzureEnvironment(endpoints);
    }
}
