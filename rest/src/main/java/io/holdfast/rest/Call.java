package io.holdfast.rest;

import java.util.Map;
import java.util.Optional;

/// A request that matched a route and passed authentication.
///
/// @param request the request
/// @param variables the values of the route's path variables
/// @param authenticated who calls; empty on anonymous routes only
public record Call(ApiRequest request, Map<String, String> variables, Optional<Caller> authenticated) {

    /// A path variable; empty text for an optional one without a value.
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route has no path variable " + name);
        }
        return value;
    }

    /// Who calls.
    ///
    /// @throws IllegalStateException on an anonymous route
    public Caller caller() {
        return authenticated.orElseThrow(() -> new IllegalStateException("The route is anonymous"));
    }
}
