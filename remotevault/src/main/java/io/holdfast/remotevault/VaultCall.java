package io.holdfast.remotevault;

/// What is to be done in a session with a vault.
@FunctionalInterface
interface VaultCall<T> {

    T in(VaultSession session);
}
