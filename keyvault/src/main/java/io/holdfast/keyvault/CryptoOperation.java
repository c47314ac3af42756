package io.holdfast.keyvault;

/// What can be done with a key, by its name in `key_ops`.
enum CryptoOperation {
    ENCRYPT("encrypt", KeyPermission.ENCRYPT, "KeyEncrypt"), DECRYPT("decrypt", KeyPermission.DECRYPT,
            "KeyDecrypt"), WRAP("wrapKey", KeyPermission.WRAP_KEY, "KeyWrap"), UNWRAP("unwrapKey",
                    KeyPermission.UNWRAP_KEY, "KeyUnwrap"), SIGN("sign", KeyPermission.SIGN,
                            "KeySign"), VERIFY("verify", KeyPermission.VERIFY, "KeyVerify");

    private final String operationName;
    private final KeyPermission permission;
    private final String auditName;

    CryptoOperation(String operationName, KeyPermission permission, String auditName) {
        this.operationName = operationName;
        this.permission = permission;
        this.auditName = auditName;
    }

    String operationName() {
        return operationName;
    }

    KeyPermission permission() {
        return permission;
    }

    String auditName() {
        return auditName;
    }

    /// Whether it makes something new, which needs a key that is valid now.
    boolean needsValidKey() {
        return switch (this) {
            case ENCRYPT, WRAP, SIGN -> true;
            case DECRYPT, UNWRAP, VERIFY -> false;
        };
    }
}
