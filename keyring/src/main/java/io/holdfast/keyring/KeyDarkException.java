package io.holdfast.keyring;

/// A storage resource is dark: what was asked needs a key that may not be used now.
public abstract sealed class KeyDarkException extends KeyringException
        permits KeyRevokedException, KeyUnreachableException {

    private static final long serialVersionUID = 1L;

    private final transient Darkness darkness;

    KeyDarkException(String code, String message, Darkness darkness) {
        super(code, message);
        this.darkness = darkness;
    }

    /// Why.
    public Darkness darkness() {
        return darkness;
    }
}
