package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentStore;
import io.holdfast.loganalytics.WorkspaceView;
import io.holdfast.loganalytics.Workspaces;
import io.holdfast.rest.Call;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/// The workspaces whose documents calls may use. Thread-safe.
final class OnboardedWorkspaces {

    private final SentinelStores stores;
    private final Workspaces workspaces;
    private final InstantSource clock;

    OnboardedWorkspaces(SentinelStores stores, Workspaces workspaces, InstantSource clock) {
        this.stores = stores;
        this.workspaces = workspaces;
        this.clock = clock;
    }

    /// The workspace that a call is about, onboarded and confirmed, its key usable.
    ///
    /// @throws io.holdfast.rest.ApiException 400 or 409 if it is not onboarded or not confirmed
    /// @throws io.holdfast.keyring.KeyDarkException if its documents are dark
    OnboardingState require(Call call) {
        ResourceId workspace = workspaces.require(SentinelProvider.workspace(call)).id();
        OnboardingState state = stores.find(workspace)
                .orElseThrow(() -> SentinelErrors.notOnboarded(workspace));
        if (!state.isUsable()) {
            throw SentinelErrors.notConfirmed(workspace);
        }
        stores.requireLight(state);
        return state;
    }

    /// The workspace of a state, as it is linked now.
    WorkspaceView view(OnboardingState state) {
        return workspaces.require(state.workspace());
    }

    /// Works on the documents of a workspace.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if they are dark
    <T> T documents(OnboardingState state, Function<DocumentStore, T> work) {
        return stores.documents(state, work);
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
