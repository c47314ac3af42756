package io.holdfast.server.lifecycle;

import io.holdfast.server.lifecycle.Step.Who;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules, executable: what each step is answered, and who can read what after it.
///
/// It knows nothing of how the product does it: a store is light exactly when the vault would unwrap its account key
/// now, since the vault tells the keyring of each change.
final class Model {

    /// The principal of Sentinel's documents.
    static final String COSMOS_DB = "cosmos";
    /// What a call on something dark is answered.
    static final String REVOKED = "403 CustomerManagedKeyRevoked";

    static final int WORKSPACES = 3;
    static final int CLUSTERS = 2;
    /// One decided by policies, one by roles with a short retention, one whose keys are not recoverable.
    static final List<VaultModel.Kind> VAULTS = List.of(
            new VaultModel.Kind("policies", false, true, 90),
            new VaultModel.Kind("roles", true, true, 7),
            new VaultModel.Kind("loose", false, false, 7));

    final VaultModel[] vaults = VAULTS.stream().map(VaultModel::new).toArray(VaultModel[]::new);
    final WorkspaceModel[] workspaces = Stream.generate(WorkspaceModel::new).limit(WORKSPACES)
            .toArray(WorkspaceModel[]::new);
    // Of each name the last life; null before the first.
    final @Nullable ClusterModel[] clusters = new ClusterModel[CLUSTERS];
    final @Nullable Instant[] heldUntil = new Instant[CLUSTERS];
    Instant now;
    private int lives;
    private int versions;
    private int rows;

    Model(Instant start) {
        this.now = start;
    }

    /// Takes a step.
    ///
    /// @return what it is answered, as status and code; empty if it is none now, since whom it concerns never existed
    Optional<String> take(Step step) {
        Optional<String> answer = switch (step) {
            case Step.Restart _ -> Optional.of("");
            case Step.Wait wait -> {
                now = now.plus(wait.time());
                Arrays.stream(vaults).forEach(vault -> vault.housekeeping(now));
                yield Optional.of("");
            }
            case Step.OnVault about -> new VaultRules(this).vault(about);
            case Step.OnKey about -> Optional.of(new VaultRules(this).key(about));
            case Step.OnCluster about -> Optional.of(new ClusterRules(this).answer(about));
            case Step.OnWorkspace about -> new WorkspaceRules(this).answer(about);
            case Step.OnSentinel about -> Optional.of(new SentinelRules(this).answer(about));
        };
        stores().forEach(store -> store.follow(vaults));
        return answer;
    }

    /// The cluster, if there is one now.
    Optional<ClusterModel> cluster(int number) {
        return number < 0
                ? Optional.empty()
                : Optional.ofNullable(clusters[number]).filter(cluster -> cluster.exists);
    }

    /// The object that a principal is, if it exists.
    Optional<String> principal(Who who) {
        return who.cluster() < 0
                ? Optional.of(COSMOS_DB)
                : cluster(who.cluster()).map(cluster -> cluster.principal);
    }

    boolean isDark(StoreModel store) {
        return store.denial(vaults).isPresent();
    }

    /// Whether the logs of the cluster that a workspace is linked to are dark.
    boolean isDark(WorkspaceModel workspace) {
        return cluster(workspace.cluster).filter(cluster -> isDark(cluster.logs)).isPresent();
    }

    /// All stores that have an account key.
    Stream<StoreModel> stores() {
        return Arrays.stream(clusters).filter(Objects::nonNull).filter(cluster -> cluster.exists)
                .flatMap(cluster -> Stream.of(cluster.logs, cluster.documents).filter(Objects::nonNull));
    }

    boolean anyWorkspace(Predicate<WorkspaceModel> test) {
        return Arrays.stream(workspaces).anyMatch(test);
    }

    /// Destroys what Sentinel keeps of a workspace.
    void offboard(WorkspaceModel workspace) {
        ClusterModel cluster = workspace.documents;
        workspace.offboard();
        if (cluster != null && !anyWorkspace(other -> other.documents == cluster)) {
            cluster.documents = null;
        }
    }

    int freshVersion() {
        return ++versions;
    }

    int freshLife() {
        return ++lives;
    }

    int freshRow() {
        return ++rows;
    }

    /// The number of the last row that was sent.
    int lastRow() {
        return rows;
    }

    /// The number of the last version that was made.
    int lastVersion() {
        return versions;
    }
}
