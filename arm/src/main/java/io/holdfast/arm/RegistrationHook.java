package io.holdfast.arm;

import io.holdfast.records.RecordTransaction;

/// What happens when a namespace becomes registered in a subscription.
@FunctionalInterface
public interface RegistrationHook {

    /// Runs in the transaction that registers: both happen or neither. It may run again after an
    /// unregistration.
    void registered(String subscriptionId, RecordTransaction transaction);
}
