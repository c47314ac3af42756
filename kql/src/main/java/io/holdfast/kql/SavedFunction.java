package io.holdfast.kql;

import java.util.Objects;

/// A function that a workspace has saved: a name, parameters and a body, all KQL text.
///
/// @param parameters as between the parentheses of a function declaration, such as `disabled:bool=false`;
/// empty for none
/// @param body statements and a last expression, which see the parameters, the workspace's tables and its
/// other saved functions
public record SavedFunction(String name, String parameters, String body) {
    /// Checks that all are there.
    public SavedFunction {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(parameters, "parameters");
        Objects.requireNonNull(body, "body");
    }
}
