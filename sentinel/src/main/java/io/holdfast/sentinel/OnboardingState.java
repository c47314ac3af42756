package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.StorageResource;
import io.holdfast.loganalytics.WorkspaceGate;
import java.time.Instant;
import java.util.Optional;

/// A workspace that is onboarded.
///
/// @param id a GUID of its own: a workspace that is onboarded again gets another one
/// @param customerId the workspace's GUID
/// @param customerManagedKey whether its documents are under the key of the workspace's cluster
/// @param storage whose account key protects its documents
/// @param etag changes with each change
/// @param created when and by whom it was onboarded
/// @param confirmed when and by whom the onboarding was confirmed; empty without a customer-managed key
record OnboardingState(String id, ResourceId workspace, String customerId, boolean customerManagedKey,
        StorageResource storage, String etag, Stamp created, Optional<Stamp> confirmed) {

    /// When something was done, and the object id of who did it.
    record Stamp(Instant at, String by) {}

    /// Whether the workspace may be used.
    boolean isUsable() {
        return !customerManagedKey || confirmed.isPresent();
    }

    WorkspaceGate.Onboarding forGate() {
        if (!customerManagedKey) {
            return WorkspaceGate.Onboarding.PLATFORM_KEY;
        }
        return isUsable()
                ? WorkspaceGate.Onboarding.CUSTOMER_KEY
                : WorkspaceGate.Onboarding.CUSTOMER_KEY_UNCONFIRMED;
    }

    OnboardingState confirmed(Stamp stamp, String freshEtag) {
        return new OnboardingState(id, workspace, customerId, customerManagedKey, storage, freshEtag, created,
                Optional.of(stamp));
    }

    /// The name of the space that its documents are in.
    String space() {
        return "documents/" + id;
    }

    /// The id of a workspace's state as a resource.
    static ResourceId resourceId(ResourceId workspace) {
        return workspace.resource("Microsoft.SecurityInsights", "onboardingStates", "default");
    }
}
