package io.holdfast.server;

import io.holdfast.externaldata.ExternalPlaces;
import io.holdfast.remotevault.RemoteVault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which parts of the product a server runs, and which of other servers it uses.
///
/// @param roles the vault is always among them
/// @param remoteVaults the vaults of other servers that may hold keys of clusters
/// @param token where keys of the vaults are made that are asked for in hardware
/// @param syslog needs the store
/// @param documents where documents are kept; in the data folder if empty
/// @param external where queries may read outside
/// @param playbooks file that names the webhooks which stand for playbooks
public record ServerParts(Set<Role> roles, List<RemoteVault> remoteVaults, Optional<TokenPlace> token,
        Optional<SyslogPlace> syslog, Optional<DocumentPlace> documents, ExternalPlaces external,
        Optional<Path> playbooks) {

    /// All roles, the built-in vault only.
    public static final ServerParts ALL = new ServerParts(Set.of(Role.values()), List.of(),
            Optional.empty(), Optional.empty(), Optional.empty(),
            ExternalPlaces.NONE, Optional.empty());

    /// The vaults and what they need, alone.
    public static final ServerParts VAULT_ONLY = new ServerParts(Set.of(Role.VAULT), List.of(),
            Optional.empty(), Optional.empty(), Optional.empty(),
            ExternalPlaces.NONE, Optional.empty());

    /// Checks the roles.
    public ServerParts {
        roles = Set.copyOf(roles);
        remoteVaults = List.copyOf(remoteVaults);
        if (!roles.contains(Role.VAULT)) {
            throw new IllegalArgumentException(
                    "Invalid roles: " + roles + " (the vault is always among them)");
        }
        if (!roles.contains(Role.STORE) && (syslog.isPresent() || documents.isPresent())) {
            throw new IllegalArgumentException(
                    "Syslog can be taken, and documents kept in PostgreSQL, only where the store runs");
        }
    }
}
