package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.KeyReference;
import java.util.Optional;

/// A dedicated cluster as other modules see it.
///
/// @param clusterId the GUID that its storage resources carry
/// @param location normalised, such as `westeurope`
/// @param capacityGbPerDay the commitment tier
/// @param principalId object id of the cluster's identity
/// @param systemAssigned whether that identity is the cluster's own, not one of the user's
/// @param key the customer-managed key as it is configured; empty while the platform key wraps the account
/// key
public record ClusterView(ResourceId id, String clusterId, String location, int capacityGbPerDay,
        String principalId, boolean systemAssigned,
        Optional<KeyReference> key) {}
