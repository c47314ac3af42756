package io.holdfast.keyvault;

import io.holdfast.arm.ResourceId;
import io.holdfast.records.RecordTransaction;

/// What other modules keep about a vault and delete with it.
@FunctionalInterface
public interface VaultDeletion {

    /// Deletes it in the transaction that deletes the vault.
    ///
    /// @return to be run once that is committed, before the deletion is answered
    Runnable within(RecordTransaction transaction, ResourceId vault);
}
