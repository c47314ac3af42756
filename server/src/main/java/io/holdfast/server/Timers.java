package io.holdfast.server;

import io.holdfast.keyring.KeyringScheduler;
import io.holdfast.keyvault.VaultTimer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The clocks that only move forward and the threads behind them, of the parts that do something by themselves.
///
/// @param keyring polls keys
/// @param vaults rotates and purges keys
/// @param nanoTime by which rows grow old, besides the wall clock
record Timers(Supplier<KeyringScheduler> keyring, Supplier<VaultTimer> vaults, LongSupplier nanoTime) {

    /// The machine's.
    static final Timers SYSTEM = new Timers(KeyringScheduler::system, VaultTimer::system,
            System::nanoTime);
}
