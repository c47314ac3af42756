package io.holdfast.server.lifecycle;

import static io.holdfast.server.lifecycle.Model.REVOKED;

import io.holdfast.server.lifecycle.WorkspaceModel.Sentinel;
import java.util.Optional;

/// What Sentinel answers: `cmk-behaviour` S1 to S7, S12, S17, S19, S24 and S27.
record SentinelRules(Model model) {

    private static final int MIN_CAPACITY = 500;
    private static final String NOT_FOUND = "404 ResourceNotFound";

    String answer(Step.OnSentinel step) {
        return switch (step) {
            case Step.Onboard onboard -> existing(onboard.workspace())
                    .map(workspace -> onboard(workspace, onboard.customerKey())).orElse(NOT_FOUND);
            case Step.Confirm confirm -> existing(confirm.workspace()).map(this::confirm).orElse(NOT_FOUND);
            case Step.Offboard offboard ->
                existing(offboard.workspace()).map(this::offboard).orElse(NOT_FOUND);
            case Step.PutIncident put -> existing(put.workspace()).map(this::putIncident).orElse(NOT_FOUND);
        };
    }

    private Optional<WorkspaceModel> existing(int number) {
        return Optional.of(model.workspaces[number]).filter(WorkspaceModel::isThere);
    }

    /// Why the documents of an onboarded workspace cannot be used; empty if they can.
    private Optional<String> dark(WorkspaceModel workspace) {
        ClusterModel cluster = workspace.documents;
        if (cluster == null) {
            return Optional.empty();
        }
        StoreModel documents = cluster.documents;
        if (documents == null) {
            return Optional.of("409 Conflict");
        }
        return model.isDark(documents) ? Optional.of(REVOKED) : Optional.empty();
    }

    private String onboard(WorkspaceModel workspace, boolean customerKey) {
        if (workspace.sentinel != Sentinel.NONE) {
            return workspace.sentinel.withCustomerKey() == customerKey
                    ? dark(workspace).orElse("200")
                    : "409 Conflict";
        }
        Optional<ClusterModel> linked = model.cluster(workspace.cluster);
        Optional<String> refusal = customerKey
                ? refusal(workspace, linked)
                : linked.filter(cluster -> cluster.shown.isPresent())
                        .map(_ -> "400 CustomerManagedKeyOnboardingRequired");
        if (refusal.isPresent()) {
            return refusal.get();
        }
        workspace.wasOnboarded = true;
        workspace.sentinel = customerKey ? Sentinel.UNCONFIRMED : Sentinel.PLATFORM_KEY;
        workspace.documents = customerKey ? linked.orElseThrow() : null;
        return "201";
    }

    private Optional<String> refusal(WorkspaceModel workspace, Optional<ClusterModel> linked) {
        if (linked.isEmpty()) {
            return Optional.of("400 DedicatedClusterRequired");
        }
        ClusterModel cluster = linked.get();
        if (cluster.capacity < MIN_CAPACITY) {
            return Optional.of("400 CommitmentTierTooLow");
        }
        if (workspace.wasOnboarded) {
            return Optional.of("400 WorkspaceAlreadyOnboarded");
        }
        if (cluster.shown.isEmpty()) {
            return Optional.of("400 CustomerManagedKeyRequired");
        }
        return model.isDark(cluster.logs) ? Optional.of(REVOKED) : protectedDocuments(cluster);
    }

    /// Makes the account key of the documents, or proves that it can still be used.
    private Optional<String> protectedDocuments(ClusterModel cluster) {
        StoreModel.Configured key = cluster.shown.orElseThrow();
        VaultModel vault = model.vaults[key.key().vault()];
        Optional<String> refusal = vault.refusal(key.key().key(), key.version(), Model.COSMOS_DB);
        if (refusal.isPresent()) {
            return refusal
                    .map(code -> code.equals("400 KeyAccessDenied") ? "400 CosmosDbAccessRequired" : code);
        }
        StoreModel documents = cluster.documents == null
                ? new StoreModel(Model.COSMOS_DB)
                : cluster.documents;
        if (model.isDark(documents)) {
            return Optional.of(REVOKED);
        }
        documents.wrap(key, vault);
        cluster.documents = documents;
        return Optional.empty();
    }

    private String confirm(WorkspaceModel workspace) {
        if (workspace.sentinel == Sentinel.NONE) {
            return NOT_FOUND;
        }
        Optional<String> dark = dark(workspace);
        if (dark.isEmpty() && workspace.sentinel == Sentinel.UNCONFIRMED) {
            workspace.sentinel = Sentinel.CONFIRMED;
        }
        return dark.orElse("200");
    }

    private String offboard(WorkspaceModel workspace) {
        if (workspace.sentinel == Sentinel.NONE) {
            return "204";
        }
        model.offboard(workspace);
        return "200";
    }

    private String putIncident(WorkspaceModel workspace) {
        int number = model.freshRow();
        String refused = incidentRefusal(workspace);
        if (refused.isEmpty()) {
            workspace.incidents.add("incident-" + number);
            return "201";
        }
        return refused;
    }

    private String incidentRefusal(WorkspaceModel workspace) {
        return switch (workspace.sentinel) {
            case NONE -> "400 BadRequest";
            case UNCONFIRMED -> "409 OnboardingNotConfirmed";
            case PLATFORM_KEY, CONFIRMED -> dark(workspace).orElse("");
        };
    }

    /// What a list of the workspace's incidents is answered: a refusal, or their names.
    String incidents(WorkspaceModel workspace) {
        if (!workspace.isThere()) {
            return NOT_FOUND;
        }
        String refused = incidentRefusal(workspace);
        return refused.isEmpty() ? workspace.incidents.toString() : refused;
    }
}
