package io.holdfast.server.lifecycle;

import static io.holdfast.server.lifecycle.Model.REVOKED;

import java.time.Duration;
import java.util.Optional;

/// What workspaces answer: `cmk-behaviour` L3, L4, L8 to L10, R3, R5, S8c, S9e and G9.
record WorkspaceRules(Model model) {

    private static final Duration LINK_WINDOW = Duration.ofDays(30);
    private static final int LINKS = 2;
    private static final String NOT_FOUND = "404 ResourceNotFound";

    Optional<String> answer(Step.OnWorkspace step) {
        return switch (step) {
            case Step.PutWorkspace put -> Optional.of(put(model.workspaces[put.workspace()]));
            case Step.DeleteWorkspace delete ->
                Optional.of(delete(model.workspaces[delete.workspace()], delete.force()));
            case Step.PutTable put -> Optional.of(putTable(model.workspaces[put.workspace()]));
            case Step.DropTable drop -> Optional.of(dropTable(model.workspaces[drop.workspace()]));
            case Step.Link link -> Optional.of(link(model.workspaces[link.workspace()], link.cluster()));
            case Step.Unlink unlink -> Optional.of(unlink(model.workspaces[unlink.workspace()]));
            case Step.Ingest ingest -> Optional.of(model.workspaces[ingest.workspace()])
                    .filter(workspace -> workspace.hasRule).map(this::ingest);
        };
    }

    private String put(WorkspaceModel workspace) {
        if (workspace.isDeleted() && !workspace.mayComeBack(model.now)) {
            purge(workspace);
        }
        if (model.isDark(workspace)) {
            return REVOKED;
        }
        if (workspace.isDeleted()) {
            workspace.deletedAt = null;
            if (model.cluster(workspace.cluster).isEmpty()) {
                workspace.cluster = -1;
            }
            return "200";
        }
        boolean existed = workspace.exists;
        workspace.exists = true;
        return existed ? "200" : "201";
    }

    private String delete(WorkspaceModel workspace, boolean force) {
        if (!workspace.isThere()) {
            return "204";
        }
        workspace.deletedAt = model.now;
        if (force) {
            purge(workspace);
        }
        return "200";
    }

    private void purge(WorkspaceModel workspace) {
        model.offboard(workspace);
        workspace.purge();
    }

    private String putTable(WorkspaceModel workspace) {
        if (!workspace.isThere()) {
            return NOT_FOUND;
        }
        if (model.isDark(workspace)) {
            return REVOKED;
        }
        workspace.hasTable = true;
        workspace.hasRule = true;
        return "200";
    }

    private String dropTable(WorkspaceModel workspace) {
        if (!workspace.isThere()) {
            return NOT_FOUND;
        }
        if (!workspace.hasTable) {
            return "204";
        }
        if (model.isDark(workspace)) {
            return REVOKED;
        }
        workspace.hasTable = false;
        workspace.rows.clear();
        return "200";
    }

    private String link(WorkspaceModel workspace, int number) {
        if (!workspace.isThere()) {
            return NOT_FOUND;
        }
        Optional<ClusterModel> cluster = model.cluster(number);
        if (cluster.isEmpty()) {
            return "400 InvalidParameter";
        }
        if (model.isDark(cluster.get().logs)) {
            return REVOKED;
        }
        if (workspace.cluster == number) {
            return "200";
        }
        boolean mixed = workspace.sentinel == WorkspaceModel.Sentinel.PLATFORM_KEY
                && cluster.get().shown.isPresent();
        if (mixed || workspace.sentinel.withCustomerKey()) {
            return "400 WorkspaceAlreadyOnboarded";
        }
        if (workspace.cluster >= 0) {
            return "409 Conflict";
        }
        workspace.linkTimes.removeIf(time -> !time.plus(LINK_WINDOW).isAfter(model.now));
        if (workspace.linkTimes.size() >= LINKS) {
            return "400 LinkLimitExceeded";
        }
        workspace.linkTimes.add(model.now);
        workspace.cluster = number;
        return "200 Succeeded";
    }

    private String unlink(WorkspaceModel workspace) {
        if (!workspace.isThere()) {
            return NOT_FOUND;
        }
        if (workspace.cluster < 0) {
            return "204";
        }
        if (model.isDark(workspace)) {
            return REVOKED;
        }
        if (workspace.sentinel.withCustomerKey()) {
            return "400 UnlinkNotSupportedWithCustomerManagedKey";
        }
        if (!workspace.rows.isEmpty()) {
            return "409 WorkspaceHoldsData";
        }
        workspace.cluster = -1;
        return "200 Succeeded";
    }

    private String ingest(WorkspaceModel workspace) {
        int row = model.freshRow();
        if (!workspace.isThere() || !workspace.hasTable) {
            return "404 NotFound";
        }
        if (workspace.cluster < 0) {
            return "409 WorkspaceNotLinked";
        }
        if (workspace.sentinel == WorkspaceModel.Sentinel.UNCONFIRMED) {
            return "409 OnboardingNotConfirmed";
        }
        if (model.isDark(workspace)) {
            return REVOKED;
        }
        workspace.rows.add(row);
        return "204";
    }

    /// What a query of the workspace's table is answered: a refusal, or the rows.
    String query(WorkspaceModel workspace) {
        if (!workspace.isThere()) {
            return "404 WorkspaceNotFoundError";
        }
        if (workspace.cluster < 0) {
            return "409 WorkspaceNotLinked";
        }
        if (model.isDark(workspace)) {
            return REVOKED;
        }
        return workspace.hasTable ? workspace.rows.toString() : "400 BadArgumentError";
    }
}
