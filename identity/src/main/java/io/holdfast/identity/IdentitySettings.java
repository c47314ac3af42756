package io.holdfast.identity;

import java.time.Duration;

/// Settings of the token service.
///
/// @param domain the domain of all services, lower case, such as `localhost`
/// @param tokenLifetime from issue to expiry of an access token
public record IdentitySettings(String domain, Duration tokenLifetime) {

    /// Tokens of an hour.
    public static IdentitySettings forDomain(String domain) {
        return new IdentitySettings(domain, Duration.ofHours(1));
    }
}
