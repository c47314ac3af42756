package io.holdfast.keyvault;

import java.util.List;

/// A right on keys, by its name in access policies and by its data action in role definitions.
enum KeyPermission {
    GET("get", "keys/read"), LIST("list", "keys/read"), CREATE("create", "keys/create/action"), UPDATE(
            "update", "keys/update/action"), DELETE("delete", "keys/delete"), RECOVER("recover",
                    "keys/recover/action"), PURGE("purge", "keys/purge/action"), ROTATE("rotate",
                            "keys/rotate/action"), ENCRYPT("encrypt", "keys/encrypt/action"), DECRYPT(
                                    "decrypt", "keys/decrypt/action"), WRAP_KEY("wrapKey",
                                            "keys/wrap/action"), UNWRAP_KEY("unwrapKey",
                                                    "keys/unwrap/action");

    /// What `all` stands for.
    static final List<String> IN_ALL = List.of("get", "list", "create", "update", "import", "delete",
            "recover",
            "backup", "restore", "encrypt", "decrypt", "wrapKey", "unwrapKey", "sign", "verify", "release",
            "rotate", "getrotationpolicy", "setrotationpolicy");

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

    /// Whether an access policy may name this, also for operations that are not offered.
    static boolean isKnown(String entry) {
        return entry.equalsIgnoreCase("all") || entry.equalsIgnoreCase(PURGE.policyName)
                || IN_ALL.stream().anyMatch(entry::equalsIgnoreCase);
    }
}
