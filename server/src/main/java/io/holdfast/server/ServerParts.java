package io.holdfast.server;

import io.holdfast.remotevault.RemoteVault;
import java.util.List;
import java.util.Set;

/// Which parts of the product a server runs, and which of other servers it uses.
///
/// @param roles the vault is always among them
/// @param remoteVaults the vaults of other servers that may hold keys of clusters
public record ServerParts(Set<Role> roles, List<RemoteVault> remoteVaults) {

    /// All roles, the built-in vault only.
    public static final ServerParts ALL = new ServerParts(Set.of(Role.values()), List.of());

    /// The vaults and what they need, alone.
    public static final ServerParts VAULT_ONLY = new ServerParts(Set.of(Role.VAULT), List.of());

    /// Checks the roles.
    public ServerParts {
        roles = Set.copyOf(roles);
        remoteVaults = List.copyOf(remoteVaults);
        if (!roles.contains(Role.VAULT)) {
            throw new IllegalArgumentException(
                    "Invalid roles: " + roles + " (the vault is always among them)");
        }
    }
}
