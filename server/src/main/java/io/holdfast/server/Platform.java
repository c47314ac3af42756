package io.holdfast.server;

import io.holdfast.crypto.PlatformKey;
import java.security.SecureRandom;
import java.time.Clock;

/// What every part of the process stands on. Each stays its opener's.
record Platform(DataFolder folder, PlatformKey key, Clock clock, SecureRandom random) {

    /// The purpose of the key of the platform's records.
    static final String RECORDS = "state";
}
