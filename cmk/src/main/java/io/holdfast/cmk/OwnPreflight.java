package io.holdfast.cmk;

import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// What the tool itself knows about a change: the steps that must be done before it, and the changes that
/// the article does not support (`cmk-behaviour` S8 to S14). It only reads.
final class OwnPreflight {

    private static final String GONE = "what it holds is gone for good";

    private final Azure azure;
    private final Names names;
    private final Dialogue dialogue;

    OwnPreflight(Azure azure, Names names, Dialogue dialogue) {
        this.azure = azure;
        this.names = names;
        this.dialogue = dialogue;
    }

    /// Says what it finds.
    ///
    /// @return whether nothing is in the way
    boolean run(Change change) {
        boolean ready = true;
        for (Step step : before(change)) {
            ready &= isDone(step);
        }
        Optional<String> refusal = refusal(change);
        refusal.ifPresent(why -> dialogue.say("  REFUSED " + why));
        irreversible(change).ifPresent(what -> dialogue.say("  final  " + what));
        String verdict = refusal.isPresent() ? "Refused" : ready ? "Allowed" : "Missing";
        dialogue.say("  so     " + verdict);
        return verdict.equals("Allowed");
    }

    private boolean isDone(Step step) {
        Finding finding = step.inspect();
        switch (finding) {
            case Finding.Done done -> dialogue.say("  ok     " + step.title() + ": " + done.what());
            case Finding.Waiting waiting ->
                dialogue.say("  missing " + step.title() + ": " + waiting.what());
            case Finding.Needed needed -> {
                dialogue.say("  missing " + step.title() + ": " + needed.what());
                needed.calls()
                        .forEach(call -> dialogue.say(("by: " + call.shown()).indent(9).stripTrailing()));
            }
            case Finding.Blocked blocked -> dialogue.say("  missing " + step.title() + ": "
                    + blocked.problem() + System.lineSeparator() + "         instead: " + blocked.remedy());
        }
        return finding instanceof Finding.Done;
    }

    private List<Step> before(Change change) {
        Step vault = new VaultStep(azure, names);
        Step key = new KeyStep(azure, names);
        Step cluster = new ClusterStep(azure, names);
        Step access = AccessStep.ofCluster(azure, names);
        Step clusterKey = new ClusterKeyStep(azure, names);
        Step workspace = new WorkspaceStep(azure, names);
        return switch (change) {
            case CREATE_CLUSTER -> List.of(new GroupStep(azure, names));
            case SET_KEY -> List.of(vault, key, cluster, access);
            case ROTATE -> List.of(vault, key, cluster, access, clusterKey);
            case LINK -> List.of(cluster, workspace);
            case ONBOARD -> List.of(vault, key, cluster, access, clusterKey, workspace,
                    new LinkStep(azure, names), new CosmosStep(azure, names),
                    AccessStep.ofCosmos(azure, names));
            case REPLACE_KEY, REMOVE_KEY, CHANGE_IDENTITY -> List.of(cluster);
            case UNLINK, ONBOARD_WITHOUT_KEY, OFFBOARD, SEARCH_JOB, PREVIEW_FEATURE, DELETE_WORKSPACE,
                    DELETE_CLUSTER ->
                List.of();
        };
    }

    private Optional<String> refusal(Change change) {
        return switch (change) {
            case SET_KEY -> blocked(new ClusterKeyStep(azure, names)).or(this::onboardedOnCluster);
            case LINK -> blocked(new LinkStep(azure, names));
            case ONBOARD -> blocked(new OnboardingStep(azure, names));
            case REPLACE_KEY -> underKey("a key is rotated, not replaced by another one");
            case REMOVE_KEY -> underKey("the key of a cluster cannot be removed: to take the data out of"
                    + " reach disable the key, to end it for good delete the cluster");
            case CHANGE_IDENTITY -> underKey("Sentinel supports a system-assigned identity only");
            case UNLINK -> onboarded(true)
                    ? Optional.of("a workspace that is onboarded with the key cannot leave its cluster")
                    : Optional.empty();
            case ONBOARD_WITHOUT_KEY -> linkedUnderKey(
                    "what Sentinel keeps would not be under the key of the workspace's cluster");
            case SEARCH_JOB -> linkedUnderKey("workspaces under a customer-managed key do not support search"
                    + " jobs");
            case PREVIEW_FEATURE -> linkedUnderKey("previews that do not support customer-managed keys are"
                    + " not enabled, and repositories are one");
            case CREATE_CLUSTER, ROTATE, OFFBOARD, DELETE_WORKSPACE, DELETE_CLUSTER -> Optional.empty();
        };
    }

    private static Optional<String> blocked(Step step) {
        return step.inspect() instanceof Finding.Blocked blocked
                ? Optional.of(blocked.problem() + "; instead: " + blocked.remedy())
                : Optional.empty();
    }

    /// Workspaces that were onboarded before the cluster has a key.
    private Optional<String> onboardedOnCluster() {
        if (clusterHasKey()) {
            return Optional.empty();
        }
        JsonNode linked = azure.find(names.clusterId(), Versions.LOGS)
                .map(cluster -> cluster.path("properties").path("associatedWorkspaces"))
                .orElse(Azure.object());
        return StreamSupport.stream(linked.spliterator(), false)
                .map(workspace -> workspace.path("resourceId").asString(""))
                .filter(id -> azure.find(id + OnboardingStep.STATE, Versions.ONBOARDING).isPresent())
                .findFirst()
                .map(id -> "the cluster holds a workspace that was onboarded without the key: " + id);
    }

    private Optional<String> underKey(String why) {
        return clusterHasKey() ? Optional.of(why) : Optional.empty();
    }

    private Optional<String> linkedUnderKey(String why) {
        boolean linked = azure.find(names.workspaceId(), Versions.LOGS)
                .map(workspace -> workspace.path("properties").path("features").path("clusterResourceId")
                        .asString(""))
                .filter(names.clusterId()::equalsIgnoreCase).isPresent();
        return linked ? underKey(why) : Optional.empty();
    }

    private boolean clusterHasKey() {
        return azure.find(names.clusterId(), Versions.LOGS)
                .map(cluster -> cluster.path("properties").path("keyVaultProperties").path("keyName")
                        .asString(""))
                .filter(name -> !name.isEmpty()).isPresent();
    }

    private boolean onboarded(boolean withKey) {
        return OnboardingStep.state(azure, names)
                .filter(state -> state.path("properties").path("customerManagedKey")
                        .asBoolean(false) == withKey)
                .isPresent();
    }

    private Optional<String> irreversible(Change change) {
        Optional<Step> step = switch (change) {
            case CREATE_CLUSTER -> Optional.of(new ClusterStep(azure, names));
            case SET_KEY -> Optional.of(new ClusterKeyStep(azure, names));
            case LINK -> Optional.of(new LinkStep(azure, names));
            case ONBOARD -> Optional.of(new OnboardingStep(azure, names));
            case ROTATE, REPLACE_KEY, REMOVE_KEY, CHANGE_IDENTITY, UNLINK, ONBOARD_WITHOUT_KEY, OFFBOARD,
                    SEARCH_JOB, PREVIEW_FEATURE, DELETE_WORKSPACE, DELETE_CLUSTER ->
                Optional.empty();
        };
        return switch (change) {
            case DELETE_CLUSTER -> Optional.of("the cluster: " + GONE + ", and its name is held for 14 days");
            case DELETE_WORKSPACE -> Optional.of("the workspace can be recovered for 14 days; then " + GONE);
            case OFFBOARD -> Optional.of("all that Sentinel keeps of the workspace: " + GONE);
            case ONBOARD_WITHOUT_KEY ->
                Optional.of("the workspace can never be onboarded with the key afterwards");
            case CREATE_CLUSTER, SET_KEY, ROTATE, REPLACE_KEY, REMOVE_KEY, CHANGE_IDENTITY, LINK, UNLINK,
                    ONBOARD, SEARCH_JOB, PREVIEW_FEATURE ->
                step.map(Step::inspect).filter(Finding.Needed.class::isInstance)
                        .map(Finding.Needed.class::cast).map(Finding.Needed::irreversible)
                        .filter(text -> !text.isEmpty());
        };
    }
}
