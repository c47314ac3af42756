package io.holdfast.identity;

/// What a principal is, and so whether it can ever hold a token.
public enum PrincipalType {
    /// An application with secrets: signs in and gets tokens.
    APPLICATION,
    /// The identity of a resource such as a dedicated cluster: works inside the process only.
    MANAGED_IDENTITY,
    /// A service of the mirrored cloud, such as Azure Cosmos DB: works inside the process only.
    FIRST_PARTY
}
