package io.holdfast.server.lifecycle;

import java.time.Duration;

/// One thing that somebody does. Whom it concerns is said by number, so that a step makes sense after any others.
sealed interface Step {

    /// Who is given access to keys: the identity of a cluster, or the Cosmos DB principal.
    ///
    /// @param cluster negative for the Cosmos DB principal
    record Who(int cluster) {}

    /// Which key of which vault.
    record KeyAt(int vault, int key) {}

    /// About a vault and who may use its keys.
    sealed interface OnVault extends Step {}

    /// About a key.
    sealed interface OnKey extends Step {}

    /// About a cluster.
    sealed interface OnCluster extends Step {}

    /// About a workspace and its rows.
    sealed interface OnWorkspace extends Step {}

    /// About Sentinel on a workspace.
    sealed interface OnSentinel extends Step {}

    /// PUT of a vault: makes it, or takes all its access policies away but the administrator's.
    record PutVault(int vault) implements OnVault {}

    record DeleteVault(int vault) implements OnVault {}

    record RecoverVault(int vault) implements OnVault {}

    record PurgeVault(int vault) implements OnVault {}

    record GivePolicy(int vault, Who who) implements OnVault {}

    record TakePolicy(int vault, Who who) implements OnVault {}

    record GiveRole(int vault, Who who) implements OnVault {}

    record TakeRole(int vault, Who who) implements OnVault {}

    /// A new key, or a new version of one: a rotation.
    record NewVersion(KeyAt key, boolean enabled) implements OnKey {}

    /// A version is enabled or disabled.
    ///
    /// @param version counted from the oldest, modulo how many there are
    record Enable(KeyAt key, int version, boolean enabled) implements OnKey {}

    record Expire(KeyAt key, int version, boolean expired) implements OnKey {}

    record DeleteKey(KeyAt key) implements OnKey {}

    record RecoverKey(KeyAt key) implements OnKey {}

    record PurgeKey(KeyAt key) implements OnKey {}

    /// PUT of a cluster: makes it, or changes its tier.
    record PutCluster(int cluster, int capacity) implements OnCluster {}

    record DeleteCluster(int cluster) implements OnCluster {}

    /// PATCH of a cluster's key.
    ///
    /// @param version counted from the oldest; negative to follow the newest
    record SetKey(int cluster, KeyAt key, int version) implements OnCluster {}

    record RemoveKey(int cluster) implements OnCluster {}

    /// PUT of a workspace: makes it, recovers it, or changes nothing.
    record PutWorkspace(int workspace) implements OnWorkspace {}

    record DeleteWorkspace(int workspace, boolean force) implements OnWorkspace {}

    /// PUT of the workspace's table and of a rule that fills it.
    record PutTable(int workspace) implements OnWorkspace {}

    record DropTable(int workspace) implements OnWorkspace {}

    record Link(int workspace, int cluster) implements OnWorkspace {}

    record Unlink(int workspace) implements OnWorkspace {}

    record Onboard(int workspace, boolean customerKey) implements OnSentinel {}

    record Confirm(int workspace) implements OnSentinel {}

    record Offboard(int workspace) implements OnSentinel {}

    record Ingest(int workspace) implements OnWorkspace {}

    record PutIncident(int workspace) implements OnSentinel {}

    record Restart() implements Step {}

    record Wait(Duration time) implements Step {}
}
