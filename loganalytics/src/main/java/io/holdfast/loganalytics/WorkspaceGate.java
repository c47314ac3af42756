package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import java.util.List;

/// What Sentinel knows about a workspace that this module must heed. Thread-safe; answers without asking a
/// vault, dark
/// or not.
public interface WorkspaceGate {

    /// How a workspace stands with Sentinel.
    enum Onboarding {
        /// It was never onboarded.
        NONE,
        /// Onboarded without a customer-managed key: what Sentinel keeps of it is under the platform key for
        /// good.
        PLATFORM_KEY,
        /// Onboarded with the customer-managed key, waiting for the operator's confirmation: it takes no
        /// data yet.
        CUSTOMER_KEY_UNCONFIRMED,
        /// Onboarded with the customer-managed key.
        CUSTOMER_KEY;

        /// Whether it was onboarded with the customer-managed key, confirmed or not.
        public boolean withCustomerKey() {
            return this == CUSTOMER_KEY || this == CUSTOMER_KEY_UNCONFIRMED;
        }
    }

    /// A gate that knows of no onboarded workspace: for a server without Sentinel.
    WorkspaceGate WITHOUT_SENTINEL = new WorkspaceGate() {
        @Override
        public Onboarding onboarding(ResourceId workspace) {
            return Onboarding.NONE;
        }

        @Override
        public void workspaceDeleted(ResourceId workspace) {}
    };

    /// How the workspace stands now.
    Onboarding onboarding(ResourceId workspace);

    /// Rows that Sentinel has for the tables of workspaces.
    default List<RowFeed> feeds() {
        return List.of();
    }

    /// The functions that queries of workspaces may call.
    default WorkspaceFunctions functions() {
        return WorkspaceFunctions.NONE;
    }

    /// The workspace was deleted for good, so its onboarding state and all that Sentinel keeps of it go too.
    void workspaceDeleted(ResourceId workspace);
}
