package io.holdfast.keyring;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether a storage resource may use its account key now.
public sealed interface Availability {

    /// Whether the key may be used.
    default boolean isLight() {
        return !(this instanceof Dark);
    }

    /// When this state was entered.
    Instant since();

    /// The last contact with the vault was a successful unwrap, or no vault is needed.
    ///
    /// @param lastContact when the vault last unwrapped the key; empty without a customer-managed key
    record Available(Instant since, Optional<Instant> lastContact) implements Availability {}

    /// The vault gives no usable answer; work goes on with the key in memory until the grace ends.
    ///
    /// @param lastContact when the vault last unwrapped the key
    /// @param graceLeft until it is dark, at the time of asking
    /// @param bound how long after the last successful unwrap that is
    /// @param answer what the vault said last
    record Unreachable(Instant since, Instant lastContact, Duration graceLeft, Duration bound,
            VaultAnswer answer)
            implements
                Availability {}

    /// The key may not be used and is not in memory.
    record Dark(Darkness darkness) implements Availability {

        @Override
        public Instant since() {
            return darkness.since();
        }
    }
}
