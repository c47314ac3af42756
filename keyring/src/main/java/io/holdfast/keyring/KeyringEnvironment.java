package io.holdfast.keyring;

import java.security.SecureRandom;
import java.time.InstantSource;

/// What the keyring takes from the process around it.
///
/// @param scheduler closed with the keyring
/// @param clock for what is shown and recorded; no decision depends on it
/// @param random for account keys
public record KeyringEnvironment(KeyringScheduler scheduler, InstantSource clock, SecureRandom random) {}
