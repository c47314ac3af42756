package io.holdfast.server.lifecycle;

import io.holdfast.server.lifecycle.Step.KeyAt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What wraps the account key of one store of a cluster, as whom it is unwrapped, and which key was asked for.
final class StoreModel {

    /// Which version of which key.
    record Wrapping(KeyAt key, int version) {}

    /// A key as it was set.
    ///
    /// @param version empty to follow the newest
    record Configured(KeyAt key, Optional<Integer> version) {}

    final String principal;
    // Null under the platform key.
    @Nullable
    Wrapping wrapping;
    @Nullable
    Configured configured;

    StoreModel(String principal) {
        this.principal = principal;
    }

    /// The vault's denial that keeps it dark; empty if it is light.
    Optional<String> denial(VaultModel[] vaults) {
        return Optional.ofNullable(wrapping)
                .flatMap(by -> vaults[by.key().vault()].unwrapDenial(by.key().key(),
                        by.version(), principal));
    }

    /// Takes over the newest version where that is followed, can be used, and the present one still unwraps.
    void follow(VaultModel[] vaults) {
        Configured set = configured;
        if (set == null || set.version().isPresent() || denial(vaults).isPresent()) {
            return;
        }
        VaultModel vault = vaults[set.key().vault()];
        if (vault.refusal(set.key().key(), Optional.empty(), principal).isEmpty()) {
            wrap(set, vault);
        }
    }

    /// Wraps it by what is set.
    void wrap(Configured set, VaultModel vault) {
        configured = set;
        wrapping = new Wrapping(set.key(), vault.meant(set.key().key(), set.version()).orElseThrow().id);
    }
}
