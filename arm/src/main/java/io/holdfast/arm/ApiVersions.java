package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Checks `api-version` against what the addressed type supports. Immutable.
final class ApiVersions {

    /// Versions of subscriptions, groups, providers and locations that clients are known to send.
    static final List<String> CORE = List.of("2025-04-01", "2025-03-01", "2024-11-01", "2024-07-01",
            "2024-03-01",
            "2023-07-01", "2022-12-01", "2022-09-01", "2022-01-01", "2021-10-01", "2021-04-01", "2021-01-01",
            "2020-10-01", "2020-06-01", "2020-01-01", "2019-11-01", "2019-10-01", "2019-08-01", "2019-06-01",
            "2019-05-10", "2019-05-01", "2018-05-01", "2018-02-01", "2017-05-10", "2016-06-01", "2015-11-01",
            "2015-01-01");

    private static final List<String> EVERYWHERE = List.of("locations/operationstatuses",
            "locations/operationresults", "operations");

    // Lower-case namespace to lower-case type to versions.
    private final Map<String, Map<String, List<String>>> byNamespace = new TreeMap<>();

    ApiVersions(List<ArmProvider> providers) {
        for (ArmProvider provider : providers) {
            Map<String, List<String>> types = byNamespace.computeIfAbsent(lower(provider.namespace()),
                    key -> new TreeMap<>());
            provider.apiVersionsByType().forEach((type, versions) -> types.put(lower(type), versions));
        }
        byNamespace.values().forEach(types -> {
            List<String> all = union(types);
            EVERYWHERE.forEach(type -> types.putIfAbsent(type, all));
        });
    }

    private static List<String> union(Map<String, List<String>> types) {
        LinkedHashSet<String> all = new LinkedHashSet<>();
        types.values().forEach(all::addAll);
        return List.copyOf(all);
    }

    /// @throws ApiException if the version is missing, or unknown to what the path addresses
    void check(ApiRequest request) {
        String version = request.query("api-version").filter(text -> !text.isBlank())
                .orElseThrow(() -> new ApiException(400, "MissingApiVersionParameter",
                        "The api-version query parameter (?api-version=) is required for all requests."));
        Optional<Target> target = Target.of(request.segments());
        if (target.isEmpty()) {
            checkCore(version);
        } else {
            checkProvider(target.get(), version);
        }
    }

    private static void checkCore(String version) {
        if (!CORE.contains(lower(version))) {
            throw new ApiException(400, "InvalidApiVersionParameter", "The api-version '" + version
                    + "' is invalid. The supported versions are '" + String.join(",", CORE) + "'.");
        }
    }

    private void checkProvider(Target target, String version) {
        Map<String, List<String>> types = byNamespace.get(lower(target.namespace()));
        if (types == null) {
            throw new ApiException(404, "InvalidResourceNamespace",
                    "The resource namespace '" + target.namespace() + "' is invalid.");
        }
        String type = knownType(target, types).orElseThrow(() -> new ApiException(404, "InvalidResourceType",
                "The resource type '" + target.type() + "' could not be found in the namespace '"
                        + target.namespace() + "' for api version '" + version + "'. Its types are '"
                        + String.join(",", types.keySet()) + "'."));
        List<String> versions = types.getOrDefault(type, List.of());
        if (versions.stream().noneMatch(version::equalsIgnoreCase)) {
            throw new ApiException(400, "NoRegisteredProviderFound",
                    "No registered resource provider found for API version '" + version + "' for type '"
                            + type
                            + "' in namespace '" + target.namespace() + "'. The supported api-versions are '"
                            + String.join(", ", versions) + "'.");
        }
    }

    /// The newest version of what a path addresses; empty if nobody knows it.
    Optional<String> newest(List<String> segments) {
        return Target.of(segments).flatMap(target -> {
            Map<String, List<String>> types = byNamespace.getOrDefault(lower(target.namespace()), Map.of());
            return knownType(target, types)
                    .flatMap(type -> types.getOrDefault(type, List.of()).stream().findFirst());
        });
    }

    /// Whether a path, with anything for its variables, addresses a type that is known.
    boolean knows(List<String> segments) {
        Optional<Target> target = Target.of(segments);
        return target.isPresent() && byNamespace.containsKey(lower(target.get().namespace()))
                && knownType(target.get(),
                        byNamespace.getOrDefault(lower(target.get().namespace()), Map.of()))
                        .isPresent();
    }

    // The longest known type that the path's types begin with: what follows it is an action or a collection.
    private static Optional<String> knownType(Target target, Map<String, List<String>> types) {
        List<String> parts = target.types();
        return IntStream.iterate(parts.size(), length -> length > 0, length -> length - 1)
                .mapToObj(length -> lower(String.join("/", parts.subList(0, length))))
                .filter(types::containsKey).findFirst();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// The namespace and the types of the last provider in a path.
    private record Target(String namespace, List<String> types) {

        static Optional<Target> of(List<String> segments) {
            int at = IntStream.iterate(0, i -> i < segments.size(), i -> i + 2)
                    .filter(i -> segments.get(i).equalsIgnoreCase("providers")).max().orElse(segments.size());
            if (segments.size() < at + 3) {
                return Optional.empty();
            }
            List<String> rest = segments.subList(at + 2, segments.size());
            List<String> types = new ArrayList<>();
            IntStream.iterate(0, i -> i < rest.size(), i -> i + 2).mapToObj(rest::get)
                    .filter(type -> !type.isEmpty()).forEach(types::add);
            boolean ofProvider = types.isEmpty()
                    || rest.getFirst().equalsIgnoreCase("register")
                    || rest.getFirst().equalsIgnoreCase("unregister");
            return ofProvider ? Optional.empty() : Optional.of(new Target(segments.get(at + 1), types));
        }

        String type() {
            return String.join("/", types);
        }
    }
}
