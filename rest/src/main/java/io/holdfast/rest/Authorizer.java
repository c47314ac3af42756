package io.holdfast.rest;

/// Answers whether a role assignment allows an action. Thread-safe.
@FunctionalInterface
public interface Authorizer {

    /// Whether the caller may do the action on the resource.
    ///
    /// @param action such as `Microsoft.OperationalInsights/clusters/write`
    /// @param scope the resource's id
    boolean permits(Caller caller, String action, String scope);
}
