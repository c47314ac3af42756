package io.holdfast.keyring;

/// Is told when a storage resource may no longer, or may again, use its account key.
///
/// Per resource the calls come one at a time and in the order of the changes. A call may take its time only
/// so far: past the keyring's bound the next listener is called beside it.
public interface AvailabilityListener {

    /// The key may not be used any more: whatever was made with it must be closed before this returns.
    void dark(StorageResource resource, Darkness reason);

    /// The key may be used. By the time of the call it may be dark again: then `accountKey` throws, and
    /// `dark` follows.
    void light(StorageResource resource);
}
