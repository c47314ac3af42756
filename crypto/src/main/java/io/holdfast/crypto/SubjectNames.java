package io.holdfast.crypto;

import java.util.List;

/// The names that a server certificate is for.
///
/// @param dnsNames host names, lower case; a wildcard (`*.vault.localhost`) stands for exactly one label
/// @param addresses IP addresses as text, IPv6 without brackets
public record SubjectNames(List<String> dnsNames, List<String> addresses) {

    /// Copies what could change.
    public SubjectNames {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
    }
}
