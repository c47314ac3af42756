package io.holdfast.e2e;

/// What a first start hands to its user.
record Credentials(String tenantId, String subscriptionId, String clientId, String clientSecret) {}
