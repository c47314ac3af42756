package io.holdfast.sentinel;

import java.util.List;
import java.util.Optional;

/// A feature of Sentinel as far as customer-managed keys care: "any Public Preview features that don't
/// support CMK aren't enabled" (the article; `cmk-behaviour` S14).
///
/// @param name as people call it
/// @param preview whether it is in public preview
/// @param supportsCustomerManagedKey whether all that it stores is under the customer's key
/// @param types its resource types below a workspace
record PreviewFeature(String name, boolean preview, boolean supportsCustomerManagedKey, List<String> types) {

    /// All features, offered here or not. A preview is listed as without support unless what it stores is
    /// under the key in this product.
    static final List<PreviewFeature> ALL = List.of(
            new PreviewFeature("Onboarding", false, true, List.of("onboardingStates")),
            new PreviewFeature("Incidents", false, true, List.of("incidents")),
            new PreviewFeature("Repositories", true, false, List.of("sourcecontrols")),
            new PreviewFeature("Custom entity activities", true, false,
                    List.of("entityQueries", "entityQueryTemplates")),
            new PreviewFeature("Import of threat intelligence files", true, false, List.of("fileImports")));

    /// Copies the types.
    PreviewFeature {
        types = List.copyOf(types);
    }

    /// Whether it is enabled where the customer's key is.
    boolean isEnabledWithCustomerKey() {
        return !preview || supportsCustomerManagedKey;
    }

    /// The feature of a resource type, in any case.
    static Optional<PreviewFeature> ofType(String type) {
        return ALL.stream().filter(feature -> feature.types().stream().anyMatch(type::equalsIgnoreCase))
                .findFirst();
    }
}
