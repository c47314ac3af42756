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

    /// PUT of a vault: makes it, or takes all its access policies away but the administrator's.
    record PutVault(int vault) implements Step {}

    record DeleteVault(int vault) implements Step {}

    record RecoverVault(int vault) implements Step {}

    record PurgeVault(int vault) implements Step {}

    record GivePolicy(int vault, Who who) implements Step {}

    record TakePolicy(int vault, Who who) implements Step {}

    record GiveRole(int vault, Who who) implements Step {}

    record TakeRole(int vault, Who who) implements Step {}

    /// A new key, or a new version of one: a rotation.
    record NewVersion(KeyAt key, boolean enabled) implements Step {}

    /// A version is enabled or disabled.
    ///
    /// @param version counted from the oldest, modulo how many there are
    record Enable(KeyAt key, int version, boolean enabled) implements Step {}

    record Expire(KeyAt key, int version, boolean expired) implements Step {}

    record DeleteKey(KeyAt key) implements Step {}

    record RecoverKey(KeyAt key) implements Step {}

    record PurgeKey(KeyAt key) implements Step {}

    /// PUT of a cluster: makes it, or changes its tier.
    record PutCluster(int cluster, int capacity) implements Step {}

    record DeleteCluster(int cluster) implements Step {}

    /// PATCH of a cluster's key.
    ///
    /// @param version counted from the oldest; negative to follow the newest
    record SetKey(int cluster, KeyAt key, int version) implements Step {}

    record RemoveKey(int cluster) implements Step {}

    /// PUT of a workspace: makes it, recovers it, or changes nothing.
    record PutWorkspace(int workspace) implements Step {}

    record DeleteWorkspace(int workspace, boolean force) implements Step {}

    /// PUT of the workspace's table and of a rule that fills it.
    record PutTable(int workspace) implements Step {}

    record DropTable(int workspace) implements Step {}

    record Link(int workspace, int cluster) implements Step {}

    record Unlink(int workspace) implements Step {}

    record Onboard(int workspace, boolean customerKey) implements Step {}

    record Confirm(int workspace) implements Step {}

    record Offboard(int workspace) implements Step {}

    record Ingest(int workspace) implements Step {}

    record PutIncident(int workspace) implements Step {}

    record Restart() implements Step {}

    record Wait(Duration time) implements Step {}
}
