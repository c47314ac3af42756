package io.holdfast.server;

import io.holdfast.crypto.PlatformKey;
import java.security.SecureRandom;
import java.time.Clock;

/// What every part of the process stands on. Each stays its opener's.
///
/// @param timers move with the clock, or purging stops
record Platform(DataFolder folder, PlatformKey key, Clock clock, SecureRandom random, Timers timers) {

    /// The purpose of the key of the platform's records.
    static final String RECORDS = "state";

    /// With the machine's timers.
    Platform(DataFolder folder, PlatformKey key, Clock clock, SecureRandom random) {
        this(folder, key, clock, random, Timers.SYSTEM);
    }
}
