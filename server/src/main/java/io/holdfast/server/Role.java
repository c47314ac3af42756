package io.holdfast.server;

/// The parts of the product that one process can run.
public enum Role {
    /// The key vaults, with the identity and the management API that they need.
    VAULT,
    /// Clusters, workspaces and Sentinel; needs [#VAULT].
    STORE
}
