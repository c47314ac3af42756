package io.holdfast.keyvault;

import java.util.Arrays;
import java.util.List;

/// A right on keys, by its name in access policies and by its data action in role definitions.
enum KeyPermission {
    GET("get"), LIST("list"), CREATE("create"), UPDATE("update"), IMPORT("import"), DELETE("delete"), RECOVER(
            "recover"), PURGE("purge"), BACKUP("backup"), RESTORE("restore"), ENCRYPT("encrypt"), DECRYPT(
                    "decrypt"), WRAP_KEY("wrapKey"), UNWRAP_KEY("unwrapKey"), SIGN("sign"), VERIFY(
                            "verify"), RELEASE("release"), ROTATE("rotate"), GET_ROTATION_POLICY(
                                    "getrotationpolicy"), SET_ROTATION_POLICY("setrotationpolicy");

    /// What `all` stands for.
    static final List<String> IN_ALL = Arrays.stream(values()).filter(permission -> permission != PURGE)
            .map(KeyPermission::policyName).toList();

    private final String policyName;

    KeyPermission(String policyName) {
        this.policyName = policyName;
    }

    String policyName() {
        return policyName;
    }

    String dataAction() {
        return "Microsoft.KeyVault/vaults/" + switch (this) {
            case GET, LIST -> "keys/read";
            case DELETE -> "keys/delete";
            case WRAP_KEY -> "keys/wrap/action";
            case UNWRAP_KEY -> "keys/unwrap/action";
            case GET_ROTATION_POLICY -> "keyrotationpolicies/read";
            case SET_ROTATION_POLICY -> "keyrotationpolicies/write";
            case CREATE, UPDATE, IMPORT, RECOVER, PURGE, BACKUP, RESTORE, ENCRYPT, DECRYPT, SIGN, VERIFY,
                    RELEASE, ROTATE ->
                "keys/" + policyName + "/action";
        };
    }

    /// Whether an entry of an access policy grants this: by name, or as `all`, which leaves out purging.
    boolean grantedBy(String entry) {
        return entry.equalsIgnoreCase(policyName) || (entry.equalsIgnoreCase("all") && this != PURGE);
    }

    /// Whether an access policy may name this.
    static boolean isKnown(String entry) {
        return entry.equalsIgnoreCase("all")
                || Arrays.stream(values()).anyMatch(known -> entry.equalsIgnoreCase(known.policyName));
    }
}
