package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.KeyReference;
import io.holdfast.rest.ApiException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which changes of a cluster's key are refused because of what they would do to those who rely on it.
///
/// Source: the article's "Considerations", `cmk-behaviour` S8b, S9f and S11.
final class KeyChangeRules {

    private final Workspaces workspaces;
    private final DeletedWorkspaces deleted;
    private final WorkspaceGate gate;
    private final InstantSource clock;

    KeyChangeRules(LogAnalyticsParts parts, Workspaces workspaces) {
        this.workspaces = workspaces;
        this.deleted = new DeletedWorkspaces(parts.resources(), parts.platform(), parts.gate());
        this.gate = parts.gate();
        this.clock = parts.clock();
    }

    /// @throws ApiException 400 if the change is refused; the message says what to do instead
    void check(ArmResource cluster, KeySetting setting) {
        Optional<KeyReference> present = Clusters.key(cluster);
        switch (setting) {
            case KeySetting.Unchanged unchanged -> {
            }
            case KeySetting.Remove remove -> present.ifPresent(key -> {
                throw refused("CustomerManagedKeyRemovalNotSupported",
                        "The customer-managed key of a cluster cannot be "
                                + "removed: its data would be left under the platform key alone. To take "
                                + "the data out of "
                                + "reach, disable the key in its vault; to end it for good, delete the "
                                + "cluster.");
            });
            case KeySetting.Use use -> {
                if (present.isEmpty()) {
                    requireNoneOnboarded(cluster);
                }
            }
        }
    }

    private void requireNoneOnboarded(ArmResource cluster) {
        // A deleted workspace that can be recovered would come back to the cluster.
        List<ResourceId> onboarded = Stream.concat(
                workspaces.linkedTo(cluster.id()).stream().map(ArmResource::id),
                deleted.linkedTo(cluster.id(), clock.instant()).stream().map(DeletedWorkspaces.Deleted::id))
                .filter(workspace -> gate.onboarding(workspace) != WorkspaceGate.Onboarding.NONE)
                .toList();
        if (!onboarded.isEmpty()) {
            throw refused("WorkspaceAlreadyOnboarded",
                    "The cluster holds workspaces that were onboarded to Sentinel "
                            + "without a customer-managed key ("
                            + onboarded.stream().map(ResourceId::name)
                                    .collect(Collectors.joining(", "))
                            + "); what Sentinel keeps of them would stay under the platform key. Use a "
                            + "cluster without them.");
        }
    }

    private static ApiException refused(String code, String message) {
        return new ApiException(400, code, message);
    }
}
