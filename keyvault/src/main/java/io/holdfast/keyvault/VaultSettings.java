package io.holdfast.keyvault;

import io.holdfast.crypto.TokenKeys;
import java.time.Clock;
import java.util.Optional;
import java.util.function.IntSupplier;

/// What the vaults need to know of the server.
///
/// @param domain the vaults are at `{vault}.vault.{domain}`; such as `localhost`
/// @param port where the server listens; asked at each use
/// @param tenantId the tenant whose principals use the vaults
/// @param audit where the audit log is kept
/// @param clock tells when keys may be used, and when what happened
/// @param token where keys of the `-HSM` types are made, if there is one; stays the caller's
public record VaultSettings(String domain, IntSupplier port, String tenantId, AuditPlace audit,
        Clock clock, Optional<TokenKeys> token) {

    /// Without a token: all keys are in software.
    public VaultSettings(String domain, IntSupplier port, String tenantId, AuditPlace audit, Clock clock) {
        this(domain, port, tenantId, audit, clock, Optional.empty());
    }
}
