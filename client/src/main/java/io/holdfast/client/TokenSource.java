package io.holdfast.client;

/// Where the bearer tokens of calls come from. Thread-safe.
@FunctionalInterface
public interface TokenSource {

    /// A token that is valid now.
    ///
    /// @param audience what it is for, such as `https://management.azure.com`; a scope is this and `/.default`
    /// @throws RestException if none is given
    String token(String audience);
}
