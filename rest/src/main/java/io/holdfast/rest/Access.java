package io.holdfast.rest;

/// Who may use a route. A route cannot be made without one: there is no default.
///
/// @param permission the right that is needed, as the mirrored API names it (an action or a key permission)
/// @param anonymous whether no token is asked for
/// @param guard decides; an exception other than [ApiException] counts as a denial
public record Access(String permission, boolean anonymous, Guard guard) {

    /// Decides on one call.
    @FunctionalInterface
    public interface Guard {

        /// Lets the call pass, or refuses it.
        ///
        /// @throws ApiException 403 if the caller may not
        void check(Call call);
    }

    /// A caller with a valid token for whom the guard says yes.
    public static Access of(String permission, Guard guard) {
        return new Access(permission, false, guard);
    }

    /// Anybody; the reason stands in the route table.
    public static Access anonymous(String reason) {
        return new Access("anonymous: " + reason, true, call -> {});
    }

    /// Whoever signed the call, which the guard checks; tokens do not count.
    public static Access signed(String how, Guard guard) {
        return new Access("signed: " + how, true, guard);
    }

    /// Anybody with a valid token of the API's audience, for what every principal of the tenant may see.
    public static Access anyPrincipal(String reason) {
        return new Access("any principal: " + reason, false, call -> {});
    }
}
