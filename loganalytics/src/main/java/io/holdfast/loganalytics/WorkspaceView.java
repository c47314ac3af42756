package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import java.util.Optional;

/// A workspace as other modules see it.
///
/// @param customerId the GUID by which the data planes know it, in lower case
/// @param location normalised, such as `westeurope`
/// @param cluster the dedicated cluster that it is linked to
public record WorkspaceView(ResourceId id, String customerId, String location,
        Optional<ClusterView> cluster) {

    /// Whether its log rows are under a customer-managed key.
    public boolean isUnderCustomerKey() {
        return cluster.flatMap(ClusterView::key).isPresent();
    }
}
