package io.holdfast.server;

import io.holdfast.crypto.PlatformKey;
import io.holdfast.logstore.FaultPoints;
import java.security.SecureRandom;
import java.time.Clock;

/// What every part of the process stands on. Each stays its opener's.
///
/// @param around what drives time, and who is told of steps
record Platform(DataFolder folder, PlatformKey key, Clock clock, SecureRandom random, Around around) {

    /// What tests have in their hands.
    ///
    /// @param timers move with the clock, or purging stops
    /// @param faults is told of the steps of a backup
    record Around(Timers timers, FaultPoints faults) {

        static final Around SYSTEM = new Around(Timers.SYSTEM, FaultPoints.NONE);
    }

    /// The purpose of the key of the platform's records.
    static final String RECORDS = "state";

    /// With the machine's timers, and nobody told of steps.
    Platform(DataFolder folder, PlatformKey key, Clock clock, SecureRandom random) {
        this(folder, key, clock, random, Around.SYSTEM);
    }

    Timers timers() {
        return around.timers();
    }

    FaultPoints faults() {
        return around.faults();
    }
}
