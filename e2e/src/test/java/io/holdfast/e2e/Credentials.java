package io.holdfast.e2e;

import java.util.Map;

/// What a first start hands to its user.
record Credentials(String tenantId, String subscriptionId, String clientId, String clientSecret) {

    /// The variables by which commands and Azure's clients sign in.
    Map<String, String> environment() {
        return Map.of("AZURE_TENANT_ID", tenantId, "AZURE_CLIENT_ID", clientId, "AZURE_CLIENT_SECRET",
                clientSecret);
    }
}
