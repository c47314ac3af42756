package io.holdfast.keyvault;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A vault as stored.
///
/// @param name as it was created; names do not differ by case
/// @param generation tells two vaults that had the same name apart
/// @param resourceId its ARM id
/// @param systemData who created and last changed it, as ARM answers it
/// @param created orders vaults: the first one also serves the plain host
/// @param deletion present while it is deleted and can be recovered
record Vault(String name, String generation, String resourceId, String location, Map<String, String> tags,
        Properties properties, ObjectNode systemData, Instant created, Optional<Deletion> deletion) {

    /// The sku of vaults that may hold keys in hardware.
    static final String PREMIUM = "premium";

    static final int MAX_RETENTION_DAYS = 90;
    static final int MIN_RETENTION_DAYS = 7;

    /// Copies what could change.
    Vault {
        tags = Map.copyOf(tags);
        systemData = systemData.deepCopy();
    }

    /// What its owner can set.
    ///
    /// @param rbac whether role assignments decide, and not the access policies
    /// @param echoed properties that are kept and answered, and change nothing else
    record Properties(String tenantId, String sku, List<AccessPolicy> accessPolicies, boolean rbac,
            boolean purgeProtection, int retentionDays, ObjectNode echoed) {

        /// Copies what could change.
        Properties {
            accessPolicies = List.copyOf(accessPolicies);
            echoed = echoed.deepCopy();
        }

        Properties withAccessPolicies(List<AccessPolicy> policies) {
            return new Properties(tenantId, sku, policies, rbac, purgeProtection, retentionDays, echoed);
        }
    }

    /// When it was deleted, and when it is purged by itself.
    record Deletion(Instant deleted, Instant scheduledPurge) {}

    Vault withProperties(Map<String, String> newTags, Properties changed, ObjectNode stamp) {
        return new Vault(name, generation, resourceId, location, newTags, changed, stamp, created, deletion);
    }

    Vault withDeletion(Optional<Deletion> changed) {
        return new Vault(name, generation, resourceId, location, tags, properties, systemData, created,
                changed);
    }

    /// As error messages name it.
    String label() {
        return name + ";location=" + location;
    }

    /// How well deleted keys are kept, as attributes say it.
    String recoveryLevel() {
        String level = properties.retentionDays == MAX_RETENTION_DAYS
                ? "Recoverable"
                : "CustomizedRecoverable";
        return properties.purgeProtection ? level : level + "+Purgeable";
    }
}
