package io.holdfast.keyring;

/// The store that an account key protects, as far as a change of that key concerns it.
@FunctionalInterface
public interface KeyedStore {

    /// A store that may hold something: its key stays.
    KeyedStore IN_USE = _ -> false;

    /// Puts another account key in the place of the one before, if nothing is stored that needs it.
    ///
    /// @param change replaces the key on disk and in memory. It is run at most once, when all that the store
    ///     made with the former key is gone from the disk, and while nobody uses the store
    /// @return whether it was run; if not, everything is as before
    boolean replaceKeyIfEmpty(Runnable change);
}
