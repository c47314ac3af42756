package io.holdfast.remotevault;

/// Something kept for remote vaults cannot be used.
public final class RemoteVaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RemoteVaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
