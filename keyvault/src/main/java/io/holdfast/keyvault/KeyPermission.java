package io.holdfast.keyvault;

import java.util.Locale;
import java.util.Optional;

/// A right on keys, by its name in access policies and by its data action in role definitions.
enum KeyPermission {
    GET("get", "keys/read"), LIST("list", "keys/read"), CREATE("create", "keys/create/action"), UPDATE(
            "update", "keys/update/action"), DELETE("delete", "keys/delete"), RECOVER("recover",
                    "keys/recover/action"), PURGE("purge", "keys/purge/action"), ROTATE("rotate",
                            "keys/rotate/action"), ENCRYPT("encrypt", "keys/encrypt/action"), DECRYPT(
                                    "decrypt", "keys/decrypt/action"), WRAP_KEY("wrapKey",
                                            "keys/wrap/action"), UNWRAP_KEY("unwrapKey",
                                                    "keys/unwrap/action");

    private final String policyName;
    private final String action;

    KeyPermission(String policyName, String action) {
        this.policyName = policyName;
        this.action = action;
    }

    String policyName() {
        return policyName;
    }

    String dataAction() {
        return "Microsoft.KeyVault/vaults/" + action;
    }

    /// Whether an entry of an access policy grants this: by name, or as `all`, which leaves out purging.
    boolean grantedBy(String entry) {
        return entry.equalsIgnoreCase(policyName) || (entry.equalsIgnoreCase("all") && this != PURGE);
    }

    /// Whether an access policy may name this at all, also for operations that are not offered.
    static boolean isKnown(String entry) {
        return switch (entry.toLowerCase(Locale.ROOT)) {
            case "all", "sign", "verify", "import", "backup", "restore", "release", "getrotationpolicy",
                    "setrotationpolicy" ->
                true;
            default -> named(entry).isPresent();
        };
    }

    private static Optional<KeyPermission> named(String entry) {
        for (KeyPermission permission : values()) {
            if (permission.policyName.equalsIgnoreCase(entry)) {
                return Optional.of(permission);
            }
        }
        return Optional.empty();
    }
}
