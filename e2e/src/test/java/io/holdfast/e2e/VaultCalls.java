package io.holdfast.e2e;

import io.holdfast.e2e.ArmClient.Answer;

/// Calls to the first vault of a server and to the management of its vaults, each with the token that it takes.
///
/// @param keysToken for the data plane, whose paths have no api-version yet
/// @param armToken for the management plane, whose paths have theirs
record VaultCalls(ArmClient arm, String keysToken, String armToken) {

    static VaultCalls of(ArmClient arm) {
        return new VaultCalls(arm, arm.token("https://vault.localhost"),
                arm.token("https://management.azure.com"));
    }

    /// @param body with single quotes
    Answer call(String method, String path, String body) {
        String json = body.isEmpty() ? "" : Json.of(body);
        return path.startsWith("/subscriptions/")
                ? arm.callWith(armToken, method, path, json)
                : arm.callWith(keysToken, method, path + (path.contains("?") ? "&" : "?") + "api-version=7.4",
                        json);
    }

    /// A text of what a GET answers; empty where there is none.
    String text(String path, String pointer) {
        return call("GET", path, "").body().at(pointer).asString("");
    }

    boolean exists(String path) {
        return call("GET", path, "").status() == 200;
    }
}
