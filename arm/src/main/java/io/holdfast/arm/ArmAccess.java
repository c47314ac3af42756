package io.holdfast.arm;

import io.holdfast.rest.Access;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;

/// Access rules of management routes: role assignments decide, at the resource that the request's path names.
public final class ArmAccess {

    private ArmAccess() {}

    /// The caller needs the action on the resource that the path names.
    public static Access action(Authorizer authorizer, String action) {
        return Access.of(action,
                call -> require(authorizer, call.caller(), action, ResourceId.of(call.request())));
    }

    /// Checks an action on a resource.
    ///
    /// @throws ApiException 403 `AuthorizationFailed` if no role assignment allows it
    public static void require(Authorizer authorizer, Caller caller, String action, ResourceId scope) {
        if (!authorizer.permits(caller, action, scope.toString())) {
            throw new ApiException(403, "AuthorizationFailed", "The client '" + caller.appId()
                    + "' with object id '" + caller.objectId()
                    + "' does not have authorization to perform action '" + action + "' over scope '" + scope
                    + "' or the scope is invalid. If access was recently granted, please refresh your"
                    + " credentials.");
        }
    }

    /// Checks an action on a resource that a request refers to in its body.
    ///
    /// @throws ApiException 403 `LinkedAuthorizationFailed` if no role assignment allows it
    public static void requireLinked(Authorizer authorizer, Caller caller, String action, ResourceId linked) {
        if (!authorizer.permits(caller, action, linked.toString())) {
            throw new ApiException(403, "LinkedAuthorizationFailed", "The client '" + caller.appId()
                    + "' with object id '" + caller.objectId()
                    + "' has permission to perform the request; however, it does not have permission to"
                    + " perform action '" + action + "' on the linked scope '" + linked + "'.");
        }
    }
}
