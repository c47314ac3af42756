package io.holdfast.server;

import io.holdfast.crypto.SubjectNames;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The host names under which the services answer, below one domain. All of them answer at the plain domain,
/// too.
///
/// @param domain lower case
public record ServiceNames(String domain) {

    private static final List<String> LABELS = List.of("arm", "management", "login", "graph",
            "api.loganalytics");
    private static final List<String> WILDCARDS = List.of("vault", "ingest");

    /// Checks the domain.
    public ServiceNames {
        Endpoint.requireDomain(domain);
    }

    /// The names of the services: resource management, tokens, directory, queries.
    public List<String> hosts() {
        return LABELS.stream().map(label -> label + "." + domain).toList();
    }

    /// The host name of a vault.
    public String vault(String vaultName) {
        return vaultName + ".vault." + domain;
    }

    /// All that the server certificate must name.
    SubjectNames subjectNames(InetAddress bound) {
        Set<String> names = new LinkedHashSet<>(List.of(domain, "localhost"));
        names.addAll(hosts());
        WILDCARDS.forEach(label -> names.add("*." + label + "." + domain));
        Set<String> addresses = new LinkedHashSet<>(List.of("127.0.0.1", "::1"));
        if (!bound.isAnyLocalAddress() && !bound.isLoopbackAddress()) {
            addresses.add(bound.getHostAddress());
        }
        return new SubjectNames(List.copyOf(names), List.copyOf(addresses));
    }
}
