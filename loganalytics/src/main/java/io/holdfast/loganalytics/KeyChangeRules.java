package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.keyring.KeyReference;
import io.holdfast.rest.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which changes of a cluster's key are refused because of what they would do to those who rely on it.
///
/// Source: the article's "Considerations", `cmk-behaviour` S8b, S9f and S11.
final class KeyChangeRules {

    private final Workspaces workspaces;
    private final WorkspaceGate gate;

    KeyChangeRules(Workspaces workspaces, WorkspaceGate gate) {
        this.workspaces = workspaces;
        this.gate = gate;
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
        List<ArmResource> onboarded = workspaces.linkedTo(cluster.id()).stream()
                .filter(workspace -> gate.onboarding(workspace.id()) != WorkspaceGate.Onboarding.NONE)
                .toList();
        if (!onboarded.isEmpty()) {
            throw refused("WorkspaceAlreadyOnboarded",
                    "The cluster holds workspaces that were onboarded to Sentinel "
                            + "without a customer-managed key ("
                            + onboarded.stream().map(workspace -> workspace.id().name())
                                    .collect(Collectors.joining(", "))
                            + "); what Sentinel keeps of them would stay under the platform key. Use a "
                            + "cluster without them.");
        }
    }

    private static ApiException refused(String code, String message) {
        return new ApiException(400, code, message);
    }
}
