package io.holdfast.cmk;

import io.holdfast.client.RestException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// A change that an owner may wish for, so that it can be tried out before it is made.
public enum Change {
    /// The cluster is made.
    CREATE_CLUSTER,
    /// The key is set on the cluster.
    SET_KEY,
    /// The newest version of the key is set on the cluster.
    ROTATE,
    /// Another key is set on the cluster.
    REPLACE_KEY,
    /// The key is taken off the cluster.
    REMOVE_KEY,
    /// The cluster gets a user-assigned identity.
    CHANGE_IDENTITY,
    /// The workspace is linked to the cluster.
    LINK,
    /// It is unlinked.
    UNLINK,
    /// The workspace is onboarded to Sentinel with the customer-managed key.
    ONBOARD,
    /// It is onboarded without.
    ONBOARD_WITHOUT_KEY,
    /// Its onboarding state is deleted.
    OFFBOARD,
    /// A search job is started.
    SEARCH_JOB,
    /// A preview feature of Sentinel is used: repositories.
    PREVIEW_FEATURE,
    /// The workspace is deleted.
    DELETE_WORKSPACE,
    /// The cluster is deleted.
    DELETE_CLUSTER;

    private static final String LINKED = "linkedServices/cluster";
    private static final String SENTINEL = "providers/Microsoft.SecurityInsights/";

    /// The change as a call.
    ///
    /// @param resource the cluster or the workspace
    /// @param path below it; empty for itself
    /// @param body missing where the call has none
    record Wish(String resource, String method, String path, JsonNode body) {

        /// The line of the request.
        String shown() {
            return method + " " + resource + (path.isEmpty() ? "" : "/" + path);
        }
    }

    /// The change of a name such as `set-key`.
    ///
    /// @throws RestException if there is none; the message lists them
    public static Change named(String name) {
        return Arrays.stream(values()).filter(change -> change.shown().equals(name)).findFirst()
                .orElseThrow(() -> new RestException("there is no change '" + name + "'; there are "
                        + Arrays.stream(values()).map(Change::shown).collect(Collectors.joining(", "))));
    }

    /// Its name on the command line.
    public String shown() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The call that makes the change.
    ///
    /// @param vaultUri where the vault answers
    /// @param version of the key; empty for the newest, always
    Wish wish(Names names, String vaultUri, String version) {
        String cluster = names.clusterId();
        String workspace = names.workspaceId();
        return switch (this) {
            case CREATE_CLUSTER -> new Wish(cluster, "PUT", "", ClusterStep.creation(names));
            case SET_KEY, ROTATE -> key(names, vaultUri, names.key(), version);
            case REPLACE_KEY -> key(names, vaultUri, names.key() + "-other", "");
            case REMOVE_KEY -> key(names, "", "", "");
            case CHANGE_IDENTITY -> new Wish(cluster, "PATCH", "", userIdentity(names));
            case LINK -> new Wish(workspace, "PUT", LINKED, LinkStep.body(names));
            case UNLINK -> new Wish(workspace, "DELETE", LINKED, MissingNode.getInstance());
            case ONBOARD -> onboarding(workspace, true);
            case ONBOARD_WITHOUT_KEY -> onboarding(workspace, false);
            case OFFBOARD -> new Wish(workspace, "DELETE", SENTINEL + "onboardingStates/default",
                    MissingNode.getInstance());
            case SEARCH_JOB -> new Wish(workspace, "PUT", "tables/Preflight_SRCH", search());
            case PREVIEW_FEATURE -> new Wish(workspace, "PUT", SENTINEL + "sourcecontrols/preflight",
                    properties());
            case DELETE_WORKSPACE -> new Wish(workspace, "DELETE", "", MissingNode.getInstance());
            case DELETE_CLUSTER -> new Wish(cluster, "DELETE", "", MissingNode.getInstance());
        };
    }

    private static Wish key(Names names, String vaultUri, String key, String version) {
        return new Wish(names.clusterId(), "PATCH", "", ClusterKeyStep.body(vaultUri, key, version));
    }

    private static Wish onboarding(String workspace, boolean withKey) {
        return new Wish(workspace, "PUT", SENTINEL + "onboardingStates/default",
                OnboardingStep.body(withKey));
    }

    private static ObjectNode userIdentity(Names names) {
        ObjectNode body = Azure.object();
        body.putObject("identity").put("type", "UserAssigned").putObject("userAssignedIdentities")
                .putObject(names.groupId()
                        + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/other");
        return body;
    }

    private static ObjectNode search() {
        ObjectNode body = Azure.object();
        body.putObject("properties").putObject("searchResults").put("query", "Syslog").put("limit", 1)
                .put("startSearchTime", "2024-01-01T00:00:00Z").put("endSearchTime", "2024-01-02T00:00:00Z");
        return body;
    }

    private static ObjectNode properties() {
        ObjectNode body = Azure.object();
        body.putObject("properties");
        return body;
    }
}
