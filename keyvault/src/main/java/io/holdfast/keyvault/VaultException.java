package io.holdfast.keyvault;

import java.util.Optional;

/// Why a vault refused, exactly as its REST API says it: one type per kind of blame.
public abstract sealed class VaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String innerCode;

    private VaultException(int status, String code, String innerCode, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.innerCode = innerCode;
    }

    /// HTTP status.
    public int status() {
        return status;
    }

    /// The error code, such as `Forbidden`.
    public String code() {
        return code;
    }

    /// The inner error code, such as `KeyDisabled`.
    public Optional<String> innerCode() {
        return innerCode.isEmpty() ? Optional.empty() : Optional.of(innerCode);
    }

    /// The message for the caller; the same as [#getMessage].
    public String text() {
        return String.valueOf(getMessage());
    }

    /// 400: the request is wrong whoever makes it.
    public static final class Invalid extends VaultException {

        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(400, "BadParameter", "", message);
        }

        Invalid(String code, String message) {
            super(400, code, "", message);
        }
    }

    /// 403: the caller may not, or the key's state, operations or times forbid it.
    public static final class Denied extends VaultException {

        private static final long serialVersionUID = 1L;

        Denied(String innerCode, String message) {
            super(403, "Forbidden", innerCode, message);
        }
    }

    /// 404: no such vault, key or version, or a deleted one.
    public static final class Missing extends VaultException {

        private static final long serialVersionUID = 1L;

        Missing(String code, String message) {
            super(404, code, "", message);
        }
    }

    /// 405 or 409: the state of the vault or key does not allow it.
    public static final class Conflict extends VaultException {

        private static final long serialVersionUID = 1L;

        Conflict(int status, String code, String innerCode, String message) {
            super(status, code, innerCode, message);
        }
    }

    /// 503: the vault's storage or audit cannot be used now; nothing is known about the key.
    public static final class Unavailable extends VaultException {

        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(503, "ServiceUnavailable", "", message);
        }

        Unavailable(String message, Throwable cause) {
            this(message);
            initCause(cause);
        }
    }
}
