package io.holdfast.keyvault;

import java.util.List;
import java.util.Optional;

/// What one principal may do in a vault. Permissions are kept as they were sent.
///
/// @param applicationId limits the entry to calls that this application makes for the principal
/// @param other permissions on secrets, certificates and storage, which are kept but grant nothing here
record AccessPolicy(String tenantId, String objectId, Optional<String> applicationId, List<String> keys,
        OtherPermissions other) {

    /// Copies what could change.
    AccessPolicy {
        keys = List.copyOf(keys);
    }

    /// The parts of a policy that are not about keys.
    record OtherPermissions(List<String> secrets, List<String> certificates, List<String> storage) {

        static final OtherPermissions NONE = new OtherPermissions(List.of(), List.of(), List.of());

        /// Copies what could change.
        OtherPermissions {
            secrets = List.copyOf(secrets);
            certificates = List.copyOf(certificates);
            storage = List.copyOf(storage);
        }

        boolean isEmpty() {
            return secrets.isEmpty() && certificates.isEmpty() && storage.isEmpty();
        }
    }

    /// Whether both are about the same principal.
    boolean sameSubject(AccessPolicy that) {
        return tenantId.equalsIgnoreCase(that.tenantId) && objectId.equalsIgnoreCase(that.objectId)
                && applicationId.map(String::toLowerCase).equals(that.applicationId.map(String::toLowerCase));
    }

    /// Whether it grants this to the principal.
    boolean grants(KeyPermission permission, String principal, String callingApplication) {
        return objectId.equalsIgnoreCase(principal)
                && applicationId.map(callingApplication::equalsIgnoreCase).orElse(true)
                && keys.stream().anyMatch(permission::grantedBy);
    }
}
