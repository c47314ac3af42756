package io.holdfast.keyvault;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

        /// Copies what could change.
        OtherPermissions {
            secrets = List.copyOf(secrets);
            certificates = List.copyOf(certificates);
            storage = List.copyOf(storage);
        }

        boolean isEmpty() {
            return secrets.isEmpty() && certificates.isEmpty() && storage.isEmpty();
        }

        private OtherPermissions union(OtherPermissions that) {
            return new OtherPermissions(joined(secrets, that.secrets),
                    joined(certificates, that.certificates), joined(storage, that.storage));
        }

        private OtherPermissions without(OtherPermissions that) {
            return new OtherPermissions(less(secrets, that.secrets), less(certificates, that.certificates),
                    less(storage, that.storage));
        }
    }

    boolean isEmpty() {
        return keys.isEmpty() && other.isEmpty();
    }

    /// The permissions of both.
    AccessPolicy union(AccessPolicy that) {
        return new AccessPolicy(tenantId, objectId, applicationId, joined(keys, that.keys),
                other.union(that.other));
    }

    /// The permissions that the other one does not have. Taking one out of `all` leaves the others by name.
    AccessPolicy without(AccessPolicy that) {
        return new AccessPolicy(tenantId, objectId, applicationId,
                isAll(that.keys) ? List.of() : less(that.keys.isEmpty() ? keys : named(keys), that.keys),
                other.without(that.other));
    }

    private static boolean isAll(List<String> entries) {
        return entries.stream().anyMatch("all"::equalsIgnoreCase);
    }

    private static List<String> named(List<String> entries) {
        return isAll(entries) ? joined(less(entries, List.of("all")), KeyPermission.IN_ALL) : entries;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), less(second, first).stream()).toList();
    }

    /// Permissions do not differ by case.
    private static List<String> less(List<String> from, List<String> taken) {
        return from.stream().filter(entry -> taken.stream().noneMatch(entry::equalsIgnoreCase)).toList();
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
