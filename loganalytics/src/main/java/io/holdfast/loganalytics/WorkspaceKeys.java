package io.holdfast.loganalytics;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.rest.ApiException;

/// Keys for the customer's configuration of a workspace, derived from the account key of the log store that holds
/// its rows. Thread-safe.
final class WorkspaceKeys {

    private final Keyring keyring;

    WorkspaceKeys(Keyring keyring) {
        this.keyring = keyring;
    }

    /// The key for a purpose, which the caller closes.
    ///
    /// @throws ApiException 409 `WorkspaceNotLinked`
    /// @throws io.holdfast.keyring.KeyDarkException if the account key may not be used
    SealingKey key(WorkspaceView workspace, String purpose) {
        ClusterView cluster = workspace.cluster()
                .orElseThrow(() -> new ApiException(409, "WorkspaceNotLinked",
                        "The workspace '" + workspace.id().name()
                                + "' holds no data, nor queries and transformations: link it to a dedicated "
                                + "cluster with PUT " + workspace.id() + "/linkedServices/cluster."));
        try (SealingKey account = keyring.accountKey(StorageResource.logStore(cluster.clusterId()))) {
            return account.derive(Aad.of(purpose));
        }
    }
}
