package io.holdfast.identity;

/// What the first user of a new data folder signs in with; shown once and stored nowhere.
public record BootstrapCredentials(String tenantId, String subscriptionId, String clientId,
        String clientSecret) {

    /// Hides the secret.
    @Override
    public String toString() {
        return "BootstrapCredentials[tenantId=" + tenantId + ", subscriptionId=" + subscriptionId
                + ", clientId="
                + clientId + ", secret not shown]";
    }
}
