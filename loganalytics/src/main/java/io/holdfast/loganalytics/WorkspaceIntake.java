package io.holdfast.loganalytics;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;

/// Whether a workspace takes data now, and into which store: one answer for every way that data comes in.
/// Thread-safe.
final class WorkspaceIntake {

    private final WorkspaceGate gate;
    private final ClusterStores stores;
    private final Arrivals arrivals;
    private final IntakeBudget budget = new IntakeBudget();

    WorkspaceIntake(WorkspaceGate gate, ClusterStores stores, Arrivals arrivals) {
        this.gate = gate;
        this.stores = stores;
        this.arrivals = arrivals;
    }

    /// The store of a workspace that takes data. To be asked before a body is read.
    ///
    /// @throws ApiException 409 `WorkspaceNotLinked` or `OnboardingNotConfirmed`
    /// @throws io.holdfast.keyring.KeyDarkException if the key of its cluster may not be used
    OpenStore open(WorkspaceView workspace) {
        return stores.open(cluster(workspace).clusterId());
    }

    /// The cluster of a workspace that takes data, dark or not.
    ///
    /// @throws ApiException 409 `WorkspaceNotLinked` or `OnboardingNotConfirmed`
    ClusterView cluster(WorkspaceView workspace) {
        ClusterView cluster = workspace.cluster()
                .orElseThrow(() -> new ApiException(409, "WorkspaceNotLinked",
                        "The workspace '" + workspace.id().name()
                                + "' takes no data: link it to a dedicated cluster with PUT "
                                + workspace.id() + "/linkedServices/cluster."));
        if (gate.onboarding(workspace.id()) == WorkspaceGate.Onboarding.CUSTOMER_KEY_UNCONFIRMED) {
            throw new ApiException(409, "OnboardingNotConfirmed", "The workspace '" + workspace.id().name()
                    + "' takes no data until its onboarding to Sentinel under the customer-managed key is "
                    + "confirmed.");
        }
        return cluster;
    }

    /// Room for the body of a call, to be taken before it is read.
    ///
    /// @throws ApiException 429 `TooManyRequests`
    IntakeBudget.Room room(ApiRequest request, int limitBytes) {
        return budget.take(request, limitBytes);
    }

    /// Begins to take in what came; to be closed when it can be read, or is refused.
    Arrivals.Arrival arrival() {
        return arrivals.begin();
    }
}
