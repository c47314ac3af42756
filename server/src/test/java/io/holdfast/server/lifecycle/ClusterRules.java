package io.holdfast.server.lifecycle;

import static io.holdfast.server.lifecycle.Model.REVOKED;

import io.holdfast.server.lifecycle.StoreModel.Configured;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What clusters answer: `cmk-behaviour` C3, C5, C6, K5, K12, O4, S8b, S9f, S11 and X22.
record ClusterRules(Model model) {

    private static final Duration NAME_HOLD = Duration.ofDays(14);
    private static final Duration COMMITMENT = Duration.ofDays(31);
    private static final String NOT_FOUND = "404 ResourceNotFound";

    String answer(Step.OnCluster step) {
        return switch (step) {
            case Step.PutCluster put -> put(put);
            case Step.DeleteCluster delete -> model.cluster(delete.cluster())
                    .map(cluster -> delete(delete.cluster(), cluster)).orElse("204");
            case Step.SetKey set -> model.cluster(set.cluster()).map(cluster -> setKey(set, cluster))
                    .orElse(NOT_FOUND);
            case Step.RemoveKey remove ->
                model.cluster(remove.cluster()).map(this::removeKey).orElse(NOT_FOUND);
        };
    }

    private String put(Step.PutCluster put) {
        Optional<ClusterModel> existing = model.cluster(put.cluster());
        if (existing.isPresent()) {
            return changeTier(existing.get(), put.capacity());
        }
        Instant held = model.heldUntil[put.cluster()];
        if (held != null && model.now.isBefore(held)) {
            return "409 Conflict";
        }
        model.clusters[put.cluster()] = new ClusterModel(
                "cluster " + put.cluster() + " life " + model.freshLife(),
                put.capacity(), model.now);
        return "201 Succeeded";
    }

    private String changeTier(ClusterModel cluster, int capacity) {
        if (model.isDark(cluster.logs)) {
            return REVOKED;
        }
        if (capacity < cluster.capacity && model.now.isBefore(cluster.lastTierChange.plus(COMMITMENT))) {
            return "400 InvalidParameter";
        }
        if (capacity != cluster.capacity) {
            cluster.capacity = capacity;
            cluster.lastTierChange = model.now;
        }
        return "200";
    }

    private String delete(int number, ClusterModel cluster) {
        cluster.delete();
        model.heldUntil[number] = model.now.plus(NAME_HOLD);
        for (WorkspaceModel workspace : model.workspaces) {
            if (workspace.cluster == number) {
                workspace.rows.clear();
                if (workspace.isThere()) {
                    workspace.cluster = -1;
                }
            }
            if (workspace.documents == cluster) {
                workspace.incidents.clear();
            }
        }
        return "200";
    }

    private String setKey(Step.SetKey set, ClusterModel cluster) {
        VaultModel vault = model.vaults[set.key().vault()];
        Optional<Integer> version = set.version() < 0
                ? Optional.empty()
                : Optional.of(pinned(vault.keys[set.key().key()].versions, set.version()));
        Configured asked = new Configured(set.key(), version);
        Optional<String> refusal = refusal(cluster, asked, set.cluster());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        cluster.logs.wrap(asked, vault);
        if (cluster.documents != null) {
            cluster.documents.wrap(asked, vault);
        }
        cluster.shown = Optional.of(asked);
        return "200 Succeeded";
    }

    /// The id of the version that a number means; 0 for one that never was.
    static int pinned(List<VaultModel.Version> versions, int number) {
        return versions.isEmpty() ? 0 : versions.get(number % versions.size()).id;
    }

    private Optional<String> refusal(ClusterModel cluster, Configured asked, int number) {
        if (model.isDark(cluster.logs)) {
            return Optional.of(REVOKED);
        }
        if (cluster.shown.isEmpty() && model.anyWorkspace(workspace -> workspace.mayComeBack(model.now)
                && workspace.cluster == number && workspace.sentinel != WorkspaceModel.Sentinel.NONE)) {
            return Optional.of("400 WorkspaceAlreadyOnboarded");
        }
        return storeRefusal(cluster.logs, asked)
                .or(() -> Optional.ofNullable(cluster.documents).flatMap(documents -> model.isDark(documents)
                        ? Optional.of(REVOKED)
                        : storeRefusal(documents, asked)));
    }

    private Optional<String> storeRefusal(StoreModel store, Configured asked) {
        if (store.configured != null && !store.configured.key().equals(asked.key())) {
            return Optional.of("400 KeyReplacementNotSupported");
        }
        return model.vaults[asked.key().vault()].refusal(asked.key().key(), asked.version(), store.principal);
    }

    private String removeKey(ClusterModel cluster) {
        if (model.isDark(cluster.logs)) {
            return REVOKED;
        }
        return cluster.shown.isPresent() ? "400 CustomerManagedKeyRemovalNotSupported" : "200";
    }
}
