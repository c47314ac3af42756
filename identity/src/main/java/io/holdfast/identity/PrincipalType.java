package io.holdfast.identity;

/// What a principal is, and so whether it can ever hold a token.
public enum PrincipalType {
    /// An application with secrets or certificates: signs in and gets tokens.
    APPLICATION,
    /// The managed identity of a workload beside the product: gets tokens at the managed identity endpoints only.
    WORKLOAD_IDENTITY,
    /// The identity of a resource such as a dedicated cluster: works inside the process only.
    MANAGED_IDENTITY,
    /// A service of the mirrored cloud, such as Azure Cosmos DB: works inside the process only.
    FIRST_PARTY;

    /// Whether any endpoint may issue a token to such a principal.
    public boolean holdsTokens() {
        return switch (this) {
            case APPLICATION, WORKLOAD_IDENTITY -> true;
            case MANAGED_IDENTITY, FIRST_PARTY -> false;
        };
    }
}
