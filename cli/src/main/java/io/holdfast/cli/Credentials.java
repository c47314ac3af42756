package io.holdfast.cli;

/// What an application shows to get a token: OAuth 2.0 client credentials (RFC 6749, section 4.4).
///
/// @param clientSecret never printed
public record Credentials(String tenantId, String clientId, String clientSecret) {

    @Override
    public String toString() {
        return "Credentials[" + tenantId + ", " + clientId + "]";
    }
}
